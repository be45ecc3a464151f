//! Every text that a server may send, full of escape sequences and turned letters, and what of it
//! reaches the terminal; and names that are no names of files.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;

use super::support::pty::Terminal;

/// What no terminal may get: a title, cleared screens, colours, a bell, C1, turned text, DEL.
const BAD: &str = "\x1b]0;owned\x07\x1b[2J\x1b[8m\u{9b}31m\u{202e}\u{2066}\u{200f}\x7f\x08";

/// Answers every command with the bad text wherever there is text, until the client has gone.
fn play(mut stream: TcpStream) {
    let quoted = BAD;
    let literal = format!("{{{}}}\r\n{BAD}", BAD.len());
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let caps = "IMAP4rev1 ID NAMESPACE QUOTA ACL MOVE UIDPLUS IDLE SORT THREAD=REFERENCES XLIST X-GM-EXT-1";
    let greeting =
        format!("* PREAUTH [CAPABILITY {caps} X-{BAD}] hi {BAD}\r\n* OK [ALERT] beware {BAD}\r\n");
    stream.write_all(greeting.as_bytes()).unwrap();
    while let Some(Ok(line)) = lines.next() {
        let (tag, rest) = line.split_once(' ').unwrap();
        let mut words = rest.split(' ');
        let verb = match words.next().unwrap() {
            "UID" => words.next().unwrap(),
            verb => verb,
        };
        let data = match verb {
            "SELECT" | "EXAMINE" => format!(
                "* 2 EXISTS\r\n* FLAGS (\\Seen {BAD})\r\n* OK [PERMANENTFLAGS ({BAD} \\*)] {BAD}\r\n* OK [X-{BAD} \"{quoted}\"] {BAD}\r\n"
            ),
            "LIST" | "XLIST" | "LSUB" => format!(
                "* {verb} (\\{BAD}) \"/\" \"{quoted}\"\r\n* {verb} () \"{BAD}\" {literal}\r\n* {verb} () \"/\" a{BAD}\r\n"
            ),
            "STATUS" => format!("* STATUS \"{quoted}\" (MESSAGES 1 X-{BAD} \"{quoted}\")\r\n"),
            "ID" => format!("* ID (\"name\" \"{quoted}\" \"{quoted}\" {literal})\r\n"),
            "NAMESPACE" => format!("* NAMESPACE ((\"{quoted}\" \"{BAD}\")) NIL NIL\r\n"),
            "GETQUOTAROOT" => format!(
                "* QUOTAROOT \"{quoted}\" \"{quoted}\"\r\n* QUOTA \"{quoted}\" ({BAD} 1 2)\r\n"
            ),
            "GETACL" => format!("* ACL \"{quoted}\" \"{quoted}\" \"{quoted}\"\r\n"),
            "FETCH" => {
                let address = format!("((\"{quoted}\" NIL \"{quoted}\" {literal}))");
                format!(
                    "* 1 FETCH (UID 1 FLAGS ({BAD}) X-GM-LABELS (\"{quoted}\") X-{BAD} \"{quoted}\" \
                     INTERNALDATE \"{quoted}\" BODY[] {literal} \
                     ENVELOPE (\"{quoted}\" \"{quoted}\" {address} {address} {address} {address} NIL NIL \"{quoted}\" {literal}) \
                     BODYSTRUCTURE (\"{quoted}\" \"{quoted}\" (\"{quoted}\" \"{quoted}\") \"{quoted}\" {literal} \"{quoted}\" 1 NIL (\"{quoted}\" (\"{quoted}\" \"{quoted}\")) (\"{quoted}\") \"{quoted}\"))\r\n\
                     * 2 FETCH (UID 2 FLAGS {BAD}\r\n"
                )
            }
            "NOOP" => format!("* 1 FETCH (FLAGS ({BAD}))\r\n* X{BAD} {BAD}\r\n* NO {BAD}\r\n"),
            "LOGOUT" => format!("* BYE {BAD}\r\n"),
            _ => String::new(),
        };
        let done = match verb {
            "SEARCH" | "SORT" => format!("{tag} NO [{BAD}] refused {BAD}\r\n"),
            "COPY" => format!("{tag} OK [COPYUID {BAD} 1 1] {BAD}\r\n"),
            _ => format!("{tag} OK [X{BAD}] done {BAD}\r\n"),
        };
        if stream.write_all((data + &done).as_bytes()).is_err() {
            return;
        }
    }
}

fn server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            thread::spawn(move || play(stream));
        }
    });
    port
}

/// Every call that shows text of the server.
const CALLS: [&str; 20] = [
    "c.welcome",
    "c.capabilities()",
    "c.select_folder('INBOX')",
    "c.list_folders()",
    "c.xlist_folders()",
    "c.list_sub_folders()",
    "c.folder_status('x')",
    "c.id_()",
    "c.namespace()",
    "c.get_quota_root('x')",
    "c.getacl('x')",
    "c.fetch('1:2', ['FLAGS', 'ENVELOPE', 'BODYSTRUCTURE', 'BODY.PEEK[]', 'X-GM-LABELS'])",
    "c.noop()",
    "c.search('ALL')",
    "c.copy(1, 'x')",
    "c.create_folder('x')",
    "c.quirks",
    ":caps",
    ":doctor",
    ":raw NOOP",
];

/// What of the bad text is there as it was sent.
fn leaks(written: &str) -> Vec<char> {
    let bad = |letter: &char| BAD.contains(*letter) && !letter.is_ascii_graphic();
    let mut found: Vec<char> = written.chars().filter(bad).collect();
    found.dedup();
    found
}

