//! Searching by conversation (THREAD, RFC 5256).

use serde::Serialize;

use super::search::{Program, misunderstood};
use crate::client::Client;
use crate::data::criteria::{Charset, Criteria};
use crate::error::{Error, ErrorKind, Result};
use crate::menu::macros::menu;
use crate::wire::line::Line;

/// How deep threads are nested in a result. What a server nests deeper is put on this level: no id
/// is lost, and nothing that looks at the result has to go deeper.
const DEEPEST: usize = 200;

menu! {
    /// Return the messages that meet the criteria, put together by conversation (THREAD, RFC 5256).
    ///
    /// `algorithm` is REFERENCES or ORDEREDSUBJECT, or whatever the server has: each is a capability
    /// such as THREAD=REFERENCES. The criteria are those of `search`, the charset is that of their
    /// text. Returns a tuple of threads, each a tuple of ids, every message the parent of the next;
    /// where a message has several children, each branch is a tuple: `((1, 2), (3,), (4, (5, 6), (7,)))`.
    /// Nothing found is `()`. Needs an open folder.
    ///
    /// ```python
    /// for thread in c.thread('REFERENCES', ['SINCE', date(2024, 1, 1)]): print(thread)
    /// ```
    ///
    /// # Errors
    ///
    /// `Capability`, `IllegalState`, `InvalidCriteria`.
    thread(
        algorithm: String = "REFERENCES" as "'REFERENCES'",
        criteria: Criteria = "ALL" as "'ALL'",
        charset: Charset = "UTF-8" as "'UTF-8'",
    ) -> Threads;
}

/// The result of `thread`: conversations. Serializes as arrays in arrays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Threads(pub Vec<Thread>);

/// Messages of which each is the parent of the next, down to where the conversation branches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct Thread {
    /// The messages and branches, in order. A thread that starts with branches has lost its root.
    pub parts: Vec<ThreadPart>,
}

/// One element of a [`Thread`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ThreadPart {
    /// A message.
    Id(u32),
    /// A branch below the last message.
    Thread(Thread),
}

impl Thread {
    /// All ids of the thread, parents before children.
    pub fn ids(&self) -> Vec<u32> {
        let mut ids = Vec::new();
        let mut stack = vec![self.parts.iter()];
        while let Some(parts) = stack.last_mut() {
            match parts.next() {
                Some(ThreadPart::Id(id)) => ids.push(*id),
                Some(ThreadPart::Thread(inner)) => stack.push(inner.parts.iter()),
                None => {
                    stack.pop();
                }
            }
        }
        ids
    }
}

fn thread(
    client: &mut Client,
    algorithm: String,
    criteria: Criteria,
    charset: Charset,
) -> Result<Threads> {
    client.need_folder("THREAD")?;
    let algorithm = algorithm.to_ascii_uppercase();
    let program = Program::new(&criteria, &charset, client.use_uid())?;
    if !client.has(&format!("THREAD={algorithm}"))? {
        return Err(Error::new(
            ErrorKind::Capability,
            format!("The server does not support {algorithm} threading algorithm"),
        ));
    }
    let verb = match client.use_uid() {
        true => "UID THREAD",
        false => "THREAD",
    };
    let result = program.with_charset(client, &mut |client, charset| {
        let line = Line::new(verb).atom(&algorithm);
        let line = program.write_after_charset(client, line, charset)?;
        let reply = client.run(line.finish()?, &|response| response.is("THREAD"))?;
        let mut threads = Threads::default();
        for response in &reply.data {
            let mut reader = Reader::default();
            reader.read(response.rest());
            for quirk in reader.quirks {
                client.note_quirk(quirk);
            }
            threads.0.append(&mut reader.done);
        }
        Ok(threads)
    });
    result.map_err(|error| misunderstood(error, &program))
}

/// Reads threads without recursion.
#[derive(Default)]
struct Reader {
    done: Vec<Thread>,
    /// The threads that are open, outermost first.
    open: Vec<Thread>,
    /// How many more are open, deeper than is kept.
    deeper: usize,
    quirks: Vec<&'static str>,
}

impl Reader {
    fn read(&mut self, text: &[u8]) {
        let mut rest = text;
        while let Some((byte, tail)) = rest.split_first() {
            match byte {
                b'(' => self.enter(),
                b')' => self.leave(),
                b'0'..=b'9' => {
                    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                    let (number, tail) = rest.split_at(digits);
                    self.id(number);
                    rest = tail;
                    continue;
                }
                b' ' => {}
                _ => self.odd(),
            }
            rest = tail;
        }
        if !self.open.is_empty() {
            self.odd();
        }
        while !self.open.is_empty() {
            self.leave();
        }
    }

