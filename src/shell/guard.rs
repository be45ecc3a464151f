//! What cannot be undone, and how many messages it would concern.

use imapclient::client::{Client, State};
use imapclient::command::raw::{RawPart, first_argument};
use imapclient::data::escape::escape_control;
use imapclient::data::folder::Folder;
use imapclient::data::ids::SearchIds;
use imapclient::data::messages::{MessagePart, Messages, Selection};
use imapclient::data::text::Text;
use imapclient::menu::{Arg, Args, Method};

use crate::progress::grouped;

/// So many messages are many: a change to them is asked about even if there are more in the folder.
const MANY: u64 = 100;

/// The methods that change messages they are given, and what they do to them.
const CHANGE: &[(&str, &str)] = &[
    ("add_flags", "changes the flags of"),
    ("add_gmail_labels", "changes the labels of"),
    ("delete_messages", "marks as deleted"),
    ("move", "takes out of the folder"),
    ("remove_flags", "changes the flags of"),
    ("remove_gmail_labels", "changes the labels of"),
    ("set_flags", "changes the flags of"),
    ("set_gmail_labels", "changes the labels of"),
];

/// A call that a person should think about twice.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Risk {
    /// What it does, in one sentence without its full stop.
    pub(crate) sentence: String,
}

/// What is to be found out about a call.
pub(crate) struct Concern {
    /// How many messages it concerns, where that is known.
    pub(crate) count: Option<u64>,
    /// Why to ask, if so.
    pub(crate) risk: Option<Risk>,
}

/// What is done, as a method or a raw command names it, and to what.
struct Deed<'a> {
    name: &'a str,
    /// The folder it names.
    folder: Option<String>,
    /// The messages it names, and whether they are UIDs.
    messages: Option<&'a Arg>,
    uids: bool,
}

/// Looks at a call before it is made. This may ask the server, but changes nothing.
pub(crate) fn look(client: &mut Client, method: &Method, args: &Args) -> Concern {
    let folder = match argument(method, args, "folder") {
        Some(Arg::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let deed = Deed {
        name: method.name,
        folder,
        messages: argument(method, args, "messages").filter(|arg| !matches!(arg, Arg::None)),
        uids: client.use_uid(),
    };
    weigh(client, &deed)
}

/// The same for a raw command.
pub(crate) fn look_at_raw(client: &mut Client, parts: &[RawPart]) -> Concern {
    let text = match parts.first() {
        Some(RawPart::Text(text)) => text.as_str(),
        _ => "",
    };
    let mut words = text.split_ascii_whitespace().peekable();
    let uids = words
        .next_if(|word| word.eq_ignore_ascii_case("UID"))
        .is_some();
    let verb = words.next().unwrap_or_default().to_ascii_uppercase();
    let set = words.next().map(|set| Arg::Text(set.to_owned()));
    let item = words.next().unwrap_or_default();
    let name = match verb.as_str() {
        "EXPUNGE" => "expunge",
        "CLOSE" => "close_folder",
        "DELETE" => "delete_folder",
        "MOVE" => "move",
        "STORE" if item.to_ascii_uppercase().contains("LABELS") => "set_gmail_labels",
        "STORE" => "set_flags",
        _ => "",
    };
    let folder = (name == "delete_folder")
        .then(|| first_argument(parts))
        .flatten();
    let folder = folder.map(|wire| Folder::from_wire(&wire, client.folder_encode(), false));
    let deed = Deed {
        name,
        folder: folder.map(|folder| folder.to_string_lossy().into_owned()),
        messages: set.as_ref(),
        uids,
    };
    let mut concern = weigh(client, &deed);
    // In the words of the command that was typed.
    if let Some(risk) = &mut concern.risk {
        risk.sentence = risk.sentence.replacen(name, &verb, 1);
    }
    concern
}

fn weigh(client: &mut Client, deed: &Deed<'_>) -> Concern {
    let none = Concern {
        count: None,
        risk: None,
    };
    if client.is_read_only() || client.ended().is_some() {
        return none;
    }
    if deed.name == "delete_folder" {
        return delete_folder(client, deed).unwrap_or(none);
    }
    let Some(folder) = client.selected().filter(|folder| !folder.read_only) else {
        return none;
    };
    let (exists, name) = (u64::from(folder.exists), shown(&folder.name));
    if client.state() != State::Selected {
        return none;
    }
    let change = CHANGE.iter().find(|(known, _)| *known == deed.name);
    match (deed.name, deed.messages, change) {
        ("expunge", None, _) => {
            let count = deleted(client);
            let what = match count {
                Some(count) => format!("the {}", messages_marked(count)),
                None => "all messages marked deleted".to_owned(),
            };
            Concern {
                count,
                risk: (count != Some(0)).then(|| Risk {
                    sentence: format!("expunge removes {what} in {name} for good"),
                }),
            }
        }
        ("close_folder", _, _) => {
            let count = deleted(client);
            let what = messages_marked(count.unwrap_or(0));
            Concern {
                count,
                risk: count.filter(|count| *count > 0).map(|_| Risk {
                    sentence: format!(
                        "close_folder removes the {what} in {name} for good (unselect_folder keeps them)"
                    ),
                }),
            }
        }
        (_, Some(given), Some((method, does))) => {
            let Some(count) = count(client, given, deed.uids, exists) else {
                return none;
            };
            let all = count >= exists;
            let many = (all && count > 1) || count >= MANY;
            let which = match all {
                true => format!("all {} messages of {name}", grouped(count)),
                false => format!("{} messages of {name}", grouped(count)),
            };
            Concern {
                count: Some(count),
                risk: many.then(|| Risk {
                    sentence: format!("{method} {does} {which}"),
                }),
            }
        }
        ("copy" | "expunge" | "uid_expunge", Some(given), _) => Concern {
            count: count(client, given, deed.uids, exists),
            risk: None,
        },
        _ => none,
    }
}

fn messages_marked(count: u64) -> String {
    match count {
        1 => "1 message marked deleted".to_owned(),
        count => format!("{} messages marked deleted", grouped(count)),
    }
}

fn shown(text: &Text) -> String {
    let text = format!("'{}'", text.to_string_lossy());
    escape_control(&text, false).into_owned()
}

/// The argument for a parameter, as given.
fn argument<'a>(method: &Method, args: &'a Args, name: &str) -> Option<&'a Arg> {
    let named = args.named.iter().find(|(given, _)| given == name);
    let position = method.params.iter().position(|param| param.name == name);
    named
        .map(|(_, arg)| arg)
        .or_else(|| args.positional.get(position?))
}

