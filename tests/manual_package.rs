//! The examples that IMAPClient's package brings with it, in its README and in what `help()` says:
//! as they are printed there, host, user and password replaced, against a real Dovecot.
//!
//! They are taken from the package that is installed to compare with. The manual's other pages and
//! its `examples/` are no part of the package; tests/manual.rs has their like.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use support::dovecot::Dovecot;
use support::original::{python, run};

/// Finds the examples: what is indented behind `::` or `code-block`, and lines with `>>>`.
const FIND: &str = r#"
import importlib.metadata, inspect, json, re, textwrap
import imapclient
def blocks(text):
    lines, found, at = text.splitlines(), [], 0
    while at < len(lines):
        line, at = lines[at], at + 1
        depth = len(line) - len(line.lstrip())
        if line.startswith('.. code-block:: python') or line.endswith('::') and not line.lstrip().startswith('..'):
            end = at
            while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > depth): end += 1
            found.append(textwrap.dedent('\n'.join(lines[at:end])).strip('\n'))
            at = end
        elif line.lstrip().startswith('>>> '):
            end = at
            while end < len(lines) and lines[end].strip(): end += 1
            found.append('\n'.join(part.strip() for part in lines[at - 1:end]))
            at = end
    return found
described = importlib.metadata.metadata('imapclient')
readme = described.get_payload() or described['Description']
client = imapclient.IMAPClient
found = {'README': blocks(readme), 'IMAPClient': blocks(inspect.getdoc(client))}
for name, method in vars(client).items():
    if inspect.isfunction(method) and inspect.getdoc(method): found[name] = blocks(inspect.getdoc(method))
print(json.dumps({name: some for name, some in found.items() if some}))
"#;

/// What stands before each example.
const BEFORE: &str = "\
import ssl, imapclient
from datetime import date
from imapclient import IMAPClient
ssl_context = ssl.create_default_context(cafile='CAFILE')
here = {'host': 'localhost', 'port': PORT, 'ssl_context': ssl_context}
username, password = 'user', 'pass'
imap = IMAPClient(**here)
c = server = IMAPClient(**here)
x = server.login(username, password)
x = server.select_folder('INBOX')
";

/// The examples that can be run, with what is replaced in them, and what they print. The others
/// show what is returned, commands of a shell, or code with gaps.
struct Case {
    place: &'static str,
    number: usize,
    replaced: &'static [(&'static str, &'static str)],
    printed: &'static str,
}

const LOGGED_IN: &str = "Logged in\"\n";

const CASES: &[Case] = &[
    Case {
        place: "README",
        number: 0,
        replaced: &[
            ("host=\"imap.host.org\"", "**here"),
            ("'someone', 'secret'", "'user', 'pass'"),
            ("client.login", "x = client.login"),
            ("client.select_folder", "x = client.select_folder"),
        ],
        printed: "1: 77 bytes, flags=()\n2: 81 bytes, flags=('\\\\Seen',)\n",
    },
    Case {
        place: "IMAPClient",
        number: 0,
        replaced: &[
            ("host=\"imap.foo.org\"", "**here"),
            ("\"bar@foo.org\", \"passwd\"", "\"user\", \"pass\""),
        ],
        printed: LOGGED_IN,
    },
    Case {
        place: "sasl_login",
        number: 0,
        replaced: &[],
        printed: LOGGED_IN,
    },
    // The server has no mechanism EXAMPLE; LOGIN asks what the example answers.
    Case {
        place: "sasl_login",
        number: 1,
        replaced: &[
            ("\"EXAMPLE\"", "\"LOGIN\""),
            // As it is printed it is no Python.
            ("Username:\"\n", "Username:\":\n"),
            ("Password:\"\n", "Password:\":\n"),
        ],
        printed: LOGGED_IN,
    },
    Case {
        place: "find_special_folder",
        number: 0,
        replaced: &[("\n'INBOX.Sent'", "")],
        printed: "\"Sent\"\n",
    },
    // Values for search and sort: each is given to the method.
    Case {
        place: "search",
        number: 0,
        replaced: &[],
        printed: "[1]\n[1, 2]\n[1, 2]\n[]\n[1, 2]\n",
    },
    Case {
        place: "search",
        number: 1,
        replaced: &[],
        printed: "[1]\n[1, 2]\n[1, 2]\n[]\n[1, 2]\n",
    },
    Case {
        place: "search",
        number: 2,
        replaced: &[],
        printed: "[1, 2]\n",
    },
    Case {
        place: "sort",
        number: 0,
        replaced: &[],
        printed: "[1, 2]\n[2, 1]\n[1, 2]\n[2, 1]\n",
    },
    Case {
        place: "fetch",
        number: 0,
        replaced: &[(">> c.fetch([3293, 3230], ", "rows = c.fetch([2, 1], ")],
        printed: "[['FLAGS', 'INTERNALDATE', 'SEQ'], ['FLAGS', 'INTERNALDATE', 'SEQ']] 2011-01-30 13:32:09 ('\\\\Seen',) 2\n",
    },
];

