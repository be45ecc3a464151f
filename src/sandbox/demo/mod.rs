//! The mailbox of `--demo`: some hundreds of messages over two years, the same at every start.

mod mime;
mod stories;
mod texts;

use std::net::Ipv4Addr;

use chrono::{DateTime as ChronoTime, Utc};

use super::Sandbox;
use crate::error::Result;
use mime::Letter;
use texts::{ANN, DANA};

/// Who logs in to the demonstration.
pub(super) const USER: &str = "demo";
/// With what password. Nothing there is secret.
pub(super) const PASSWORD: &str = "demo";

/// A message and where it lies.
struct Filed {
    folder: &'static str,
    flags: Vec<&'static str>,
    letter: Letter,
}

/// Starts the demonstration.
pub(super) fn start() -> Result<Sandbox> {
    let mut builder = Sandbox::builder()
        .listen_on(Ipv4Addr::LOCALHOST.into())
        .user(USER, PASSWORD)
        .user("bob", PASSWORD);
    for (name, special) in [
        ("Archive", Some("\\Archive")),
        ("Archive/2024", None),
        ("Drafts", Some("\\Drafts")),
        ("Junk", Some("\\Junk")),
        ("Lists/rust-users", None),
        ("Reisen/Österreich", None),
        ("Sent", Some("\\Sent")),
        ("Trash", Some("\\Trash")),
        ("Семья", None),
        ("日本語", None),
    ] {
        builder = builder.folder(USER, name, special);
    }
    let mut filed = stories::all();
    filed.sort_by_key(|filed| filed.letter.date);
    for Filed {
        folder,
        flags,
        letter,
    } in &filed
    {
        builder = builder.message_with(USER, folder, letter.write(), flags, letter.date);
    }
    for letter in stories::team() {
        builder = builder.message_with("bob", "Team", letter.write(), &["\\Seen"], letter.date);
    }
    for name in [
        "INBOX",
        "Archive",
        "Drafts",
        "Sent",
        "Trash",
        "Lists/rust-users",
        "日本語",
        "shared/bob/Team",
    ] {
        builder = builder.subscribe(USER, name);
    }
    builder
        .share("bob", "Team", USER, "lrswit")
        .quota(USER, Some(10_240), Some(2000))
        .arrivals(arrival)
        .settled()
        .start()
}

/// The message that arrives while somebody waits in IDLE: the first, the second and so on.
fn arrival(number: u64) -> Vec<u8> {
    let now: ChronoTime<Utc> = Utc::now();
    let subjects = [
        "You have been waiting for this",
        "Grüße aus der Gegenwart",
        "One more thing",
    ];
    let at = usize::try_from(number).unwrap_or_default() % subjects.len();
    let subject = subjects.get(at).copied().unwrap_or_default();
    Letter::new(&ANN, &[&DANA], subject, now.fixed_offset())
        .id(format!("arrival{number}.{}", now.timestamp_millis()))
        .text("This message came in while you were idling.\n\nAnn\n")
        .write()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::sandbox::mail::Mail;
    use crate::sandbox::mail::{envelope, structure};
    use crate::sandbox::out::Out;

    #[test]
    fn the_mailbox_is_worth_exploring_and_always_the_same() {
        let filed = stories::all();
        assert!(filed.len() >= 300, "{} messages", filed.len());
        let written: Vec<Vec<u8>> = filed.iter().map(|filed| filed.letter.write()).collect();
        let again: Vec<Vec<u8>> = stories::all()
            .iter()
            .map(|filed| filed.letter.write())
            .collect();
        assert!(written == again);
        let mut structures = String::new();
        for raw in written {
            assert!(raw.ends_with(b"\r\n"));
            assert!(
                raw.split(|byte| *byte == b'\n')
                    .all(|line| line.len() < 999)
            );
            let mail = Mail::new(raw.into(), 1, 1);
            let mut out = Out::default();
            structure::write(&mut out, &mail, mail.tree(), true);
            envelope::write(&mut out, mail.header());
            structures.push_str(&String::from_utf8_lossy(&out.bytes));
            let subject = mail.field("Subject").unwrap_or_default();
            assert!(!crate::data::words::decode_words(&subject).contains('\u{fffd}'));
        }
        for wanted in [
            "\"alternative\"",
            "\"digest\"",
            "\"rfc822\"",
            "\"pdf\"",
            "iso-2022-jp",
            "koi8-r",
            "windows-1252",
            "\"calendar\"",
            "\"png\"",
            "filename*",
        ] {
            assert!(structures.contains(wanted), "{wanted}");
        }
        let flags: Vec<_> = filed.iter().flat_map(|filed| filed.flags.iter()).collect();
        for wanted in [
            "\\Flagged",
            "\\Answered",
            "\\Draft",
            "$Junk",
            "$Forwarded",
            "Work",
        ] {
            assert!(flags.iter().any(|flag| **flag == wanted), "{wanted}");
        }
    }
}