#[test]
fn no_text_of_the_server_drives_the_terminal() {
    let port = server().to_string();
    for output in ["pretty", "jsonl", "table"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
        command.args(["--insecure", "-H", "127.0.0.1", "-P", &port, "-u", "user"]);
        command.args(["--keep-going", "--trace", "--output", output]);
        for call in CALLS {
            command.args(["-c", call]);
        }
        command.env_clear().stdin(Stdio::null());
        let output_of = command.output().unwrap();
        let (out, said) = (
            String::from_utf8(output_of.stdout).unwrap(),
            String::from_utf8(output_of.stderr).unwrap(),
        );
        assert!(
            out.contains("owned") && said.contains("owned"),
            "{out}{said}"
        );
        for call in CALLS.iter().filter(|call| call.starts_with("c.fetch")) {
            assert!(out.contains("u001b"), "{call}: {out}");
        }
        for line in out.lines().chain(said.lines()) {
            assert!(leaks(line).is_empty(), "{output}: {line:?}");
        }
    }
}

#[test]
fn print_at_a_terminal_and_the_prompt_itself_show_no_such_text() {
    let port = server();
    let home = tempfile::tempdir().unwrap();
    let port = port.to_string();
    let arguments = [
        "--insecure",
        "-H",
        "127.0.0.1",
        "-P",
        &port,
        "-u",
        "user",
        "--color",
        "never",
    ];
    let mut terminal = Terminal::start(home.path(), &arguments);
    terminal.until("a prompt", |terminal| terminal.line().ends_with('>'));
    // So that nothing is shown in pages.
    terminal.resize(200, 100);
    let calls = [":output jsonl"].into_iter().chain(CALLS);
    for line in calls.chain([
        "print(c.list_folders())",
        "print(c.fetch(1, 'ENVELOPE')[1]['ENVELOPE'].subject)",
        "f'{c.welcome}'",
        ":output table",
        "c.list_folders()",
        "c.fetch('1:2', 'ENVELOPE')",
        ":output csv",
        "c.list_folders()",
        "c.fetch('1:2', 'ENVELOPE')",
        ":output raw",
        "c.welcome",
        "c.select_folder(c.list_folders()[0].name)",
    ]) {
        terminal.press(&format!("{line}\r"));
        terminal.press("print('do' + 'ne')\r");
        terminal.until(line, |terminal| {
            let screen = terminal.screen();
            screen.contains("done") && terminal.line().ends_with('>')
        });
        terminal.press("\x0c");
        terminal.until("an empty screen", |terminal| {
            !terminal.screen().contains("done")
        });
    }
    let written = String::from_utf8_lossy(&terminal.written).into_owned();
    // The shell itself writes escape sequences, but none of these.
    for bad in [
        "\x1b]0;owned",
        "\x1b[8m",
        "\u{9b}",
        "\u{202e}",
        "\u{2066}",
        "\u{200f}",
        "\x7f",
    ] {
        assert!(!written.contains(bad), "{bad:?}");
    }
    terminal.press("\x04");
    terminal.end();
}

#[test]
fn names_of_files_stay_in_their_folder() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let names = [
        "../../escaped",
        "/etc/escaped",
        "..",
        ".",
        "a\0b",
        "a\r\nb",
        "a/b/../../../escaped",
        "..\\..\\escaped",
        "\u{202e}gpj.exe",
        "-rf",
        ".bashrc",
        "\x1b[2J",
        "con",
        "",
    ];
    let parts: String = names
        .iter()
        .map(|name| {
            let coded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
            format!(
                "--b\r\nContent-Type: application/octet-stream\r\n\
                 Content-Disposition: attachment; filename*=utf-8''{coded}\r\n\r\nx\r\n"
            )
        })
        .collect();
    let message = format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n");
    let peer = thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        stream
            .write_all(b"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n")
            .unwrap();
        while let Some(Ok(line)) = lines.next() {
            let (tag, rest) = line.split_once(' ').unwrap();
            let data = match rest.contains("FETCH") {
                true => format!(
                    "* 1 FETCH (UID 1 BODY[] {{{}}}\r\n{message})\r\n",
                    message.len()
                ),
                false => "* 1 EXISTS\r\n".to_owned(),
            };
            let _ = stream.write_all(format!("{data}{tag} OK [READ-WRITE] done\r\n").as_bytes());
        }
    });
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("a/b/c");
    std::fs::create_dir_all(&folder).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    command.args(["--insecure", "-H", "127.0.0.1", "-P", &port, "-u", "user"]);
    command.args([
        "--output",
        "jsonl",
        "-c",
        "x = c.select_folder('INBOX')",
        "-c",
    ]);
    command.arg(":save --attachments . c.fetch(1, 'BODY.PEEK[]')");
    let output = command
        .current_dir(&folder)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap();
    peer.join().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    // Nothing outside, one plain file for each, under a name that can be typed.
    let mut found = 0;
    let mut places = vec![outer.path().to_owned()];
    while let Some(place) = places.pop() {
        for entry in std::fs::read_dir(&place).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                assert!(folder.starts_with(&path), "{path:?}");
                places.push(path);
            } else {
                assert_eq!(path.parent(), Some(folder.as_path()), "{path:?}");
                let name = path.file_name().unwrap().to_str().unwrap();
                let harmless = |c: char| !c.is_control() && c != '\u{202e}' && c != '\\';
                assert!(
                    name.chars().all(harmless) && !name.starts_with(['.', '-']),
                    "{name:?}"
                );
                found += 1;
            }
        }
    }
    assert_eq!(
        found,
        names.len(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}
