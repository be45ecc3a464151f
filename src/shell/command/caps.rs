//! What the server can do, by theme, with the RFCs that say what it means.

use imapclient::data::text::Text;

use super::{After, OwnCommand};
use crate::app::App;

pub(super) const COMMANDS: &[OwnCommand] = &[OwnCommand {
    names: &[":caps"],
    argument: "",
    what: "what the server can do, by theme, with RFC numbers",
    run: |app, _| app.caps(),
}];

/// A capability: its name (`=` at the end: any value), where it is told of, what it means.
type Known = (&'static str, &'static str, &'static str);

/// The capabilities of the registry, by theme.
const THEMES: &[(&str, &[Known])] = &[
    (
        "Protocol",
        &[
            ("IMAP4REV1", "RFC 3501", "the protocol of 2003"),
            ("IMAP4REV2", "RFC 9051", "the protocol of 2021"),
            ("IMAP4", "RFC 1730", "the protocol of 1994"),
            (
                "ENABLE",
                "RFC 5161",
                "extensions that must be switched on: c.enable(...)",
            ),
            ("UTF8=", "RFC 6855", "names and headers in UTF-8"),
            (
                "ID",
                "RFC 2971",
                "client and server tell who they are: c.id_()",
            ),
            ("LITERAL+", "RFC 7888", "literals without waiting"),
            ("LITERAL-", "RFC 7888", "small literals without waiting"),
            ("COMPRESS=", "RFC 4978", "compression"),
            ("INPROGRESS", "RFC 9585", "the server tells how far it is"),
            ("LANGUAGE", "RFC 5255", "texts in other languages"),
            (
                "I18NLEVEL=",
                "RFC 5255",
                "comparing text of other languages",
            ),
            ("UIDONLY", "RFC 9586", "UIDs only, no sequence numbers"),
            ("JMAPACCESS", "RFC 9698", "the same mail by JMAP"),
            ("UNAUTHENTICATE", "RFC 8437", "logging out without closing"),
        ],
    ),
    (
        "Security and login",
        &[
            ("STARTTLS", "RFC 9051", "encryption from the middle on"),
            (
                "LOGINDISABLED",
                "RFC 9051",
                "no LOGIN as things are: encrypt first",
            ),
            ("SASL-IR", "RFC 4959", "AUTHENTICATE in one round trip"),
            ("AUTH=PLAIN", "RFC 4616", "password in clear (inside TLS)"),
            ("AUTH=LOGIN", "draft", "password in clear, the old way"),
            (
                "AUTH=CRAM-MD5",
                "RFC 2195",
                "challenge and response, outdated",
            ),
            (
                "AUTH=SCRAM-",
                "RFC 5802",
                "challenge and response; the password stays here",
            ),
            (
                "AUTH=EXTERNAL",
                "RFC 4422",
                "the client certificate is the login",
            ),
            ("AUTH=XOAUTH2", "Google", "OAuth2 token, Google's form"),
            (
                "AUTH=OAUTHBEARER",
                "RFC 7628",
                "OAuth2 token, the standard form",
            ),
            ("AUTH=GSSAPI", "RFC 4752", "Kerberos"),
            ("AUTH=ANONYMOUS", "RFC 4505", "a guest"),
            ("AUTH=", "RFC 4422", "another mechanism"),
            (
                "LOGIN-REFERRALS",
                "RFC 2221",
                "login elsewhere; never followed here",
            ),
        ],
    ),
    (
        "Folders",
        &[
            ("NAMESPACE", "RFC 2342", "where folders live: c.namespace()"),
            ("CHILDREN", "RFC 3348", "which folders have folders in them"),
            ("LIST-EXTENDED", "RFC 5258", "LIST with choices"),
            (
                "LIST-STATUS",
                "RFC 5819",
                "STATUS of all folders in one LIST",
            ),
            ("LIST-MYRIGHTS", "RFC 8440", "rights in one LIST"),
            ("LIST-METADATA", "RFC 9590", "annotations in one LIST"),
            (
                "SPECIAL-USE",
                "RFC 6154",
                "Sent, Trash and so on: c.find_special_folder(SENT)",
            ),
            ("CREATE-SPECIAL-USE", "RFC 6154", "making such folders"),
            ("XLIST", "Google", "the same, before RFC 6154"),
            ("STATUS=SIZE", "RFC 8438", "the size of a folder"),
            (
                "MAILBOX-REFERRALS",
                "RFC 2193",
                "folders elsewhere; never followed here",
            ),
            (
                "UNSELECT",
                "RFC 3691",
                "leaving a folder without expunging: c.unselect_folder()",
            ),
            ("OBJECTID", "RFC 8474", "ids that outlive a rename"),
            ("APPENDLIMIT", "RFC 7889", "how large a message may be"),
        ],
    ),
    (
        "Messages",
        &[
            (
                "UIDPLUS",
                "RFC 4315",
                "UIDs of what was appended or copied; c.uid_expunge()",
            ),
            ("MOVE", "RFC 6851", "moving in one step: c.move()"),
            (
                "MULTIAPPEND",
                "RFC 3502",
                "several messages at once: c.multiappend()",
            ),
            ("BINARY", "RFC 3516", "parts decoded by the server"),
            ("CATENATE", "RFC 4469", "messages out of parts of others"),
            (
                "REPLACE",
                "RFC 8508",
                "a new version in the place of the old",
            ),
            (
                "SAVEDATE",
                "RFC 8514",
                "when a message came into the folder",
            ),
            ("PREVIEW", "RFC 8970", "the first words of a message"),
            ("ANNOTATE-EXPERIMENT-1", "RFC 5257", "notes on messages"),
            ("URLAUTH", "RFC 4467", "links to messages"),
            ("URL-PARTIAL", "RFC 5550", "links to parts of messages"),
            ("CONVERT", "RFC 5259", "parts in other formats"),
            (
                "X-GM-EXT-1",
                "Google",
                "labels, thread ids, Gmail's search: c.gmail_search()",
            ),
        ],
    ),
    (
        "Searching and sorting",
        &[
            (
                "ESEARCH",
                "RFC 4731",
                "counts and ranges instead of all ids",
            ),
            ("SEARCHRES", "RFC 5182", "$ stands for the last result"),
            ("WITHIN", "RFC 5032", "OLDER and YOUNGER"),
            ("SORT", "RFC 5256", "sorted by the server: c.sort()"),
            (
                "SORT=DISPLAY",
                "RFC 5957",
                "sorted by the name that is shown",
            ),
            ("THREAD=", "RFC 5256", "conversations: c.thread()"),
            ("FUZZY", "RFC 6203", "searching by likeness"),
            ("SEARCH=FUZZY", "RFC 6203", "searching by likeness"),
            ("MULTISEARCH", "RFC 7377", "searching several folders"),
            ("FILTERS", "RFC 5466", "named searches"),
            ("PARTIAL", "RFC 9394", "results page by page"),
            ("CONTEXT=", "RFC 5267", "searches that are kept up to date"),
            ("ESORT", "RFC 5267", "counts and ranges of sorted results"),
        ],
    ),
    (
        "Keeping up to date",
        &[
            (
                "IDLE",
                "RFC 2177",
                "the server tells of changes: c.idle(), :idle",
            ),
            ("NOTIFY", "RFC 5465", "the same for many folders"),
            (
                "CONDSTORE",
                "RFC 7162",
                "what has changed since: modifiers of c.fetch()",
            ),
            ("QRESYNC", "RFC 7162", "what has gone since"),
        ],
    ),
    (
        "Sharing and limits",
        &[
            ("ACL", "RFC 4314", "who may do what: c.getacl()"),
            ("RIGHTS=", "RFC 4314", "which rights there are"),
            ("QUOTA", "RFC 9208", "how much room there is: c.get_quota()"),
            ("QUOTA=", "RFC 9208", "what is limited"),
            ("QUOTASET", "RFC 9208", "setting limits"),
            ("METADATA", "RFC 5464", "annotations of folders"),
            ("METADATA-SERVER", "RFC 5464", "annotations of the server"),
            (
                "MESSAGELIMIT=",
                "RFC 9738",
                "how many messages one command may name",
            ),
            ("IMAPSIEVE=", "RFC 6785", "scripts that act on changes"),
        ],
    ),
];

/// The capability that `name` is, and its theme.
fn find(name: &str) -> Option<(usize, &'static Known)> {
    let fits = |known: &&Known| {
        known.0 == name || known.0.ends_with(['=', '-']) && name.starts_with(known.0)
    };
    let mut themes = THEMES.iter().enumerate();
    themes.find_map(|(at, (_, all))| Some((at, all.iter().find(fits)?)))
}

/// All capabilities by theme; what is not known comes last.
fn table(names: &[String]) -> String {
    let mut text = String::new();
    let line = |name: &str, rfc: &str, what: &str| format!("  {name:<24} {rfc:<9} {what}\n");
    for (at, (title, _)) in THEMES.iter().enumerate() {
        let found = names.iter().filter_map(|name| Some((name, find(name)?)));
        let mut lines = String::new();
        for (name, (_, (_, rfc, what))) in found.filter(|(_, (theme, _))| *theme == at) {
            lines.push_str(&line(name, rfc, what));
        }
        if !lines.is_empty() {
            text.push_str(&format!("{title}\n{lines}"));
        }
    }
    let unknown: Vec<&str> = (names.iter())
        .filter(|name| find(name).is_none())
        .map(String::as_str)
        .collect();
    if !unknown.is_empty() {
        text.push_str(&format!("Not known here\n  {}\n", unknown.join(" ")));
    }
    text
}

pub(super) fn strings(words: &[Text]) -> Vec<String> {
    let text = |word: &Text| word.to_string_lossy().to_uppercase();
    words.iter().map(text).collect()
}

impl App {
    fn caps(&mut self) -> Result<After, String> {
        let client = self.interpreter.client().ok_or("there is no connection")?;
        let (now, before, enabled) = {
            let mut slot = client
                .0
                .try_borrow_mut()
                .map_err(|_| "the client is busy")?;
            let client = slot.as_mut().ok_or("not connected; give -H or -f")?;
            let now = client.capabilities().map_err(|error| error.to_string())?;
            let before = client.capabilities_before_login().map(strings);
            (strings(&now.0), before, strings(client.enabled()))
        };
        let mut text = table(&now);
        if let Some(before) = before {
            let gone: Vec<&str> = (before.iter())
                .filter(|name| !now.contains(name))
                .map(String::as_str)
                .collect();
            let new = now.iter().filter(|name| !before.contains(name)).count();
            text.push_str(&format!("Before login there were {}", before.len()));
            text.push_str(&format!("; {new} came with it"));
            if !gone.is_empty() {
                text.push_str(&format!("; gone are {}", gone.join(" ")));
            }
            text.push('\n');
        }
        if !enabled.is_empty() {
            text.push_str(&format!("Switched on: {}\n", enabled.join(" ")));
        }
        self.write(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_are_told_by_theme() {
        let names = [
            "IMAP4REV1",
            "AUTH=PLAIN",
            "AUTH=SCRAM-SHA-256",
            "THREAD=REFS",
            "XYZZY",
            "AUTH=X",
        ];
        let text = table(&names.map(str::to_owned));
        let expected = "\
Protocol
  IMAP4REV1                RFC 3501  the protocol of 2003
Security and login
  AUTH=PLAIN               RFC 4616  password in clear (inside TLS)
  AUTH=SCRAM-SHA-256       RFC 5802  challenge and response; the password stays here
  AUTH=X                   RFC 4422  another mechanism
Searching and sorting
  THREAD=REFS              RFC 5256  conversations: c.thread()
Not known here
  XYZZY
";
        assert_eq!(text, expected);
    }

    #[test]
    fn no_capability_stands_twice() {
        let mut all: Vec<&str> = (THEMES.iter())
            .flat_map(|(_, known)| known.iter().map(|known| known.0))
            .collect();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
