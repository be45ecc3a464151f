//! Commands about the session itself: CAPABILITY, NOOP, LOGOUT, ID, STARTTLS, ENABLE, NAMESPACE.

use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;
use crate::sandbox::store::names::{SEPARATOR, SHARED};

pub(super) fn capability(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    args.end()?;
    let caps = session.capabilities();
    session.out.put(format!("* CAPABILITY {caps}\r\n"));
    Ok(Answer::new("Capability completed."))
}

pub(super) fn noop(_: &mut Session, args: &mut Args<'_>) -> Outcome {
    args.end()?;
    Ok(Answer::new("NOOP completed."))
}

pub(super) fn check(_: &mut Session, args: &mut Args<'_>) -> Outcome {
    args.end()?;
    Ok(Answer::new("Check completed."))
}

pub(super) fn logout(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    args.end()?;
    session.leave();
    session.over = true;
    session.out.put("* BYE Logging out\r\n");
    Ok(Answer::new("Logout completed."))
}

/// ID (RFC 2971).
pub(super) fn id(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    if !args.nil() {
        let mut count = 0;
        args.list(|args| {
            args.string()?;
            args.nstring()?;
            count += 1;
            match count > 30 {
                true => Err(Refused::bad("Too many fields")),
                false => Ok(()),
            }
        })?;
    }
    args.end()?;
    let name = session.server.config.personality.name();
    session.out.put(format!("* ID (\"name\" \"{name}\")\r\n"));
    Ok(Answer::new("ID completed."))
}

pub(super) fn starttls(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    args.end()?;
    if session.is_tls() {
        return Err(Refused::bad("TLS is already active"));
    }
    if session.has_more() {
        return Err(Refused::bad(
            "No command may follow STARTTLS before TLS is up",
        ));
    }
    let tag = session.tag.clone();
    session
        .out
        .put(format!("{tag} OK Begin TLS negotiation now.\r\n"));
    session.start_tls()?;
    // The answer is sent already, in clear.
    session.answered = true;
    Ok(Answer::default())
}

/// COMPRESS (RFC 4978).
pub(super) fn compress(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let mechanism = args.word()?;
    args.end()?;
    if mechanism != "DEFLATE" {
        return Err(args.expected("DEFLATE"));
    }
    if session.is_compressed() {
        return Err(Refused::code(
            "COMPRESSIONACTIVE",
            "DEFLATE is active already",
        ));
    }
    if session.has_more() {
        return Err(Refused::bad(
            "No command may follow COMPRESS before its answer",
        ));
    }
    let tag = session.tag.clone();
    session.out.put(format!("{tag} OK DEFLATE active\r\n"));
    session.compress()?;
    // The answer is sent already, as it is.
    session.answered = true;
    Ok(Answer::default())
}

/// ENABLE (RFC 5161).
pub(super) fn enable(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let mut names = Vec::new();
    while !args.at_end() {
        names.push(args.word()?);
    }
    if names.is_empty() {
        return Err(args.expected("a capability"));
    }
    let mut done = String::new();
    for name in names.iter().filter(|name| session.server.has(name)) {
        match name.as_str() {
            "CONDSTORE" => session.enabled.condstore = true,
            "QRESYNC" => {
                session.enabled.condstore = true;
                session.enabled.qresync = true;
            }
            "IMAP4REV2" => session.enabled.rev2 = true,
            "UTF8=ACCEPT" => session.enabled.utf8 = true,
            _ => continue,
        }
        done.push(' ');
        done.push_str(match name.as_str() {
            "IMAP4REV2" => "IMAP4rev2",
            name => name,
        });
    }
    session.out.utf8 = session.enabled.rev2 || session.enabled.utf8;
    session.out.put(format!("* ENABLED{done}\r\n"));
    Ok(Answer::new("Enabled."))
}

/// NAMESPACE (RFC 2342).
pub(super) fn namespace(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    args.end()?;
    let others = match session.server.has("ACL") {
        true => format!("((\"{SHARED}{SEPARATOR}\" \"{SEPARATOR}\"))"),
        false => "NIL".to_owned(),
    };
    let line = format!("* NAMESPACE ((\"\" \"{SEPARATOR}\")) {others} NIL\r\n");
    session.out.put(line);
    Ok(Answer::new("Namespace completed."))
}
