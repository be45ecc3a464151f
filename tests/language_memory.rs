//! How much memory rows take that are looked at one by one, from a real server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::process::{Command, Stdio};

use support::dovecot::Dovecot;

/// The octets of a large body.
const LARGE: usize = 5_000_000;
/// How much more than itself a body may take that is looked at, and all rows that are not kept, in
/// KiB.
const BESIDE: u64 = 2 << 10;

/// Runs a program that is logged in; what it printed.
fn run(server: &Dovecot, code: &str) -> String {
    let port = server.plain.to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
        .args(["--insecure", "-H", "127.0.0.1", "-P", &port, "-u", "user"])
        .args(["--password-command", "echo pass", "-c", code])
        // glibc else keeps what was given back, up to the size of the largest piece so far, and
        // what the program holds could not be told from that.
        .env("MALLOC_MMAP_THRESHOLD_", "131072")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{code}\n{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// By how many KiB the most memory that the program ever had rises in `work`.
fn rise(server: &Dovecot, folder: &str, work: &str) -> u64 {
    let code = format!(
        "def peak():\n    return [int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmHWM')][0]\n\
         x = c.select_folder('{folder}', readonly=True)\n\
         for uid, row in c.fetch_iter('1', ['FLAGS']):\n    pass\n\
         before = peak()\nfor again in range({}):\n    {}\nprint(peak() - before)\n",
        10,
        work.replace('\n', "\n    "),
    );
    let printed = run(server, &code);
    printed.lines().last().unwrap().parse().expect(&printed)
}

#[test]
fn rows_that_are_not_kept_take_no_memory() {
    let server = Dovecot::start();
    let fill = format!(
        "for folder in 'large', 'many':\n    x = c.create_folder(folder)\n\
         text = b'From: a@example.org\\r\\nSubject: Hello\\r\\n\\r\\n' + b'All lines are of the same length: this one, too.\\r\\n' * {}\n\
         for i in range(4):\n    x = c.append('large', text)\n\
         for i in range(4):\n    x = c.multiappend('many', [text[:20000]] * 100)\n",
        LARGE / 50
    );
    run(&server, &fill);
    let body = LARGE as u64 >> 10;
    let each = |action: &str| {
        format!("for uid, row in c.fetch_iter('1:*', ['BODY.PEEK[]']):\n    {action}")
    };
    let cases = [
        // 80 MB of bodies and 4,000 rows, in ten turns.
        ("many", each("pass"), 0),
        ("many", each("n = len(row['BODY[]'])"), 0),
        ("many", each("s = row['BODY[]'].decode()"), 0),
        ("many", "for uid, row in c.fetch_iter('1:*', ['ENVELOPE', 'FLAGS', 'BODYSTRUCTURE']):\n    s = row['ENVELOPE'].subject".to_owned(), 0),
        // 20 MB in four bodies, in ten turns.
        ("large", each("pass"), 0),
        ("large", each("n = len(row['BODY[]'])"), body),
        ("large", each("n = row['BODY[]'][:100]"), body),
        ("large", each("n = b'nowhere' in row['BODY[]']"), body),
        ("large", each("n = row['BODY[]'].find('nowhere')"), body),
        ("large", each("x = open('/dev/null', 'wb').write(row['BODY[]'])"), body),
        // The last one is still held by its name while the next is read.
        ("large", each("x = row['BODY[]']; n = len(x) + len(x[:10])"), 2 * body),
        ("large", "for uid, row in c.fetch_iter('1:*', ['BODY.PEEK[]']):\n    if uid == 3: break\nx = c.noop()".to_owned(), 0),
    ];
    let mut wrong = Vec::new();
    for (folder, work, held) in cases {
        let rise = rise(&server, folder, &work);
        if rise > held + BESIDE {
            wrong.push(format!("{rise} KiB, not {}: {work}", held + BESIDE));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
