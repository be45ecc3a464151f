//! The examples of IMAPClient's manual, as a reader pastes them, against a real Dovecot.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::process::{Command, Stdio};

use support::dovecot::Dovecot;

/// What every example begins with: the manual's connection, to our server.
const OPEN: &str = "\
>>> import ssl
>>> from imapclient import IMAPClient
>>> ssl_context = ssl.create_default_context(cafile='CAFILE')
>>> server = IMAPClient('localhost', port=PORT, use_uid=True, ssl_context=ssl_context)
>>> x = server.login('user', 'pass')
";

/// What is pasted behind that, and what must be printed.
const EXAMPLES: &[(&str, &str)] = &[
    (
        "\
>>> select_info = server.select_folder('INBOX')
>>> print('%d messages in INBOX' % select_info[b'EXISTS'])
34 messages in INBOX
>>> messages = server.search(['FROM', 'best-friend@domain.com'])
>>> print(\"%d messages from our best friend\" % len(messages))
5 messages from our best friend
>>> for msgid, data in server.fetch(messages, ['ENVELOPE']).items():
>>>     envelope = data[b'ENVELOPE']
>>>     print('ID #%d: \"%s\" received %s' % (msgid, envelope.subject.decode(), envelope.date))
ID #62: \"Our holidays photos\" received 2017-07-20 21:47:42
>>> server.logout()
b'Logging out'
",
        "2 messages in INBOX\n1 messages from our best friend\n\
         ID #1: \"Our holidays photos\" received 2017-07-20 21:47:42\n\"Logging out\"\n",
    ),
    (
        "\
>>> x = server.select_folder('INBOX', readonly=True)
>>> import email
>>> messages = server.search('UNSEEN')
>>> for uid, message_data in server.fetch(messages, 'RFC822').items():
...     email_message = email.message_from_bytes(message_data[b'RFC822'])
...     print(uid, email_message.get('From'), email_message.get('Subject'))
...
>>> server.has_capability('IDLE'), b'UIDPLUS' in server.capabilities()
",
        "1 best-friend@domain.com Our holidays photos\n2 other@domain.com Lunch\n[\n  true,\n  true\n]\n",
    ),
    (
        "\
>>> from imapclient import SEEN, DELETED
>>> from datetime import date
>>> x = server.select_folder('INBOX')
>>> server.search([u'SINCE', date(2017, 7, 1), 'NOT', ['SUBJECT', 'Lunch']])
>>> server.add_flags([1], [SEEN])
>>> server.get_flags([1])[1] == (b'\\\\Seen',)
>>> [name for flags, delimiter, name in server.list_folders() if name == 'INBOX']
>>> server.folder_status('INBOX', 'MESSAGES')[b'MESSAGES']
>>> server.sort(['REVERSE DATE'])
>>> server.remove_flags(1, SEEN)
",
        "[\n  1\n]\n{\n  \"1\": [\n    \"\\\\Seen\"\n  ]\n}\ntrue\n[\n  \"INBOX\"\n]\n2\n\
         [\n  2,\n  1\n]\n{\n  \"1\": []\n}\n",
    ),
    (
        "\
>>> x = server.select_folder('INBOX')
>>> server.idle()
>>> try:
...     responses = server.idle_check(timeout=0)
...     print('Server sent:', responses if responses else 'nothing')
... except KeyboardInterrupt:
...     pass
...
>>> x = server.idle_done()
>>> with IMAPClient('localhost', port=PORT, ssl_context=ssl_context) as other:
...     print(other.plain_login('user', 'pass').decode()[-9:])
...
>>> server.logout()
",
        "Server sent: nothing\nLogged in\n\"Logging out\"\n",
    ),
];

#[test]
fn the_examples_run_as_they_are_pasted() {
    let server = Dovecot::start();
    let fill = ">>> for sender, subject, day in [('best-friend', 'Our holidays photos', '20 Jul 2017 21:47:42'), ('other', 'Lunch', '21 Jul 2017 10:00:00')]:\n\
         ...     x = server.append('INBOX', 'From: %s@domain.com\\nSubject: %s\\nDate: Thu, %s +0000\\n\\nHello\\n' % (sender, subject, day))\n...\n";
    let examples = EXAMPLES.iter().copied();
    for (pasted, expected) in std::iter::once((fill, "")).chain(examples) {
        let code = format!("{OPEN}{pasted}")
            .replace("PORT", &server.tls.to_string())
            .replace("CAFILE", server.ca().to_str().unwrap());
        let output = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
            .args(["-c", &code])
            .env("TZ", "UTC")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            expected,
            "{pasted}\n{said}"
        );
        assert!(output.status.success(), "{pasted}\n{said}");
    }
}
