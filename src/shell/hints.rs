//! What a refusal of the server means and what to try: by its response code, or by its words where
//! it gives none. A hint goes to standard error behind the error, never into an exception's text.

use imapclient::error::{Error, ErrorKind};

use crate::lang::words::mistyped::mistyped;

// What is said where a folder is not there.
const NO_FOLDER: &str = "there is no such folder (or message); c.list_folders() shows the names as they are spelled here";
const MAKE_IT: &str = "the folder is not there; make it with c.create_folder(...) and try again";
const THEIR_NAMES: &str = "c.list_folders() shows the names as they are spelled here";

/// Response codes (RFC 5530, RFC 9051 section 7.1 and the extensions), with what they mean.
const CODES: &[(&str, &str)] = &[
    ("ALERT", "the server wants a person to read its text"),
    (
        "ALREADYEXISTS",
        "something of that name is there already; choose another name, or use what is there",
    ),
    (
        "ANNOTATE",
        "the server does not take this annotation: it is too large, or there are too many",
    ),
    (
        "AUTHENTICATIONFAILED",
        "user name or password is wrong; many providers want an app password or OAuth2 here, and some the name without the part from the @ on",
    ),
    (
        "AUTHORIZATIONFAILED",
        "the password is right, but this user may not act as the one asked for, or may not use IMAP",
    ),
    (
        "BADCHARSET",
        "the server does not know this charset; leave charset out, or use one that it lists",
    ),
    (
        "BADCOMPARATOR",
        "the server does not know this way of comparing texts",
    ),
    ("BADEVENT", "the server cannot tell of this kind of event"),
    (
        "BADURL",
        "the URL in the message could not be followed by the server",
    ),
    (
        "CANNOT",
        "the server can never do this; often the name holds a character it does not allow, or the folder is a special one",
    ),
    (
        "CLIENTBUG",
        "the server finds the command senseless in this state or with these arguments; check them (a modseq of 0, an empty set)",
    ),
    ("CLOSED", "the folder that was open is no longer"),
    ("COMPRESSIONACTIVE", "the connection is compressed already"),
    (
        "CONTACTADMIN",
        "only the people who run the server can help; send them its text",
    ),
    (
        "CORRUPTION",
        "the server finds its own data damaged, of this folder at least; tell the people who run it",
    ),
    (
        "EXPIRED",
        "the password or the account has expired; renew it at the provider (its web page), then log in again",
    ),
    (
        "EXPUNGEISSUED",
        "another session has removed some of these messages; c.noop() tells which, then ask again",
    ),
    (
        "HASCHILDREN",
        "the folder holds other folders; delete those first",
    ),
    (
        "INUSE",
        "another session holds the folder; try again in a while, or close that session",
    ),
    (
        "LIMIT",
        "a limit of the server is reached (size, number of folders, messages or connections); do less at once",
    ),
    (
        "MAXCONVERTMESSAGES",
        "the server converts fewer messages at once",
    ),
    ("MAXCONVERTPARTS", "the server converts fewer parts at once"),
    (
        "MESSAGELIMIT",
        "the server handles only so many messages at once; go on with the rest from the UID it names",
    ),
    (
        "METADATA",
        "the server does not take this metadata: it is too large, or there are too many entries",
    ),
    (
        "MODIFIED",
        "some messages were changed by somebody else meanwhile and were left alone; look at them and try again",
    ),
    (
        "NEWNAME",
        "the folder has another name now, which the server gives",
    ),
    ("NONEXISTENT", NO_FOLDER),
    (
        "NOMODSEQ",
        "this folder keeps no mod-sequences; leave MODSEQ and CHANGEDSINCE out",
    ),
    (
        "NOPERM",
        "this user lacks the right to do that; c.getacl(folder) shows who may do what",
    ),
    (
        "NOTIFICATIONOVERFLOW",
        "too much is happening for the server to tell of it all; ask again for what you need",
    ),
    (
        "NOTSAVED",
        "the result of the last search was not saved, so $ means nothing; search again",
    ),
    ("NOUPDATE", "the server cannot keep this search up to date"),
    (
        "OVERQUOTA",
        "the mailbox is full; c.get_quota() shows how full, and what is deleted counts until it is expunged",
    ),
    (
        "PARSE",
        "a message in this folder has headers that the server cannot read",
    ),
    (
        "PRIVACYREQUIRED",
        "the server wants an encrypted connection for this; leave --insecure out, or use --starttls",
    ),
    ("READ-ONLY", "the folder can only be read"),
    (
        "REFERRAL",
        "the mailbox is on another server, which the text names; connect there with -H (it is never followed by itself)",
    ),
    (
        "SERVERBUG",
        "the server made a mistake and says so; try again, or with fewer messages at once to find the one to blame",
    ),
    (
        "SYS/PERM",
        "the server has a lasting fault; tell the people who run it",
    ),
    (
        "SYS/TEMP",
        "the server has a passing fault; try again in a while",
    ),
    ("TEMPFAIL", "a passing fault; try again in a while"),
    (
        "THROTTLED",
        "too much was asked of the server in a short time; wait some minutes (user name and password are not at fault)",
    ),
    ("TOOBIG", "the message is larger than the server takes"),
    ("TRYCREATE", MAKE_IT),
    (
        "UIDNOTSTICKY",
        "this folder does not keep its UIDs: they mean nothing in the next session",
    ),
    (
        "UIDREQUIRED",
        "this session knows UIDs only (UIDONLY); leave c.use_uid = True",
    ),
    (
        "UNAVAILABLE",
        "a part of the server is down (often the one that checks passwords); try again in a while",
    ),
    ("UNDEFINED-FILTER", "the server has no filter of this name"),
    (
        "UNKNOWN-CTE",
        "the server cannot decode this part; fetch BODY[...] in place of BINARY[...]",
    ),
    (
        "URLMECH",
        "the server does not offer this way of authorising a URL",
    ),
    ("USEATTR", "the folder cannot have this special use"),
    (
        "WEBALERT",
        "the provider wants a login in a web browser first, at the address in its text",
    ),
];

