//! Ctrl-C is answered within 100 ms, whatever runs: measured in the time that the program has the
//! processor, from the signal until it has run on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use support::scripted::Peer;

const PROGRAM: &str = env!("CARGO_BIN_EXE_imapclient-interact");
/// What the C library is told.
const KEEP: &str =
    "glibc.malloc.arena_max=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=17179869184";
/// How long the answer may take.
const SOON: Duration = Duration::from_millis(100);
/// How long it may take by the clock where nothing is computed, on a machine that is busy.
const LATE: Duration = Duration::from_secs(2);

/// For how long the threads of a process have run.
fn worked(id: u32) -> Duration {
    let tasks = std::fs::read_dir(format!("/proc/{id}/task")).unwrap();
    let one = |path: &Path| {
        let text = std::fs::read_to_string(path.join("schedstat")).unwrap_or_default();
        let time = text.split(' ').next().and_then(|time| time.parse().ok());
        Duration::from_nanos(time.unwrap_or(0))
    };
    tasks.map(|task| one(&task.unwrap().path())).sum()
}

/// How often a program is interrupted at the same point that was late once.
const TRIES: usize = 5;

/// What copying memory takes on a machine of this kind that does nothing else.
const AT_REST: Duration = Duration::from_millis(45);

/// How many times slower the machine is now than at rest: others that use the memory as well slow
/// a program down, and its processor's time with it.
fn slowness() -> f64 {
    let own = || {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
        text.split(' ').next().unwrap().parse::<u64>().unwrap()
    };
    let from = vec![1_u8; 32 << 20];
    let mut to = vec![2_u8; 32 << 20];
    let before = own();
    for _ in 0..4 {
        to.copy_from_slice(std::hint::black_box(&from));
    }
    std::hint::black_box(&to);
    let taken = Duration::from_nanos(own() - before);
    taken.as_secs_f64() / AT_REST.as_secs_f64()
}

struct Run {
    child: Child,
    /// A shell that sends the signal at once: a program that is started for it takes its time while
    /// the one that is measured works on.
    sender: Child,
    said: BufReader<std::process::ChildStderr>,
    _folder: tempfile::TempDir,
}

impl Run {
    /// Starts a program up to its last line, and waits until that is about to run.
    fn start(setup: &str, work: &str) -> Self {
        Self::connected(setup, work, &[])
    }

    fn connected(setup: &str, work: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("script.py");
        let code = format!(
            "import sys\n{setup}\ntry:\n    print('ready', file=sys.stderr)\n    {}\n\
             except KeyboardInterrupt:\n    print('caught', file=sys.stderr)\n    x = sys.stdin.readline()\n",
            work.replace('\n', "\n    ")
        );
        std::fs::write(&script, code).unwrap();
        let mut child = Command::new(PROGRAM)
            .args(arguments)
            .arg(&script)
            .env_clear()
            // Memory that was had once is kept: the kernel's time for new pages is not the program's.
            .env("GLIBC_TUNABLES", KEEP)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n", "{setup}\n{work}");
        let sender = Command::new("sh").stdin(Stdio::piped()).spawn().unwrap();
        Self {
            child,
            sender,
            said,
            _folder: folder,
        }
    }

    fn interrupt(&mut self) {
        let line = format!("kill -INT {}\n", self.child.id());
        let shell = self.sender.stdin.as_mut().unwrap();
        shell.write_all(line.as_bytes()).unwrap();
    }

    /// Interrupts it after it has run for some time; for how long it ran before it caught that,
    /// and how long that took.
    fn interrupted(&mut self, after: Duration, work: &str) -> (Duration, Duration) {
        let id = self.child.id();
        let start = worked(id);
        while worked(id) - start < after {
            assert_eq!(self.child.try_wait().unwrap(), None, "{work} has ended");
            std::thread::yield_now();
        }
        let (before, sent) = (worked(id), Instant::now());
        self.interrupt();
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        let taken = (worked(id).saturating_sub(before), sent.elapsed());
        let mut rest = String::new();
        if line != "caught\n" {
            let _ = self.child.kill();
            self.said.read_to_string(&mut rest).unwrap();
        }
        assert_eq!(line, "caught\n", "{work}: {rest}");
        taken
    }