/// The code of an example as it is run.
fn code(case: &Case, example: &str) -> String {
    let mut code = example.to_owned();
    for (old, new) in case.replaced {
        assert!(code.contains(old), "{}: no {old:?} in\n{code}", case.place);
        code = code.replace(old, new);
    }
    match case.place {
        "search" | "sort" => {
            let calls = code
                .lines()
                .map(|value| format!("print(list(server.{}({value})))\n", case.place));
            calls.collect()
        }
        // What it returns stands below the call.
        "fetch" => {
            let call = code.lines().next().unwrap();
            format!(
                "{call}\nprint([sorted(row) for row in rows.values()], rows[2][b'INTERNALDATE'], rows[2][b'FLAGS'], rows[2][b'SEQ'])\n"
            )
        }
        _ => code,
    }
}

#[test]
fn the_examples_of_the_package_run_as_they_are_printed() {
    let found = run(Command::new(python()).args(["-W", "ignore", "-c", FIND]));
    let found: BTreeMap<String, Vec<String>> = serde_json::from_slice(&found.stdout).unwrap();
    let places: Vec<(&str, usize)> = found
        .iter()
        .map(|(name, all)| (&**name, all.len()))
        .collect();
    // So that a new version of the package is looked at.
    assert_eq!(
        places,
        [
            ("IMAPClient", 1),
            ("README", 4),
            ("expunge", 1),
            ("fetch", 1),
            ("find_special_folder", 1),
            ("idle_check", 1),
            ("noop", 1),
            ("sasl_login", 3),
            ("search", 3),
            ("select_folder", 1),
            ("sort", 1),
            ("thread", 1),
            ("xlist_folders", 1),
        ]
    );
    let server = Dovecot::start();
    let run = |code: &str| {
        // Where there are prompts, every line has one.
        let prompt = if code.contains(">>> ") { ">>> " } else { "" };
        let before: String = BEFORE
            .lines()
            .map(|line| format!("{prompt}{line}\n"))
            .collect();
        let before = before.replace("PORT", &server.tls.to_string());
        let before = before.replace("CAFILE", server.ca().to_str().unwrap());
        let output = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
            .args(["-c", &(before + code)])
            .env("TZ", "UTC")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{code}\n{said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    run("x = server.create_folder('Sent')
from datetime import datetime
for subject, flags, day in ('Lunch', [], 24), ('A picture', [imapclient.SEEN], 30):
    x = server.append('INBOX', f'From: a@b.c\\r\\nSubject: {subject}\\r\\nDate: Thu, 20 Jul 2017 21:47:42 +0000\\r\\n\\r\\nHello\\r\\n', flags, datetime(2011, 1, day, 13, 32, 9))
");
    for case in CASES {
        let example = &found[case.place][case.number];
        let printed = run(&code(case, example));
        match case.printed {
            // The server's capabilities stand before it.
            LOGGED_IN => assert!(printed.ends_with(LOGGED_IN), "{example}\n{printed}"),
            wanted => assert_eq!(printed, wanted, "{example}"),
        }
    }
}