/// What a response code of a refusal means, and what to try.
pub(crate) fn meaning(code: &str) -> Option<&'static str> {
    let found = CODES
        .iter()
        .find(|(known, _)| code.eq_ignore_ascii_case(known));
    found.map(|(_, say)| *say)
}

/// The codes that have a meaning here.
pub(crate) fn codes() -> impl Iterator<Item = &'static str> {
    CODES.iter().map(|(code, _)| *code)
}

/// Texts of servers that give no code or one that says too little: what must be in them, in lower
/// case, and what they mean. The first that fits wins.
const TEXTS: &[(&[&str], &str)] = &[
    (
        &["authenticated but not connected"],
        "Office 365 says so for five reasons: the token lacks the scope https://outlook.office.com/IMAP.AccessAsUser.All (or IMAP.AccessAsApp); \
         the user name is not that of the token's mailbox; IMAP is switched off for this mailbox; too many connections are open; \
         or the password is wrong",
    ),
    (
        &["unsafe login"],
        "this provider (163, 126, 188) wants to know the client first: c.id_({'name': 'imapclient', 'version': '1'}), then select again",
    ),
    (
        &["application-specific password"],
        "this account wants an app password, made at the provider (Google: https://myaccount.google.com/apppasswords), in place of the usual one",
    ),
    (
        &["web browser"],
        "the provider wants a login in a web browser first, from this address; then try again",
    ),
    (
        &["web login required"],
        "the provider wants a login in a web browser first, from this address; then try again",
    ),
    (
        &["basicauth"],
        "passwords are switched off at this provider; log in with OAuth2",
    ),
    (
        &["basic authentication is disabled"],
        "passwords are switched off at this provider; log in with OAuth2",
    ),
    (
        &["not enabled for imap"],
        "IMAP is switched off for this account; switch it on in the settings of the mailbox",
    ),
    (
        &["imap access is disabled"],
        "IMAP is switched off for this account; switch it on in the settings of the mailbox",
    ),
    (
        &["too many simultaneous connections"],
        "this account has too many connections open; close other mail programs or wait some minutes",
    ),
    (
        &["maximum number of connections"],
        "this account has too many connections open; close other mail programs or wait some minutes",
    ),
    (
        &["throttled"],
        "too much was asked of the server in a short time; wait some minutes (user name and password are not at fault)",
    ),
    (
        &["too many requests"],
        "too much was asked of the server in a short time; wait some minutes",
    ),
    (
        &["rate limit"],
        "too much was asked of the server in a short time; wait some minutes",
    ),
    (
        &["command or bandwidth limit"],
        "this account has had its share of the day (Gmail: some GB); try again later, it may take a day",
    ),
    (
        &["connection is closed. 1"],
        "Office 365 ends sessions so when it throttles them or their token has expired; wait a minute, then connect again",
    ),
    (
        &["plaintext authentication"],
        "the server takes passwords over encrypted connections only; leave --insecure out, or use --starttls",
    ),
    (
        &["temporary authentication failure"],
        "the server cannot check passwords just now; yours need not be wrong, try again in a while",
    ),
    (
        &["over quota"],
        "the mailbox is full, or would be; c.get_quota() shows how full",
    ),
    (
        &["quota exceeded"],
        "the mailbox is full, or would be; c.get_quota() shows how full",
    ),
    (
        &["sequence set", "inav"],
        "QQ takes sets in ascending order only, and only of messages that exist",
    ),
    (&["doesn't exist"], THEIR_NAMES),
    (&["does not exist"], THEIR_NAMES),
    (&["no such mailbox"], THEIR_NAMES),
    (&["unknown mailbox"], THEIR_NAMES),
    (
        &["unknown command"],
        "the server does not know this command; c.capabilities() lists what it can do",
    ),
    (
        &["inactivity"],
        "the server ends sessions that say nothing for long; connect again",
    ),
];

