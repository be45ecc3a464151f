//! Putting several messages into a folder at once (MULTIAPPEND, RFC 3502).

use super::answer::Answer;
use super::append::{Octets, before, begin, message, unknown};
use crate::client::Client;
use crate::data::flag::Words;
use crate::data::folder::Folder;
use crate::data::time::Moment;
use crate::error::{Error, Result};
use crate::menu::macros::menu;

menu! {
    /// Put several messages into a folder: all of them or, if the server refuses, none (MULTIAPPEND).
    ///
    /// Each message is a str or bytes, or a dict with `msg` and, if wanted, `flags` and `date`, which
    /// are as the arguments of `append`. A str is sent as UTF-8, and lone CR and LF become CR LF.
    /// With LITERAL+ all messages go out without waiting. Where the server has UIDPLUS, the result's
    /// `uidvalidity` and `uids` tell where the messages are now, in their order. An empty list
    /// appends nothing.
    ///
    /// ```python
    /// c.multiappend('INBOX', [one, {'msg': two, 'flags': [SEEN], 'date': datetime(2024, 7, 1)}])
    /// ```
    ///
    /// Needs the capability MULTIAPPEND (RFC 3502) and a login.
    ///
    /// # Errors
    ///
    /// `Capability`, `IllegalState`, `ArgumentType`, `ArgumentValue`, `Refused`.
    multiappend(folder: Folder, msgs: AppendMessages) -> Answer;
}

/// A message to be appended.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct AppendMessage {
    /// Its octets.
    pub msg: Octets,
    /// Its flags.
    pub flags: Words,
    /// When it came in; none means now.
    pub date: Moment,
}

impl AppendMessage {
    /// A message with flags and the time at which it came in.
    pub fn new(msg: impl Into<Octets>, flags: impl Into<Words>, date: impl Into<Moment>) -> Self {
        Self {
            msg: msg.into(),
            flags: flags.into(),
            date: date.into(),
        }
    }
}

impl<T: Into<Octets>> From<T> for AppendMessage {
    fn from(msg: T) -> Self {
        Self::new(msg, (), None)
    }
}

/// The argument type `msgs`: messages to be appended.
#[derive(Clone, Debug, Default)]
pub struct AppendMessages(pub Vec<AppendMessage>);

impl<T: Into<AppendMessage>> From<Vec<T>> for AppendMessages {
    fn from(messages: Vec<T>) -> Self {
        messages.into_iter().collect()
    }
}

impl<T: Into<AppendMessage>, const N: usize> From<[T; N]> for AppendMessages {
    fn from(messages: [T; N]) -> Self {
        messages.into_iter().collect()
    }
}

impl<T: Into<AppendMessage>> FromIterator<T> for AppendMessages {
    fn from_iter<I: IntoIterator<Item = T>>(messages: I) -> Self {
        Self(messages.into_iter().map(Into::into).collect())
    }
}

fn multiappend(client: &mut Client, folder: Folder, msgs: AppendMessages) -> Result<Answer> {
    client.need_login("APPEND")?;
    client.need_changes("APPEND")?;
    client.need("MULTIAPPEND")?;
    let mut line = begin(client, &folder)?;
    if msgs.0.is_empty() {
        return Ok(Answer::default());
    }
    for (position, one) in msgs.0.into_iter().enumerate() {
        let place = |error: Error| {
            let message = format!("msgs[{position}]: {}", error.message());
            error.with_argument("msgs").with_message(message)
        };
        line = message(client, before(line, &one.flags, one.date), one.msg.0).map_err(place)?;
    }
    let command = line.finish()?;
    client.settle()?;
    let answer = client
        .tell(command)
        .map_err(|error| unknown(error, &folder))?;
    Ok(Answer::read(&answer, &[]))
}

#[cfg(feature = "menu")]
mod dynamic {
    use super::{AppendMessage, AppendMessages};
    use crate::command::append::Octets;
    use crate::data::flag::Words;
    use crate::data::time::Moment;
    use crate::menu::{Arg, FromArg, nearest};

    const FIELDS: [&str; 3] = ["msg", "flags", "date"];

