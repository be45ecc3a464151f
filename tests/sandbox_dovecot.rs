//! The embedded server is true: its answers are those of Dovecot, but for what is listed here.

#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use imapclient::sandbox::Sandbox;
use support::compare::normal;
use support::dovecot::Dovecot;
use support::raw::Raw;

/// What both servers hold: flags, time of arrival, message.
const MESSAGES: &[(&str, &str, &str)] = &[
    (
        "\\Seen",
        "01-Jan-2024 10:00:00 +0100",
        "From: Ann <ann@x.org>\r\nTo: \"B, C\" <b@y.org>, d@z.org (Dee)\r\nCc: team: e@x.org, f@x.org;\r\nSubject: Hello\r\nDate: Mon, 1 Jan 2024 09:59:00 +0100\r\nMessage-ID: <1@x.org>\r\n\r\nFirst body.\r\nSecond line.\r\n",
    ),
    (
        "\\Answered $Work",
        "02-Feb-2024 11:00:00 +0000",
        "From: =?utf-8?q?J=C3=BCrgen?= <j@x.de>\r\nReply-To: r@x.de\r\nSender: s@x.de\r\nTo: undisclosed-recipients:;\r\nSubject: =?iso-8859-1?Q?Gr=FC=DFe?=\r\n  aus Wien\r\nDate: Fri, 2 Feb 2024 11:00:00 +0000 (UTC)\r\nMessage-ID: <2@x.de>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nSch=C3=B6ne Gr=C3=BC=C3=9Fe=\r\n, J.\r\n",
    ),
    (
        "",
        "03-Mar-2024 12:00:00 +0000",
        "From: ann@x.org\r\nTo: b@y.org\r\nSubject: Re: Hello\r\nDate: Sun, 3 Mar 2024 12:00:00 +0000\r\nMessage-ID: <3@x.org>\r\nIn-Reply-To: <1@x.org>\r\nReferences: <1@x.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b1\"\r\n\r\npreamble\r\n--b1\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n--b2\r\nContent-Type: text/plain\r\n\r\nplain text\r\n--b2\r\nContent-Type: text/html; charset=utf-8\r\nContent-Language: en, de\r\n\r\n<p>html text</p>\r\n--b2--\r\n--b1\r\nContent-Type: application/pdf; name=\"a b.pdf\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"a b.pdf\"\r\nContent-ID: <c@x>\r\nContent-Description: a document\r\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\r\nContent-Location: http://x/\r\n\r\nSGVsbG8=\r\n--b1--\r\nepilogue\r\n",
    ),
    (
        "\\Flagged",
        "04-Apr-2024 13:00:00 +0000",
        "From: b@y.org\r\nSubject: Fwd: something\r\nDate: Thu, 4 Apr 2024 13:00:00 +0000\r\nMessage-ID: <4@y.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nSee below.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: c@z.org\r\nSubject: inner\r\nDate: Wed, 3 Apr 2024 13:00:00 +0000\r\nMessage-ID: <in@z.org>\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\ninner text\r\n--c\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--c--\r\n\r\n--b--\r\n",
    ),
    (
        "",
        "05-May-2024 14:00:00 -0400",
        "To: b@y.org\r\nX-Odd: 1\r\n\r\nNo sender, no subject.\r\n",
    ),
    (
        "\\Draft",
        "06-Jun-2024 15:00:00 +0000",
        "From: Ann <ann@x.org>\r\nTo: b@y.org\r\nSubject: Re: [list] Hello (fwd)\r\nDate: Thu, 6 Jun 2024 15:00:00 +0000\r\nMessage-ID: <6@x.org>\r\nReferences: <1@x.org> <3@x.org>\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße mit acht Bit\r\n",
    ),
    (
        "",
        "07-Jul-2024 16:00:00 +0000",
        "From: d@z.org\r\nSubject: digest\r\nDate: Sun, 7 Jul 2024 16:00:00 +0000\r\nMessage-ID: <7@z.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\nFrom: a@x.org\r\nSubject: one\r\n\r\n1\r\n--d\r\n\r\nFrom: b@x.org\r\nSubject: two\r\n\r\n2\r\n--d--\r\n",
    ),
    (
        "",
        "08-Aug-2024 17:00:00 +0000",
        "From: ann@x.org\r\nSubject: broken\r\nDate: nonsense\r\nMessage-ID: <8@x.org>\r\nContent-Type: multipart/mixed; boundary=never\r\n\r\nno boundary here\r\n",
    ),
];

