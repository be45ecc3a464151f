//! THREAD (RFC 5256), by subject and by references.

mod references;

use super::search;
use super::sort::sent;
use crate::sandbox::answer::{Answer, Outcome};
use crate::sandbox::args::Args;
use crate::sandbox::mail::{Mail, header, subject};
use crate::sandbox::out::Out;
use crate::sandbox::session::Session;

/// A message as threading sees it.
struct Item {
    /// Its number, as the client is told.
    id: u32,
    /// When it was sent.
    date: i64,
    /// The base subject, and whether it is a reply's.
    subject: (String, bool),
    /// The ids of those it refers to, the oldest first, and its own last.
    ids: Vec<Vec<u8>>,
}

/// A node of the answer: the message, if there is one, and those below it.
#[derive(Debug, Default)]
struct Node {
    id: Option<u32>,
    children: Vec<usize>,
}

/// Threads: nodes, and which of them are on top.
#[derive(Debug, Default)]
struct Forest {
    nodes: Vec<Node>,
    roots: Vec<usize>,
}

pub(super) fn thread(session: &mut Session, args: &mut Args<'_>, uid: bool) -> Outcome {
    let refused = args.expected("a threading algorithm that is offered");
    let algorithm = args.word()?;
    if !session.server.has(&format!("THREAD={algorithm}")) {
        return Err(refused);
    }
    let charset = args.text()?;
    let found = search::find(session, args, charset)?;
    let by_references = algorithm == "REFERENCES";
    let items = found.messages.iter().map(|(number, message)| {
        let mail = &*message.mail;
        Item {
            id: if uid { message.uid } else { *number },
            date: sent(message),
            subject: subject::base(&mail.field("Subject").unwrap_or_default()),
            ids: if by_references { ids(mail) } else { Vec::new() },
        }
    });
    let items = items.collect();
    let forest = match by_references {
        true => references::forest(items),
        false => by_subject(items),
    };
    session.out.put("* THREAD");
    if !forest.roots.is_empty() {
        session.out.put(" ");
    }
    write(&mut session.out, &forest);
    session.out.end();
    Ok(Answer::new("Thread completed."))
}

/// The message ids of References, or of In-Reply-To if there are none, and the message's own.
fn ids(mail: &Mail) -> Vec<Vec<u8>> {
    let mut ids = message_ids(&mail.field("References").unwrap_or_default());
    if ids.is_empty() {
        let reply = message_ids(&mail.field("In-Reply-To").unwrap_or_default());
        ids.extend(reply.into_iter().next());
    }
    let own = message_ids(&mail.field("Message-ID").unwrap_or_default());
    // A message without an id is one that nobody refers to.
    ids.push(own.into_iter().next().unwrap_or_default());
    ids
}