    /// Lets it go on to its end.
    fn end(mut self) {
        drop(self.sender.stdin.take());
        assert!(self.sender.wait().unwrap().success());
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

/// How many milliseconds a program took that was interrupted after some others, if that was too long.
fn lateness(setup: &str, work: &str, after: u64) -> Option<u128> {
    let mut run = Run::start(setup, work);
    let (taken, _) = run.interrupted(Duration::from_millis(after), work);
    run.end();
    let late = taken > SOON && taken > SOON.mul_f64(slowness().clamp(1.0, 3.0));
    late.then_some(taken.as_millis())
}

#[test]
fn ctrl_c_is_answered_soon() {
    // What is done before, and what is interrupted.
    let cases = [
        ("", "while True: pass"),
        ("", "for i in range(10**15): pass"),
        ("", "[0 for i in range(10**15) if i < 0]"),
        ("", "{i: 0 for i in range(10**15) if i < 0}"),
        (
            "",
            "list(range(3 * 10**7))\nwhile True: list(range(3 * 10**7))",
        ),
        ("", "sum(range(10**9))\nwhile True: sum(range(10**9))"),
        (
            "def slow(x):\n    for i in range(10**5): pass\n    return x",
            "sorted(range(10**6), key=slow)",
        ),
        (
            "y = [str(i * 7919 % 1000003) for i in range(2 * 10**5)]",
            "while True: y.sort(); y.sort(reverse=True)",
        ),
        (
            "y = [(i * 7919 % 1000003, i) for i in range(10**5)]",
            "while True: y.sort(); y.sort(key=lambda p: -p[0])",
        ),
        ("", "while True: x = 'ab' * (5 * 10**7)"),
        ("", "while True: x = [0, 1] * 10**7"),
        ("x = 'ab' * 10**7", "while True: x.replace('a', 'xyz')"),
        ("x = 'ab' * 10**7", "while True: y = x.split('a')"),
        ("x = 'ab ' * 10**7", "while True: y = x.split()"),
        ("x = 'ab' * 10**7", "while True: n = x.count('b')"),
        ("x = 'ab' * 10**7", "while True: y = x.title()"),
        ("x = 'ab' * 10**7", "while True: y = x[::-1]"),
        ("x = 'ab\\n' * 10**7", "while True: y = repr(x)"),
        (
            "x = b'ab\\n' * 10**7",
            "while True: y = x.replace(b'\\n', b'\\r\\n')",
        ),
        ("x = 'ab\\n' * 10**6", "while True: y = x.splitlines()"),
        ("x = ['ab'] * 10**6", "while True: y = ', '.join(x)"),
        // The engine ends this one by itself, at once.
        (
            "import re",
            "while True: m = re.match('(a+)+$', 'a' * 40 + 'b')",
        ),
        // These go back and forth for ever.
        ("import re", "re.match(r'(a*)*\\1c', 'a' * 40)"),
        (
            "import re\nx = 'a' * 10**6",
            "re.search(r'(?!z)(?=.*y)', x)",
        ),
        (
            "import re\nx = 'ab' * 10**6",
            "while True: y = re.sub('a', 'xx', x)",
        ),
        (
            "import re\nx = 'ab' * 10**6",
            "while True: y = re.findall('(?<=a)b', x)",
        ),
        ("x = 3 ** 10**6", "while True: y = x * x"),
        ("", "while True: y = 3 ** (4 * 10**6)"),
        (
            "x = 3 ** (4 * 10**6)\ny = 7 ** 10**6",
            "while True: z = x // y",
        ),
        ("", "pow(3, 7 ** 10**5, 7 ** (2 * 10**5))"),
        ("x = 3 ** 8000", "while True: s = str(x); n = int(s)"),
        (
            "import math\nx = 3 ** 10**6\ny = 7 ** (7 * 10**5)",
            "while True: z = math.gcd(x, y); z = math.isqrt(x)",
        ),
        ("import math", "while True: z = math.factorial(300000)"),
        (
            "import json\nx = [{'a': i, 'b': 'x%d' % i} for i in range(10**5)]",
            "while True: y = json.dumps(x); y = json.dumps(x, indent=2)",
        ),
        (
            "import json\nx = json.dumps([{'a': i, 'b': 'x%d' % i} for i in range(10**5)])",
            "while True: y = json.loads(x)",
        ),
        (
            "x = [{'a': i, 'b': 'x%d' % i} for i in range(10**5)]",
            "while True: x",
        ),
        (
            "x = [{'a': i, 'b': 'x%d' % i} for i in range(10**5)]",
            "while True: print(x)",
        ),
        ("x = 'ab\\n' * 10**7", "while True: x"),
        ("x = 'ab\\n' * 10**7", "while True: print(x)"),
        (
            "x = [{'a': i} for i in range(10**5)]\ny = [{'a': i} for i in range(10**5)]",
            "while True: z = x == y",
        ),
        (
            "x = {i: i for i in range(3 * 10**5)}",
            "while True: y = dict(x); z = list(x.items()); z = y == x",
        ),
        (
            "x = set(range(3 * 10**5))\ny = set(range(10**5, 4 * 10**5))",
            "while True: z = x | y; z = x & y; z = x - y; z = x ^ y; z = x < y; z = set(x)",
        ),
        (
            "x = [1.5] * 10**6",
            "while True: n = sum(x); n = max(x); n = -1 in x; n = x.count(1.5)",
        ),
        (
            "import itertools",
            "for x in itertools.product(range(10**5), repeat=3): pass",
        ),
        (
            "from collections import Counter, deque\nx = ['a', 'b'] * 10**6",
            "while True: y = Counter(x); y = deque(x, maxlen=5)",
        ),
        (
            "import random, statistics\nx = list(range(10**5))",
            "while True: random.shuffle(x); y = statistics.median(x); y = statistics.stdev(x)",
        ),
        ("def f(*a, **k): pass\nx = [0] * 10**6", "while True: f(*x)"),
        ("def g():\n    while True: yield 1", "for x in g(): pass"),
        (
            "class A:\n    def __next__(self): return 1\n    def __iter__(self): return self",
            "for x in A(): pass",
        ),
        (
            "",
            "while True:\n    try: 1 / 0\n    except ZeroDivisionError: pass",
        ),
    ];
    let mut late = Vec::new();
    for (setup, work) in cases {
        for after in [30, 170] {
            let Some(first) = lateness(setup, work, after) else {
                continue;
            };
            // The machine stands still now and then; a program that is late is late again.
            let again = (1..TRIES).filter_map(|_| lateness(setup, work, after));
            let times: Vec<u128> = std::iter::once(first).chain(again).collect();
            if times.len() * 2 > TRIES {
                late.push(format!("{times:?} ms: {work}"));
            }
        }
    }
    assert!(late.is_empty(), "{}", late.join("\n"));
}

#[test]
fn what_waits_is_interrupted_as_well() {
    let work = "import time\ntime.sleep(10**6)";
    let mut run = Run::start("", work);
    let (taken, waited) = run.interrupted(Duration::ZERO, work);
    assert!(taken <= SOON && waited <= LATE, "{taken:?}, {waited:?}");
    run.end();

    // A server that does not answer.
    let (came, arrival) = channel::<()>();
    let (go, wait) = channel::<()>();
    let peer = Peer::start(vec![Box::new(move |connection| {
        connection.open(1);
        let (tag, command) = connection.hear();
        came.send(()).unwrap();
        let _ = wait.recv();
        connection.say(&format!("* SEARCH 1\n{tag} OK late\n"));
        let mut heard = vec![command];
        heard.extend(connection.serve());
        heard
    })]);
    let port = peer.port.to_string();
    let mut arguments = vec!["--insecure", "-H", "127.0.0.1", "-P", &port, "-u", "user"];
    arguments.extend(["--password-command", "echo pass"]);
    let work = "c.search('ALL')";
    let mut run = Run::connected("x = c.select_folder('INBOX')", work, &arguments);
    arrival.recv().unwrap();
    let (taken, waited) = run.interrupted(Duration::ZERO, work);
    assert!(taken <= SOON && waited <= LATE, "{taken:?}, {waited:?}");
    drop(go);
    run.end();
    assert_eq!(peer.heard(), ["UID SEARCH ALL", "LOGOUT"]);
}
