//! What becomes of a call whose connection is lost: a call that only reads may be made again on a
//! new connection, one that changes something never is.

use std::time::Duration;

use imapclient::error::Error;

use super::Interpreter;
use super::modules::time::pause;
use super::raise::{R, Raised};
use super::value::{ClientRef, Value};

/// What has become of a connection that was gone.
#[derive(Debug)]
pub(crate) enum Revival {
    /// It is not made anew here: in scripts, or because it is the user's own.
    No,
    /// It was made anew, and all is as before.
    AsBefore,
    /// It was made anew, but what was known of the session no longer holds.
    Otherwise,
    /// It could not be made anew, for this reason.
    Failed(String),
}

/// The calls that change nothing, so that making them twice does no harm.
const READING: [&str; 24] = [
    "_get_quota",
    "capabilities",
    "fetch",
    "fetch_iter",
    "find_special_folder",
    "folder_exists",
    "folder_status",
    "get_flags",
    "get_gmail_labels",
    "get_quota",
    "get_quota_root",
    "getacl",
    "gmail_search",
    "has_capability",
    "id_",
    "list_folders",
    "list_sub_folders",
    "namespace",
    "noop",
    "search",
    "select_folder",
    "sort",
    "thread",
    "xlist_folders",
];

/// The calls that change something, and how to see whether one of them was done.
const CHANGING: [(&str, &str); 22] = [
    ("add_flags", "c.get_flags(...)"),
    ("add_gmail_labels", "c.get_gmail_labels(...)"),
    ("append", "c.search(...) in that folder"),
    ("close_folder", "c.search('DELETED') in that folder"),
    ("copy", "c.search(...) in the other folder"),
    ("create_folder", "c.folder_exists(...)"),
    ("delete_folder", "c.folder_exists(...)"),
    ("delete_messages", "c.search('DELETED')"),
    ("expunge", "c.search('DELETED')"),
    ("move", "c.search(...) in both folders"),
    ("multiappend", "c.search(...) in that folder"),
    ("remove_flags", "c.get_flags(...)"),
    ("remove_gmail_labels", "c.get_gmail_labels(...)"),
    ("rename_folder", "c.list_folders()"),
    ("replace", "c.search(...) in that folder"),
    ("set_flags", "c.get_flags(...)"),
    ("set_gmail_labels", "c.get_gmail_labels(...)"),
    ("set_quota", "c.get_quota()"),
    ("setacl", "c.getacl(...)"),
    ("subscribe_folder", "c.list_sub_folders()"),
    ("uid_expunge", "c.search('DELETED')"),
    ("unsubscribe_folder", "c.list_sub_folders()"),
];

/// Whether the method called `name` may be called twice.
pub(super) fn only_reads(name: &str) -> bool {
    READING.contains(&name)
}

/// How to see whether a change was made.
fn check_with(name: &str) -> Option<&'static str> {
    let found = CHANGING.iter().find(|(method, _)| *method == name);
    found.map(|(_, check)| *check)
}

/// The calls that speak of the state of the old connection, or end it.
fn needs_this_connection(name: &str) -> bool {
    matches!(
        name,
        "logout" | "shutdown" | "idle_check" | "idle_done" | "socket" | "starttls"
    ) || name.contains("login")
}

/// Makes the connection anew before a call, if it is known to be gone.
pub(super) fn before(interpreter: &Interpreter, client: &ClientRef, name: &str) -> R<()> {
    if needs_this_connection(name) || !is_gone(client) {
        return Ok(());
    }
    let revival = interpreter.host.borrow_mut().revive(client);
    match revival {
        Revival::No | Revival::AsBefore => Ok(()),
        Revival::Otherwise => Err(abort(format!(
            "{name}() was not sent; see whether it still holds"
        ))),
        Revival::Failed(why) => Err(abort(format!("{name}() was not sent: {why}"))),
    }
}

