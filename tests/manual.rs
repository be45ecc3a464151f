//! The examples of IMAPClient's manual, as a reader pastes them, against a real Dovecot.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;
use std::process::{Command, Stdio};

use imapclient::client::{Client, Tls};
use support::dovecot::Dovecot;
use support::pty::Terminal;

/// Sender, subject and date of the messages.
const MESSAGES: [(&str, &str, &str); 2] = [
    ("best-friend", "Our holidays photos", "20 Jul 2017 21:47:42"),
    ("other", "Lunch", "21 Jul 2017 10:00:00"),
];

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
    // Connections that are closed by hand, and by `with`.
    (
        "\
>>> import imapclient
>>> here = {'host': 'localhost', 'port': PORT, 'ssl_context': ssl_context}
>>> c = imapclient.IMAPClient(**here)
>>> x = c.login('user', 'pass')
>>> x = c.select_folder('INBOX')
>>> c.logout()
>>> with imapclient.IMAPClient(**here) as c:
...     x = c.login('user', 'pass')
...     print(c.select_folder('INBOX')[b'READ-WRITE'], c.search())
",
        "\"Logging out\"\nTrue [1, 2]\n",
    ),
    // The exceptions that hang at the class.
    (
        "\
>>> import socket
>>> x = server.select_folder('INBOX', readonly=True)
>>> for wrong in lambda: server.fetch(1, 'NONSENSE'), lambda: server.add_flags(1, 'x'):
...     try:
...         x = wrong()
...     except IMAPClient.ReadonlyError as e:
...         print('read-only', isinstance(e, server.Error))
...     except (IMAPClient.AbortError, socket.error, socket.timeout) as e:
...         print('over')
...     except IMAPClient.Error as e:
...         print('error', isinstance(e, server.AbortError))
...
In [1]: c = server

In [2]: c.search()
Out[2]: [1123, 1233]

In [3]: c.logout()
",
        "error False\nread-only True\n[\n  1,\n  2\n]\n\"Logging out\"\n",
    ),
];

