//! Capabilities, and the manners that a server can take on.

/// Whose manners the server has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Personality {
    /// Everything that the sandbox can do.
    #[default]
    Full,
    /// IMAP4rev1 (RFC 3501) and nothing besides.
    Bare,
    /// Gmail's: X-GM-EXT-1, XLIST, labels, `[Gmail]/All Mail`, no SORT, THREAD or ACL.
    Gmail,
    /// Exchange's: few extensions, no ENABLE, SORT or CONDSTORE, and never `\*` among the
    /// permanent flags.
    Exchange,
    /// Dovecot's: its capabilities and its greeting.
    Dovecot,
}

/// What is offered before the login as well.
const EARLY: &[&str] = &[
    "IMAP4rev1",
    "IMAP4rev2",
    "IMAP4",
    "LITERAL+",
    "LITERAL-",
    "SASL-IR",
    "ID",
    "ENABLE",
    "IDLE",
    "NAMESPACE",
    "UIDPLUS",
    "X-GM-EXT-1",
    "XLIST",
    "CHILDREN",
    "UNSELECT",
    "MOVE",
];

/// What is not offered any more after it.
const LATE_NOT: &[&str] = &["SASL-IR", "STARTTLS", "LOGINDISABLED"];

impl Personality {
    /// What such a server offers.
    fn offers(self) -> &'static str {
        match self {
            Self::Full => {
                "IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID ENABLE IDLE NAMESPACE CHILDREN UNSELECT \
                 UIDPLUS MOVE MULTIAPPEND LIST-EXTENDED LIST-STATUS SPECIAL-USE \
                 CREATE-SPECIAL-USE BINARY ESEARCH SEARCHRES WITHIN SORT SORT=DISPLAY \
                 THREAD=ORDEREDSUBJECT THREAD=REFERENCES CONDSTORE QRESYNC QUOTA \
                 QUOTA=RES-STORAGE QUOTA=RES-MESSAGE QUOTASET ACL RIGHTS=texk METADATA OBJECTID \
                 PREVIEW SAVEDATE STATUS=SIZE UTF8=ACCEPT I18NLEVEL=1 COMPRESS=DEFLATE STARTTLS \
                 AUTH=PLAIN \
                 AUTH=SCRAM-SHA-256 AUTH=XOAUTH2 AUTH=OAUTHBEARER"
            }
            Self::Bare => "IMAP4rev1 STARTTLS AUTH=PLAIN",
            Self::Gmail => {
                "IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 SASL-IR \
                 COMPRESS=DEFLATE \
                 UIDPLUS MOVE CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- \
                 SPECIAL-USE ENABLE AUTH=PLAIN AUTH=XOAUTH2 AUTH=OAUTHBEARER STARTTLS"
            }
            Self::Exchange => {
                "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT \
                 CHILDREN IDLE NAMESPACE LITERAL+ STARTTLS"
            }
            Self::Dovecot => {
                "IMAP4rev1 SASL-IR ID ENABLE IDLE LITERAL+ STARTTLS AUTH=PLAIN \
                 AUTH=SCRAM-SHA-256 SORT SORT=DISPLAY THREAD=REFERENCES THREAD=ORDEREDSUBJECT \
                 MULTIAPPEND UNSELECT CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED I18NLEVEL=1 \
                 CONDSTORE QRESYNC ESEARCH SEARCHRES WITHIN LIST-STATUS BINARY MOVE PREVIEW \
                 STATUS=SIZE SAVEDATE SPECIAL-USE ACL RIGHTS=texk QUOTA"
            }
        }
    }

    /// What it says when a client connects.
    pub(super) fn greeting(self) -> &'static str {
        match self {
            Self::Full | Self::Bare => "Sandbox ready",
            Self::Gmail => "Gimap ready for requests",
            Self::Exchange => "The Microsoft Exchange IMAP4 service is ready.",
            Self::Dovecot => "Dovecot ready.",
        }
    }

    /// Whether the greeting tells the capabilities.
    pub(super) fn greets_with_capabilities(self) -> bool {
        matches!(self, Self::Full | Self::Dovecot)
    }

    /// The name it gives to ID.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Full | Self::Bare => "imapclient sandbox",
            Self::Gmail => "GImap",
            Self::Exchange => "Microsoft.Exchange.Imap4.Imap4Server",
            Self::Dovecot => "Dovecot",
        }
    }
}

/// The capabilities of a server, in the order in which it lists them.
#[derive(Clone, Debug)]
pub(super) struct Caps(Vec<String>);

impl Caps {
    /// Those of a personality.
    pub(super) fn new(personality: Personality) -> Self {
        let words = personality.offers().split_ascii_whitespace();
        Self(words.map(str::to_owned).collect())
    }

    /// Whether one is offered.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|cap| cap.eq_ignore_ascii_case(name))
    }

    /// Switches one on or off.
    pub(super) fn set(&mut self, name: &str, on: bool) {
        self.0.retain(|cap| !cap.eq_ignore_ascii_case(name));
        if on {
            self.0.push(name.to_owned());
        }
    }

    /// The list for a session that is logged in or not, and encrypted or not.
    pub(super) fn list(&self, logged_in: bool, tls: bool) -> String {
        let shown = |cap: &&String| {
            let auth = cap.starts_with("AUTH=");
            match logged_in {
                true => !auth && !LATE_NOT.contains(&cap.as_str()),
                false if tls => auth || cap.as_str() == "SASL-IR" || EARLY.contains(&cap.as_str()),
                false => auth || LATE_NOT.contains(&cap.as_str()) || EARLY.contains(&cap.as_str()),
            }
        };
        let list: Vec<&str> = self.0.iter().filter(shown).map(String::as_str).collect();
        list.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_when() {
        let mut caps = Caps::new(Personality::Full);
        assert!(caps.list(false, false).contains("STARTTLS"));
        assert!(!caps.list(false, true).contains("STARTTLS"));
        assert!(!caps.list(true, false).contains("AUTH="));
        assert!(caps.list(true, false).contains("SORT"));
        caps.set("sort", false);
        assert!(!caps.has("SORT"));
        caps.set("XLIST", true);
        assert!(caps.list(true, false).ends_with("XLIST"));
    }
}