/// After a call that failed: makes the connection anew if it is gone. `again` says whether the call
/// could be made again. It should if all is well here; else the error says what is known.
pub(super) fn after(
    interpreter: &mut Interpreter,
    client: &ClientRef,
    name: &str,
    again: bool,
    raised: Raised,
) -> Result<(), Raised> {
    if again && let Some(wait) = raised.error().and_then(Error::backoff) {
        return after_a_while(interpreter, client, wait, raised);
    }
    if has_expired(name, &raised) {
        let revival = interpreter.host.borrow_mut().revive(client);
        return match revival {
            Revival::AsBefore if again => Ok(()),
            Revival::Failed(why) => Err(with_words(raised, &why)),
            _ => Err(raised),
        };
    }
    let lost = raised.error().is_some_and(Error::ends_session) && is_gone(client);
    if !lost {
        let under_way = is_out_of_step(client);
        return Err(match check_with(name).filter(|_| under_way) {
            Some(check) => with_words(raised, &unknown(name, check)),
            None => raised,
        });
    }
    let raised = match check_with(name) {
        Some(check) => with_words(raised, &unknown(name, check)),
        None => raised,
    };
    if needs_this_connection(name) {
        return Err(raised);
    }
    let revival = interpreter.host.borrow_mut().revive(client);
    match revival {
        Revival::AsBefore if again => Ok(()),
        Revival::Failed(why) => Err(with_words(raised, &why)),
        _ => Err(raised),
    }
}

/// The longest time that is waited for a server that wants to be left alone.
const LONGEST: Duration = Duration::from_secs(600);
/// How often it is told how much of that is left.
const TOLD_EVERY: Duration = Duration::from_secs(10);

/// Waits as long as the server wants, so that the call can be made again.
fn after_a_while(
    interpreter: &mut Interpreter,
    client: &ClientRef,
    wait: Duration,
    raised: Raised,
) -> Result<(), Raised> {
    if wait > LONGEST {
        return Err(raised);
    }
    let mut told = wait + TOLD_EVERY;
    let ended = pause(interpreter, wait, &mut |interpreter, left| {
        if left + TOLD_EVERY <= told {
            told = left;
            let seconds = left.as_millis().div_ceil(1000);
            let text = format!(
                "the server is asked again in {seconds} s, as it wants; Ctrl-C ends the wait"
            );
            interpreter.host.borrow_mut().warn(&text);
        }
    });
    ended?;
    // Some close the connection meanwhile.
    if let Ok(mut slot) = client.0.try_borrow_mut()
        && let Some(client) = slot.as_mut()
    {
        let _ = client.listen(Some(Duration::ZERO));
    }
    if !is_gone(client) {
        return Ok(());
    }
    let revival = interpreter.host.borrow_mut().revive(client);
    match revival {
        Revival::AsBefore => Ok(()),
        Revival::Failed(why) => Err(with_words(raised, &why)),
        _ => Err(raised),
    }
}

/// Whether the session's login has run out: Gmail refuses every command then.
fn has_expired(name: &str, raised: &Raised) -> bool {
    let code = raised.error().and_then(Error::code).unwrap_or_default();
    code.eq_ignore_ascii_case("AUTHENTICATIONFAILED") && !needs_this_connection(name)
}

fn unknown(name: &str, check: &str) -> String {
    format!("whether {name}() was done is unknown; check with {check}")
}

fn with_words(mut raised: Raised, words: &str) -> Raised {
    raised.add_words(words);
    raised
}

fn abort(words: String) -> Raised {
    use imapclient::error::ErrorKind;
    Raised::client(Error::new(ErrorKind::Abort, words))
}

/// Whether the connection is over without anybody having ended it here.
fn is_gone(client: &ClientRef) -> bool {
    let slot = client.0.try_borrow();
    slot.is_ok_and(|slot| {
        slot.as_ref()
            .is_some_and(|client| client.ended().is_some() && !client.has_left())
    })
}

fn is_out_of_step(client: &ClientRef) -> bool {
    let slot = client.0.try_borrow();
    slot.is_ok_and(|slot| slot.as_ref().is_some_and(|client| !client.is_in_step()))
}

/// Whether arguments can be looked at twice: an iterator is used up by the first look. One within
/// a list is not looked for.
pub(super) fn can_be_read_twice<'a>(values: impl IntoIterator<Item = &'a Value>) -> bool {
    let mut values = values.into_iter();
    !values.any(|value| matches!(value, Value::Iter(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_is_one_or_the_other() {
        let neither = ["compress", "enable", "idle", "unselect_folder"];
        for method in imapclient::command::methods() {
            let name = method.name;
            let known = [
                only_reads(name),
                check_with(name).is_some(),
                needs_this_connection(name) || neither.contains(&name),
            ];
            assert_eq!(known.iter().filter(|known| **known).count(), 1, "{name}");
        }
    }
}