/// What stands in angle brackets.
fn message_ids(value: &[u8]) -> Vec<Vec<u8>> {
    let value = header::unfold(value);
    let mut ids = Vec::new();
    let mut rest = value.as_slice();
    while let Some(start) = rest.iter().position(|byte| *byte == b'<') {
        rest = rest.get(start + 1..).unwrap_or_default();
        let Some(end) = rest.iter().position(|byte| *byte == b'>') else {
            break;
        };
        let id = rest.get(..end).unwrap_or_default();
        let id: Vec<u8> = id.iter().copied().filter(|byte| *byte != b' ').collect();
        if !id.is_empty() {
            ids.push(id);
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    ids
}

/// ORDEREDSUBJECT: those of one base subject are a thread, the first sent on top.
fn by_subject(mut items: Vec<Item>) -> Forest {
    items.sort_by(|one, other| {
        let subjects = one.subject.0.cmp(&other.subject.0);
        subjects
            .then(one.date.cmp(&other.date))
            .then(one.id.cmp(&other.id))
    });
    let mut forest = Forest::default();
    let mut dated: Vec<(i64, u32, usize)> = Vec::new();
    let mut subject: Option<&str> = None;
    for item in &items {
        let at = forest.nodes.len();
        forest.nodes.push(Node {
            id: Some(item.id),
            children: Vec::new(),
        });
        match dated.last() {
            Some((_, _, root)) if subject == Some(item.subject.0.as_str()) => {
                if let Some(node) = forest.nodes.get_mut(*root) {
                    node.children.push(at);
                }
            }
            _ => dated.push((item.date, item.id, at)),
        }
        subject = Some(&item.subject.0);
    }
    dated.sort_unstable();
    forest.roots = dated.into_iter().map(|(_, _, root)| root).collect();
    forest
}

/// What is still to be written.
enum Step {
    Node(usize),
    Text(&'static str),
}

/// Writes the threads, however deep, without a stack of calls.
fn write(out: &mut Out, forest: &Forest) {
    let mut steps = Vec::new();
    let group = |steps: &mut Vec<Step>, nodes: &[usize]| {
        for node in nodes.iter().rev() {
            steps.push(Step::Text(")"));
            steps.push(Step::Node(*node));
            steps.push(Step::Text("("));
        }
    };
    group(&mut steps, &forest.roots);
    while let Some(step) = steps.pop() {
        let node = match step {
            Step::Text(text) => {
                out.put(text);
                continue;
            }
            Step::Node(at) => forest.nodes.get(at),
        };
        let Some(node) = node else { continue };
        if let Some(id) = node.id {
            out.show(id);
        }
        match node.children.as_slice() {
            [] => {}
            [only] if node.id.is_some() => {
                out.put(" ");
                steps.push(Step::Node(*only));
            }
            children => {
                if node.id.is_some() {
                    out.put(" ");
                }
                group(&mut steps, children);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: u32, date: i64, subject: &str, ids: &str) -> Item {
        let ids: Vec<Vec<u8>> = ids.split(' ').map(|id| id.as_bytes().to_vec()).collect();
        Item {
            id,
            date,
            subject: subject::base(subject.as_bytes()),
            ids,
        }
    }

    fn shown(forest: &Forest) -> String {
        let mut out = Out::default();
        write(&mut out, forest);
        String::from_utf8(out.bytes).unwrap()
    }

    #[test]
    fn ordered_subject() {
        let items = vec![
            item(1, 5, "b", "1"),
            item(2, 1, "a", "2"),
            item(3, 6, "Re: b", "3"),
            item(4, 7, "b", "4"),
            item(5, 2, "re: a", "5"),
        ];
        assert_eq!(shown(&by_subject(items)), "(2 5)(1 (3)(4))");
    }

    #[test]
    fn references() {
        for (items, expected) in [
            (
                vec![
                    item(1, 1, "a", "a"),
                    item(2, 2, "re: a", "a b"),
                    item(3, 3, "re: a", "a b c"),
                    item(4, 4, "re: a", "a d"),
                ],
                "(1 (2 3)(4))",
            ),
            // The first message is not there: its replies stand side by side.
            (
                vec![item(1, 1, "x", "a b"), item(2, 2, "x", "a c")],
                "((1)(2))",
            ),
            // No references, but the subjects of a message and of a reply to it.
            (
                vec![item(1, 1, "a", "a"), item(2, 2, "re: a", "b")],
                "(1 2)",
            ),
            (vec![item(1, 1, "a", "a"), item(2, 2, "a", "b")], "((1)(2))"),
            // A circle is not followed.
            (
                vec![item(1, 1, "a", "b a"), item(2, 2, "b", "a b")],
                "(2 1)",
            ),
            // Two with the same id.
            (vec![item(1, 1, "a", "x"), item(2, 2, "b", "x")], "(1)(2)"),
            (vec![], ""),
        ] {
            assert_eq!(shown(&references::forest(items)), expected);
        }
    }

    #[test]
    fn long_threads_cost_no_stack() {
        let items: Vec<Item> = (1..30_000_u32)
            .map(|id| item(id, i64::from(id), "a", &format!("{} {id}", id - 1)))
            .collect();
        let forest = references::forest(items);
        assert!(shown(&forest).starts_with("(1 2 3 4 "));
    }
}