/// What both are asked, one after the other.
const COMMANDS: &str = include_str!("support/commands.txt");

/// Where the answers differ, and why that is right.
const DIFFERENCES: &[(&str, &str)] = &[
    ("STATUS nothing (MESSAGES)", CODES),
    ("SELECT nothing", CODES),
    ("GETQUOTA nothing", CODES),
    ("DELETE INBOX", CODES),
    ("EXAMINE INBOX", MODSEQ),
    ("SELECT INBOX", MODSEQ),
    (
        "STORE 1 FLAGS (\\Seen)",
        "RFC 9051 section 6.3.3: no changes in a folder opened by EXAMINE; Dovecot says OK and does nothing",
    ),
    ("FETCH 1:* INTERNALDATE", ZONE),
    ("FETCH 1 FAST", ZONE),
    (
        "FETCH 3 (BODY.PEEK[1] BODY.PEEK[1.1] BODY.PEEK[1.2] BODY.PEEK[2] BODY.PEEK[3])",
        "RFC 2046 section 5.1.1: the line end before a boundary belongs to it, after an inner multipart as well; a part that is not there is NIL, not empty",
    ),
    (
        "SEARCH CHARSET X-NONE ALL",
        "RFC 9051 section 7.1: BADCHARSET may list the charsets that are known",
    ),
    (
        "SEARCH SENTBEFORE 1-Mar-2024",
        "RFC 9051 section 6.4.4: it compares the Date of the message, and where there is none it cannot be earlier",
    ),
    (
        "SEARCH 99",
        "RFC 9051 section 9, seq-number: BAD for a number above that of the last message",
    ),
];

const CODES: &str = "RFC 9051 section 7.1 has a code for it, which Dovecot leaves out";
const MODSEQ: &str =
    "RFC 7162 section 3.1.2.1: HIGHESTMODSEQ is always told; Dovecot waits for CONDSTORE";
const ZONE: &str = "The same moment; RFC 9051 section 2.3.3 leaves the zone to the server, and the sandbox keeps the one given";

fn fill(raw: &mut Raw) {
    raw.ok("LOGIN user pass");
    for (flags, time, text) in MESSAGES {
        let size = text.len();
        raw.ok(&format!(
            "APPEND INBOX ({flags}) \"{time}\" {{{size}+}}\r\n{text}"
        ));
    }
}

#[test]
fn answers_are_those_of_dovecot() {
    let dovecot = Dovecot::start();
    let sandbox = Sandbox::builder()
        .user("user", "pass")
        .user("other", "pass")
        .capability("OBJECTID", false)
        .folder("user", "Sent", Some("\\Sent"))
        .folder("user", "Trash", Some("\\Trash"))
        .quota("user", Some(102_400), None)
        .start()
        .unwrap();
    let (mut theirs, mut ours) = (Raw::connect(dovecot.plain), Raw::connect(sandbox.port()));
    fill(&mut theirs);
    fill(&mut ours);
    let mut wrong = Vec::new();
    let commands: Vec<&str> = COMMANDS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    for command in &commands {
        let line = command.replace("\\r\\n", "\r\n");
        let (expected, found) = (normal(&theirs.run(&line)), normal(&ours.run(&line)));
        let listed = DIFFERENCES.iter().any(|(other, _)| other == command);
        if (found == expected) == listed {
            let state = if listed {
                "EQUAL but listed"
            } else {
                "DIFFERENT"
            };
            wrong.push(format!(
                "{state}: {command}\n  Dovecot:\n    {}\n  sandbox:\n    {}",
                expected.join("\n    "),
                found.join("\n    ")
            ));
        }
    }
    assert!(commands.len() >= 80, "{} commands", commands.len());
    assert!(
        DIFFERENCES
            .iter()
            .all(|(command, why)| commands.contains(command) && !why.is_empty()),
        "a difference is listed for a command that is not sent"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