fn delete_folder(client: &mut Client, deed: &Deed<'_>) -> Option<Concern> {
    let folder = deed.folder.clone()?;
    let open = client
        .selected()
        .filter(|open| open.name.to_string_lossy() == folder);
    let open = open.map(|open| u64::from(open.exists));
    let count = match open {
        Some(exists) => Some(exists),
        None => status(client, &folder),
    };
    let name = shown(&Text::from(folder.as_str()));
    let with = match count {
        Some(1) => " with its 1 message".to_owned(),
        Some(count) => format!(" with its {} messages", grouped(count)),
        None => String::new(),
    };
    Some(Concern {
        count,
        risk: Some(Risk {
            sentence: format!("delete_folder removes {name}{with} for good"),
        }),
    })
}

fn status(client: &mut Client, folder: &str) -> Option<u64> {
    let status = client.folder_status(folder, ["MESSAGES"]).ok()?;
    status.number("MESSAGES")
}

/// How many messages of the open folder are marked deleted.
fn deleted(client: &mut Client) -> Option<u64> {
    client
        .search("DELETED", None::<&str>)
        .ok()
        .map(|found| len(&found))
}

fn len(found: &SearchIds) -> u64 {
    found.ids.len() as u64
}

/// How many messages of the open folder a set names.
fn count(client: &mut Client, given: &Arg, uids: bool, exists: u64) -> Option<u64> {
    let mut parts = Vec::new();
    collect(given, &mut parts)?;
    let (set, most) = match Messages::from_parts(parts).resolve().ok()? {
        Selection::Nothing => return Some(0),
        Selection::Verbatim(text) if text == "1:*" => return Some(exists),
        Selection::Verbatim(text) => (text, u64::MAX),
        Selection::Set(set) => (set.to_string(), set.len()),
    };
    // A few ids are counted as they are; the server is asked about many.
    if most < exists.min(MANY) || most <= 1 {
        return Some(most);
    }
    let criteria = match uids {
        true => format!("UID {set}"),
        false => set,
    };
    // What is too long for one command is given in numbers, so it is a list of existing ones.
    if criteria.len() > 8000 {
        return Some(most.min(exists));
    }
    client
        .search(criteria.as_str(), None::<&str>)
        .ok()
        .map(|found| len(&found))
}

fn collect(given: &Arg, parts: &mut Vec<MessagePart>) -> Option<()> {
    match given {
        Arg::Int(id) => parts.push(MessagePart::Id(u32::try_from(*id).ok()?)),
        Arg::Text(text) if text.is_empty() => {}
        Arg::Text(text) => parts.push(MessagePart::Text(text.clone())),
        Arg::Bytes(bytes) => {
            parts.push(MessagePart::Text(String::from_utf8(bytes.clone()).ok()?));
        }
        Arg::Ids(ids) => parts.push(MessagePart::Ids(ids.clone())),
        Arg::List(all) => all.iter().try_for_each(|arg| collect(arg, parts))?,
        _ => return None,
    }
    Some(())
}
