//! How fast the language is: `cargo bench`.

#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

#[path = "../src/shell/hints.rs"]
mod hints;
#[path = "../src/shell/lang/mod.rs"]
mod lang;
#[path = "support/quiet.rs"]
mod quiet;

use std::cell::RefCell;
use std::rc::Rc;

use divan::Bencher;
use imapclient::transport::Interrupt;

/// As the program has it.
const STACK: usize = 256 << 20;

fn main() {
    // The evaluator is made for a stack of this size.
    let run = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(divan::main);
    run.unwrap().join().unwrap();
}

/// Runs a program in a fresh interpreter; `setup` is not measured.
fn run(bencher: Bencher<'_, '_>, setup: &str, code: &str) {
    let host = Rc::new(RefCell::new(quiet::Quiet {
        interrupt: Interrupt::default(),
        printed: 0,
    }));
    let mut interpreter = lang::Interpreter::new(host, None);
    let mut run = |name, code| {
        let program = interpreter.prepare(name, code).unwrap();
        (0..program.len()).for_each(|at| interpreter.step(&program, at).unwrap());
    };
    run("<setup>", setup);
    bencher.bench_local(|| run("<bench>", code));
}

#[divan::bench]
fn loop_of_a_million_steps(bencher: Bencher<'_, '_>) {
    run(
        bencher,
        "",
        "n = 0\nfor i in range(1_000_000):\n    n += i\n",
    );
}

#[divan::bench]
fn while_of_a_million_steps(bencher: Bencher<'_, '_>) {
    run(bencher, "", "n = 0\nwhile n < 1_000_000:\n    n += 1\n");
}

#[divan::bench]
fn comprehension_of_100_000_rows(bencher: Bencher<'_, '_>) {
    let setup = "rows = {i: {'SIZE': i, 'FLAGS': ('a', 'b')} for i in range(100_000)}";
    let code = "xs = [d['SIZE'] for i, d in rows.items() if 'b' in d['FLAGS']]";
    run(bencher, setup, code);
}

#[divan::bench]
fn call_of_a_function_100_000_times(bencher: Bencher<'_, '_>) {
    let setup = "def f(a, b=1):\n    return a + b\n";
    run(bencher, setup, "for i in range(100_000):\n    _x = f(i)\n");
}

#[divan::bench]
fn format_100_000_lines(bencher: Bencher<'_, '_>) {
    let code = "for i in range(100_000):\n    print(f'{i:>8} {\"name\":<20} {i / 7:10.2f}')\n";
    run(bencher, "", code);
}

#[divan::bench]
fn percent_100_000_lines(bencher: Bencher<'_, '_>) {
    let code = "for i in range(100_000):\n    print('%8d %-20s %10.2f' % (i, 'name', i / 7))\n";
    run(bencher, "", code);
}

#[divan::bench]
fn sort_100_000_by_key(bencher: Bencher<'_, '_>) {
    let setup = "xs = [(i * 7919) % 100_003 for i in range(100_000)]";
    run(bencher, setup, "ys = sorted(xs, key=lambda x: -x)");
}

#[divan::bench]
fn sort_100_000(bencher: Bencher<'_, '_>) {
    let setup = "xs = [(i * 7919) % 100_003 for i in range(100_000)]";
    run(bencher, setup, "ys = sorted(xs)");
}

#[divan::bench]
fn count_100_000_words(bencher: Bencher<'_, '_>) {
    let setup = "from collections import Counter\nwords = [str(i % 997) for i in range(100_000)]";
    run(bencher, setup, "c = Counter(words).most_common(10)");
}

#[divan::bench]
fn search_100_000_lines_by_a_pattern(bencher: Bencher<'_, '_>) {
    let setup = "import re\np = re.compile(r'(\\w+)@(\\w+)')\nlines = ['to: user%d@host' % i for i in range(100_000)]";
    run(bencher, setup, "n = sum(1 for l in lines if p.search(l))");
}

#[divan::bench]
fn read_1_000_messages(bencher: Bencher<'_, '_>) {
    let setup = "import email\nraw = b'From: a@b\\r\\nSubject: x\\r\\nContent-Type: multipart/mixed; boundary=B\\r\\n\\r\\n' + b'--B\\r\\nContent-Type: text/plain\\r\\n\\r\\n' + b'line\\r\\n' * 100 + b'--B--\\r\\n'";
    let code =
        "for i in range(1000):\n    m = email.message_from_bytes(raw)\n    _s = m['Subject']\n";
    run(bencher, setup, code);
}

#[divan::bench]
fn dumps_100_000_values(bencher: Bencher<'_, '_>) {
    let setup =
        "import json\nrows = [{'uid': i, 'subject': 'Re: ü %d' % i} for i in range(100_000)]";
    run(bencher, setup, "text = json.dumps(rows)");
}