const EXPIRED_TOKEN: &str = "the token or password that this session logged in with is no longer valid; log in again (a new token, if it was OAuth2)";
const NOT_UNDERSTOOD: &str =
    "the server did not understand this, or not in this state; --trace shows what was sent";

/// What to try after an error, if the server's answer tells.
pub(crate) fn hint(error: &Error) -> Option<String> {
    let (code, text) = (error.code(), error.text());
    if code.is_none() && text.is_none() {
        return None;
    }
    // What helps at this provider was said already.
    if error.kind() == ErrorKind::Login && !error.message().ends_with(text.unwrap_or_default()) {
        return None;
    }
    let said = text.unwrap_or_default().to_ascii_lowercase();
    if let Some(wait) = error.backoff() {
        let seconds = wait.as_millis().div_ceil(1000);
        return Some(format!(
            "the server wants {seconds} s without a command; wait that long, then try again"
        ));
    }
    let name = code.and_then(|code| code.split(' ').next());
    if name.is_some_and(|name| name.eq_ignore_ascii_case("AUTHENTICATIONFAILED"))
        && !is_login(error)
    {
        return Some(EXPIRED_TOKEN.to_owned());
    }
    let by_text = || {
        let fits = |(words, _): &&(&[&str], &str)| words.iter().all(|word| said.contains(word));
        TEXTS.iter().find(fits).map(|(_, say)| *say)
    };
    let by_code = || meaning(name?);
    // "Web login required" and the like say more than the code beside them.
    let vague = name.is_none_or(|name| {
        ["ALERT", "AUTHENTICATIONFAILED", "UNAVAILABLE", "CANNOT"]
            .iter()
            .any(|vague| name.eq_ignore_ascii_case(vague))
    });
    let found = match vague {
        true => by_text().or_else(by_code),
        false => by_code().or_else(by_text),
    };
    if found.is_none() && error.is_bad() {
        let near = error.command().and_then(mistyped);
        return Some(near.unwrap_or_else(|| NOT_UNDERSTOOD.to_owned()));
    }
    found.map(str::to_owned)
}

/// Whether a hint is one of those behind a folder that is not there.
pub(crate) fn is_no_folder(hint: &str) -> bool {
    [NO_FOLDER, MAKE_IT, THEIR_NAMES].contains(&hint)
}