/// Files of the manual, in the names of our server: with their own names and hosts they are in
/// `examples/` of IMAPClient. Each is a whole, pasted at a prompt that is not connected.
const FILES: &[(&str, &[&str])] = &[
    // The messages that are not deleted.
    (
        "from imapclient import IMAPClient

HOST = 'localhost'

server = IMAPClient(HOST, port=PORT, ssl_context=ssl_context)
x = server.login(USERNAME, PASSWORD)

select_info = server.select_folder(\"INBOX\")
print(\"%d messages in INBOX\" % select_info[b\"EXISTS\"])

messages = server.search([\"NOT\", \"DELETED\"])
print(\"%d messages that aren't deleted\\n\" % len(messages))

print(\"Messages:\")
response = server.fetch(messages, [\"FLAGS\", \"RFC822.SIZE\"])
for msgid, data in response.items():
    print(
        \"   ID %d: %d bytes, flags=%s\" % (msgid, data[b\"RFC822.SIZE\"], data[b\"FLAGS\"])
    )

x = server.logout()
",
        &["2 messages in INBOX", "2 messages that aren't deleted", "ID 1: 108 bytes, flags=", "ID 2: 88 bytes, flags="],
    ),
    // Unread mail through the email package.
    (
        "import email

with IMAPClient('localhost', port=PORT, ssl_context=ssl_context) as server:
    x = server.login(USERNAME, PASSWORD)
    x = server.select_folder('INBOX', readonly=True)

    messages = server.search('UNSEEN')
    for uid, message_data in server.fetch(messages, 'RFC822').items():
        email_message = email.message_from_bytes(message_data[b'RFC822'])
        print(uid, email_message.get('From'), email_message.get('Subject'))
",
        &["1 best-friend@domain.com Our holidays photos", "2 other@domain.com Lunch"],
    ),
    // A certificate that is not checked.
    (
        "import ssl

ssl_context = ssl.create_default_context()

# don't check if certificate hostname doesn't match target hostname
ssl_context.check_hostname = False

# don't check if the certificate is trusted by a certificate authority
ssl_context.verify_mode = ssl.CERT_NONE

with IMAPClient('localhost', port=PORT, ssl_context=ssl_context) as server:
    print(server.login(USERNAME, PASSWORD).decode()[-9:], 'unchecked')
",
        &["Logged in unchecked"],
    ),
    // A certificate authority of one's own.
    (
        "import ssl

ssl_context = ssl.create_default_context(cafile='CAFILE')

with IMAPClient('localhost', port=PORT, ssl_context=ssl_context) as server:
    print(server.login(USERNAME, PASSWORD).decode()[-9:], 'by our CA')
",
        &["Logged in by our CA"],
    ),
    // Bundles of other people's and certificates of one's own.
    (
        "import ssl
ssl_context = ssl.create_default_context()
ssl_context.load_cert_chain(\"/path/to/client_certificate.crt\")
",
        &["/path/to/client_certificate.crt"],
    ),
    (
        "import certifi, os
os.environ['SSL_CERT_FILE'] = 'CAFILE'
ssl_context = ssl.create_default_context(cafile=certifi.where())
print('trusts', certifi.where() == 'CAFILE')
",
        &["trusts True"],
    ),
    // Logging.
    (
        "import logging

logging.basicConfig(
    format='%(asctime)s - %(levelname)s: %(message)s',
    level=logging.DEBUG
)
print('logging is set up')
",
        &["logging is set up"],
    ),
    // The file on OAuth2 gives its URL as the user and the token as the mechanism; without it the
    // server refuses the token.
    (
        "with IMAPClient('localhost', port=PORT, ssl_context=ssl_context) as server:
    server.oauth2_login('https://somedomain.com/someuser/imap/', 'user', 'token')
",
        &["CapabilityError: Server does not support AUTH=TOKEN"],
    ),
    (
        "with IMAPClient('localhost', port=PORT, ssl_context=ssl_context) as server:
    server.oauth2_login('user', 'token')
",
        &["LoginError: "],
    ),
    // SASL, by a function and by a class.
    (
        "def example_mech(challenge):
    return '\\0%s\\0%s' % (USERNAME, PASSWORD)

class Plain:
    def __init__(self, username, password):
        self.username, self.password = username, password
    def __call__(self, challenge):
        return ('\\0' + self.username + '\\0' + self.password).encode()

for mech in example_mech, Plain(USERNAME, PASSWORD), lambda _: '\\0%s\\0%s' % (USERNAME, PASSWORD):
    with IMAPClient('localhost', port=PORT, ssl_context=ssl_context) as server:
        print('by SASL:', server.sasl_login('PLAIN', mech).decode()[-9:])

",
        &["by SASL: Logged in\nby SASL: Logged in\nby SASL: Logged in"],
    ),
    // Flags and sets of messages.
    (
        "from imapclient import DELETED, SEEN, ANSWERED, FLAGGED, DRAFT, RECENT
print(DELETED == br'\\Deleted' and SEEN == br'\\Seen' and RECENT == br'\\Recent')
with IMAPClient('localhost', port=PORT, ssl_context=ssl_context) as server:
    x = server.login(USERNAME, PASSWORD)
    x = server.select_folder('INBOX')
    print(len(server.fetch('1:*', 'FLAGS')), len(server.fetch([1, 2], 'FLAGS')), len(server.fetch(1, 'FLAGS')))
    x = server.add_flags([1], [FLAGGED, 'foo', 'Bar'])
    print({'foo', 'Bar'} <= set(server.get_flags(1)[1]))
    server.use_uid = False
    server.folder_encode = True
    x = server.create_folder('Ärger & Co')
    print([name for flags, delimiter, name in server.list_folders() if 'Co' in name])

",
        &["True\n2 2 1\nTrue\n['Ärger & Co']"],
    ),
];

/// Puts the messages into the user's INBOX.
fn fill(server: &Dovecot) -> Client {
    let mut client = Client::builder("127.0.0.1")
        .port(server.plain)
        .tls(Tls::None)
        .connect()
        .unwrap();
    client.login("user", "pass").unwrap();
    for (sender, subject, day) in MESSAGES {
        let text = format!(
            "From: {sender}@domain.com\r\nSubject: {subject}\r\nDate: Thu, {day} +0000\r\n\r\nHello\r\n"
        );
        client
            .append("INBOX", text.as_bytes(), [""; 0], None)
            .unwrap();
    }
    client
}

fn start(port: &str, ca: &str, home: &Path) -> Terminal {
    let mut arguments = vec!["-H", "localhost", "-P", port, "-u", "user"];
    arguments.extend(["--ca-file", ca, "--password-command", "echo pass"]);
    let mut terminal = Terminal::start(home, &arguments);
    terminal.prompt("user@localhost>");
    terminal
}

/// What is pasted, with what it needs before it.
fn whole(pasted: &str, port: &str, ca: &str) -> String {
    let first = "\
import ssl
from imapclient import IMAPClient
USERNAME, PASSWORD = 'user', 'pass'
ssl_context = ssl.create_default_context(cafile='CAFILE')
";
    let whole = format!("{first}{pasted}\nprint('-- ' + 'the end')\n");
    whole.replace("PORT", port).replace("CAFILE", ca)
}

/// Waits for the prompt, and clears the screen.
fn clear(terminal: &mut Terminal) {
    terminal.prompt("user@localhost>");
    terminal.press("\x0c");
    terminal.until("a clear screen", |terminal| {
        terminal.screen() == "user@localhost>"
    });
}

#[test]
fn its_files_can_be_pasted_at_the_prompt() {
    let server = Dovecot::start();
    let home = tempfile::tempdir().unwrap();
    fill(&server);
    let port = server.tls.to_string();
    let ca = server.ca();
    let ca = ca.to_str().unwrap();
    let mut terminal = start(&port, ca, home.path());
    for (pasted, shown) in FILES {
        let whole = whole(pasted, &port, ca);
        terminal.press(&format!("\x1b[200~{whole}\x1b[201~\r"));
        for part in *shown {
            terminal.says(part);
        }
        clear(&mut terminal);
    }
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
}

/// What waits until Ctrl-C: IDLE in a loop, IDLE with a selector, and several connections in IDLE.
/// Behind each is what it says when it waits, when mail comes, and at its end.
const WAITING: &[(&str, &str, &str, &str)] = &[
    (
        "HOST = 'localhost'

server = IMAPClient(HOST, port=PORT, ssl_context=ssl_context)
x = server.login(USERNAME, PASSWORD)
x = server.select_folder('INBOX')

# Start IDLE mode
server.idle()
print('Connection is now in IDLE mode,' ' send yourself an email or quit with ^c')

while True:
    try:
        # Wait for up to 30 seconds for an IDLE response
        responses = server.idle_check(timeout=30)
        print('Server sent:', responses if responses else 'nothing')
    except KeyboardInterrupt:
        break

x = server.idle_done()
print('\\nIDLE mode done')
print(server.logout().decode())
",
        "Connection is now in IDLE mode, send yourself an email or quit with ^c",
        "Server sent: [(3, 'EXISTS')",
        "IDLE mode done\nLogging out",
    ),
    (
        "from datetime import datetime, timedelta
from selectors import DefaultSelector, EVENT_READ

RESPONSE_TIMEOUT_SECONDS = 15
IDLE_SECONDS = 60 * 24

with IMAPClient('localhost', port=PORT, ssl_context=ssl_context, timeout=RESPONSE_TIMEOUT_SECONDS) as server:
    x = server.login(USERNAME, PASSWORD)
    x = server.select_folder('INBOX', readonly=True)
    server.idle()
    print('Connection is now in IDLE mode,' ' send yourself an email or quit with ^c')
    try:
        with DefaultSelector() as selector:
            x = selector.register(server.socket(), EVENT_READ, None)
            now = datetime.now
            end_at = now() + timedelta(seconds=IDLE_SECONDS)
            while selector.select((end_at - now()).total_seconds()):
                responses = server.idle_check(timeout=0)
                if not responses:
                    raise ConnectionError('Socket readable without data. Likely closed.')
                print('Server sent:', responses)
        print('IDLE time out.')
    except KeyboardInterrupt:
        print('')  # Newline after the typically echoed ^C.
    x = server.idle_done()
    print('IDLE mode done')

",
        "Connection is now in IDLE mode, send yourself an email or quit with ^c",
        "Server sent: [(4, 'EXISTS')",
        "IDLE mode done",
    ),
    (
        "import select

servers = {}
for folder in 'INBOX', 'INBOX':
    server = IMAPClient('localhost', port=PORT, ssl_context=ssl_context)
    x = server.login(USERNAME, PASSWORD)
    x = server.select_folder(folder)
    server.idle()
    servers[server.socket()] = server

print(len(servers), 'connections wait')
try:
    while True:
        ready, _, _ = select.select(list(servers), [], [], 60)
        for number in ready:
            print('told:', servers[number].idle_check(timeout=0)[0])
except KeyboardInterrupt:
    print('that was', 'all')

",
        "2 connections wait",
        "told: (5, 'EXISTS')\ntold: (5, 'EXISTS')",
        "that was all",
    ),
];

#[test]
fn what_waits_can_be_pasted_and_ended() {
    let server = Dovecot::start();
    let home = tempfile::tempdir().unwrap();
    let mut client = fill(&server);
    let port = server.tls.to_string();
    let ca = server.ca();
    let ca = ca.to_str().unwrap();
    let mut terminal = start(&port, ca, home.path());
    for (pasted, waits, told, ends) in WAITING {
        terminal.press(&format!("\x1b[200~{}\x1b[201~\r", whole(pasted, &port, ca)));
        terminal.says(waits);
        let message = b"Subject: More\r\n\r\nHello\r\n";
        client.append("INBOX", message, [""; 0], None).unwrap();
        terminal.says(told);
        terminal.press("\x03");
        terminal.says(ends);
        clear(&mut terminal);
    }
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
}

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