    fn odd(&mut self) {
        if self.quirks.is_empty() {
            self.quirks.push("thread that could not be read as a whole");
        }
    }

    fn enter(&mut self) {
        if self.open.len() < DEEPEST {
            self.open.push(Thread::default());
            return;
        }
        if self.deeper == 0 {
            self.quirks.push("thread nested more than 200 deep");
        }
        self.deeper += 1;
    }

    fn leave(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(thread) = self.open.pop() else {
            return self.odd();
        };
        if thread.parts.is_empty() {
            return;
        }
        match self.open.last_mut() {
            Some(outer) => outer.parts.push(ThreadPart::Thread(thread)),
            None => self.done.push(thread),
        }
    }

    fn id(&mut self, digits: &[u8]) {
        let id = std::str::from_utf8(digits)
            .ok()
            .and_then(|digits| digits.parse().ok());
        match (id, self.open.last_mut()) {
            (Some(id), Some(thread)) if id > 0 => thread.parts.push(ThreadPart::Id(id)),
            // An id outside of any thread is one of its own.
            (Some(id), None) if id > 0 => self.done.push(Thread {
                parts: vec![ThreadPart::Id(id)],
            }),
            _ => self.odd(),
        }
    }
}

#[cfg(feature = "menu")]
mod dynamic {
    use super::{Thread, ThreadPart, Threads};
    use crate::menu::{IntoOut, Out};

    impl IntoOut for Thread {
        fn into_out(self) -> Out {
            Out::Tuple(self.parts.into_iter().map(IntoOut::into_out).collect())
        }
    }

    impl IntoOut for ThreadPart {
        fn into_out(self) -> Out {
            match self {
                Self::Id(id) => id.into_out(),
                Self::Thread(thread) => thread.into_out(),
            }
        }
    }

    impl IntoOut for Threads {
        fn into_out(self) -> Out {
            Out::Tuple(self.0.into_iter().map(IntoOut::into_out).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::client;
    use super::*;

    #[test]
    fn nested_as_the_server_nests_them() {
        for (answer, threads, quirks) in [
            (
                "* THREAD (2)(3 6 (4 23)(44 7 96))\r\n",
                "[[2],[3,6,[4,23],[44,7,96]]]",
                0,
            ),
            ("* THREAD ((3)(5))\r\n", "[[[3],[5]]]", 0),
            ("* THREAD\r\n", "[]", 0),
            ("", "[]", 0),
            (
                "* THREAD (1 2) (3)\r\n* THREAD (4)\r\n",
                "[[1,2],[3],[4]]",
                0,
            ),
            ("* THREAD (1 x 4294967296 (2)\r\n", "[[1,[2]]]", 1),
            ("* THREAD 7 ()(8))\r\n", "[[7],[8]]", 1),
        ] {
            let script = format!("{answer}A1 OK done\r\n");
            let (mut client, sent) = client("IMAP4REV1 THREAD=REFS", true, script.as_bytes());
            let found = client.thread("refs", ["SUBJECT", "(x)"], "UTF-8").unwrap();
            assert_eq!(serde_json::to_string(&found).unwrap(), threads);
            assert_eq!(sent.text(), "A1 UID THREAD REFS UTF-8 SUBJECT \"(x)\"\r\n");
            assert_eq!(client.quirks().iter().count(), quirks, "{answer}");
        }
    }

    #[test]
    fn depth_is_limited_and_no_id_is_lost() {
        let depth = 100_000;
        let text: String = (1..=depth).map(|id| format!("({id} ")).collect();
        let script = format!("* THREAD {text}{}\r\nA1 OK done\r\n", ")".repeat(depth));
        let (mut client, _) = client("IMAP4REV1 THREAD=REFS", true, script.as_bytes());
        let found = client.thread("REFS", "ALL", "UTF-8").unwrap();
        assert_eq!(found.0.len(), 1);
        assert_eq!(found.0[0].ids().len(), depth);
        assert!(
            serde_json::to_string(&found)
                .unwrap()
                .contains("[200,201,202")
        );
        assert_eq!(
            client.quirks().iter().next(),
            Some(("thread nested more than 200 deep", 1))
        );
    }

    #[test]
    fn an_algorithm_the_server_lacks() {
        let (mut client, sent) = client("IMAP4REV1 THREAD=REFERENCES", true, b"");
        let error = client.thread("orderedsubject", "ALL", "UTF-8").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Capability);
        assert_eq!(
            error.message(),
            "The server does not support ORDEREDSUBJECT threading algorithm"
        );
        assert_eq!(sent.text(), "");
    }
}