fn is_login(error: &Error) -> bool {
    let command = error.command().unwrap_or_default();
    error.kind() == ErrorKind::Login
        || command.starts_with("LOGIN")
        || command.starts_with("AUTHENTICATE")
}

/// Which argument of a call a code speaks of.
pub(crate) fn blamed(error: &Error) -> Option<&'static str> {
    let code = error.code()?;
    match code.split(' ').next()? {
        "NONEXISTENT" | "TRYCREATE" | "ALREADYEXISTS" | "CANNOT" | "NOPERM" | "INUSE"
        | "HASCHILDREN" | "USEATTR" => Some("folder"),
        "BADCHARSET" => Some("charset"),
        "TOOBIG" => Some("msg"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: Option<&str>, text: &str, command: &str) -> Error {
        Error::new(ErrorKind::Refused, "x")
            .with_command(command)
            .with_answer(code.map(str::to_owned), text)
    }

    fn said(code: Option<&str>, text: &str, command: &str) -> String {
        hint(&refused(code, text, command)).unwrap_or_default()
    }

    #[test]
    fn every_code_of_rfc_5530_and_9051_that_refuses_has_a_sentence() {
        for code in "ALERT ALREADYEXISTS AUTHENTICATIONFAILED AUTHORIZATIONFAILED BADCHARSET CANNOT \
                     CLIENTBUG CLOSED CONTACTADMIN CORRUPTION EXPIRED EXPUNGEISSUED HASCHILDREN \
                     INUSE LIMIT NONEXISTENT NOPERM NOTSAVED OVERQUOTA PARSE PRIVACYREQUIRED \
                     READ-ONLY SERVERBUG TRYCREATE UIDNOTSTICKY UNAVAILABLE UNKNOWN-CTE TOOBIG BADURL \
                     THROTTLED WEBALERT MODIFIED NOMODSEQ METADATA MESSAGELIMIT UIDREQUIRED"
            .split_whitespace()
        {
            assert!(!said(Some(code), "", "LOGIN").is_empty(), "{code}");
            let lower = format!("{} (with arguments)", code.to_ascii_lowercase());
            assert_eq!(said(Some(&lower), "", "LOGIN"), said(Some(code), "", "LOGIN"));
        }
        let mut names: Vec<&str> = CODES.iter().map(|(name, _)| *name).collect();
        names.dedup();
        assert_eq!(names.len(), CODES.len());
    }

    #[test]
    fn what_the_words_tell() {
        for (code, text, command, tells) in [
            (
                None,
                "Request is throttled. Suggested Backoff Time: 89117 milliseconds",
                "NOOP",
                "90 s",
            ),
            (None, "Suggested Backoff Time: 5 seconds", "NOOP", "5 s"),
            (None, "Suggested Backoff Time: never", "NOOP", ""),
            (
                None,
                "User is authenticated but not connected.",
                "SELECT",
                "five reasons",
            ),
            (
                None,
                "SELECT Unsafe Login. Please contact kefu@188.com for help",
                "SELECT",
                "c.id_(",
            ),
            (
                Some("ALERT"),
                "Please log in via your web browser",
                "LOGIN",
                "web browser",
            ),
            (
                Some("ALERT"),
                "Application-specific password required",
                "LOGIN",
                "app password",
            ),
            (
                Some("AUTHENTICATIONFAILED"),
                "Invalid credentials (Failure)",
                "FETCH 1",
                "no longer valid",
            ),
            (
                Some("AUTHENTICATIONFAILED"),
                "Invalid credentials (Failure)",
                "LOGIN a ****",
                "app password",
            ),
            (
                Some("UNAVAILABLE"),
                "Temporary authentication failure.",
                "LOGIN",
                "cannot check passwords",
            ),
            (Some("X-NEW"), "who knows", "NOOP", ""),
            (None, "no", "NOOP", ""),
        ] {
            let got = said(code, text, command);
            assert!(got.contains(tells), "{text}: {got}");
            assert_eq!(got.is_empty(), tells.is_empty(), "{text}: {got}");
        }
        let bad = refused(None, "Error in command", "X").with_bad(true);
        assert!(hint(&bad).is_some());
        assert_eq!(hint(&Error::value("x", "not of the server")), None);
    }
}