    impl FromArg for AppendMessages {
        const WHAT: &'static str = "a list of messages, each a str, bytes, or a dict with msg";

        fn from_arg(arg: Arg) -> Result<Self, String> {
            match arg {
                Arg::List(messages) => {
                    let numbered = messages.into_iter().enumerate();
                    let message = |(position, arg)| {
                        message(arg).map_err(|fault| match fault.strip_prefix("expected ") {
                            // Keeps the words by which a wrong type is known.
                            Some(fault) => format!("expected {fault} as message {position}"),
                            None => format!("message {position}: {fault}"),
                        })
                    };
                    numbered.map(message).collect::<Result<_, _>>().map(Self)
                }
                other => Err(format!("expected {}, got {}", Self::WHAT, other.describe())),
            }
        }
    }

    fn message(arg: Arg) -> Result<AppendMessage, String> {
        let fields = match arg {
            Arg::Map(fields) => fields,
            other => return Octets::from_arg(other).map(AppendMessage::from),
        };
        let mut message = AppendMessage::default();
        let mut given = false;
        for (name, value) in fields {
            let name = String::from_arg(name)?;
            match name.as_str() {
                "msg" => {
                    message.msg = Octets::from_arg(value)?;
                    given = true;
                }
                "flags" => message.flags = Words::from_arg(value)?,
                "date" => message.date = Moment::from_arg(value)?,
                other => {
                    let hint = nearest(other, FIELDS.into_iter())
                        .map(|near| format!("; did you mean {near}?"))
                        .unwrap_or_default();
                    return Err(format!("a message has no {other}{hint}"));
                }
            }
        }
        match given {
            true => Ok(message),
            false => Err("a dict needs msg, the message itself".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::client;
    use super::*;
    use crate::data::time::DateTime;
    use crate::error::ErrorKind;

    #[test]
    fn all_in_one_command() {
        let (mut client, sent) = client(
            "IMAP4REV1 MULTIAPPEND LITERAL+",
            false,
            b"A1 OK [APPENDUID 9 3:4] done\r\n",
        );
        let time = DateTime::parse_internal(b"09-Feb-2007 17:08:08 -0430");
        let two = AppendMessage::new("B: \u{fc}\n", ["\\Seen"], time);
        let done = client
            .multiappend("x", [AppendMessage::from("A: b\r\n"), two])
            .unwrap();
        assert_eq!(
            sent.text(),
            "A1 APPEND \"x\" {6+}\r\nA: b\r\n \
             (\\Seen) \"09-Feb-2007 17:08:08 -0430\" {7+}\r\nB: \u{fc}\r\n\r\n"
        );
        assert_eq!(done.uids.unwrap().iter().collect::<Vec<_>>(), [3, 4]);
    }

    #[test]
    fn fault_multiappend_tells_of_a_refusal() {
        let (mut client, sent) = client(
            "IMAP4REV1 MULTIAPPEND",
            false,
            b"+ go\r\nA1 NO [OVERQUOTA] full\r\nA2 OK still here\r\n",
        );
        let error = client.multiappend("x", ["A: b", "C: d"]).unwrap_err();
        assert_eq!(
            (error.kind(), error.code()),
            (ErrorKind::Refused, Some("OVERQUOTA"))
        );
        client.noop().unwrap();
        assert_eq!(
            sent.text(),
            "A1 APPEND \"x\" {4}\r\nA: b {4}\r\nA2 NOOP\r\n"
        );
    }

    #[test]
    fn refused_before_anything_is_sent() {
        let (mut client, sent) = client("IMAP4REV1 MULTIAPPEND", false, b"");
        let error = client.multiappend("x", ["A: b", ""]).unwrap_err();
        assert_eq!(error.message(), "msgs[1]: the message is empty");
        let nothing: [&str; 0] = [];
        assert_eq!(client.multiappend("x", nothing).unwrap(), Answer::default());
        assert_eq!(sent.text(), "");
        let (mut client, _) = super::super::testing::client("IMAP4REV1", false, b"");
        let error = client.multiappend("x", ["A: b"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Capability);
    }
}
