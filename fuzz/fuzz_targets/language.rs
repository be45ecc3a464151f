//! Parses and evaluates whatever comes: no panic, no abort, in bounded time and memory.
//!
//! ```sh
//! fuzz/run language 300
//! ```

#![no_main]
#![allow(dead_code, unused_imports)]

#[path = "../../src/shell/hints.rs"]
mod hints;
#[path = "../../src/shell/lang/mod.rs"]
mod lang;
#[path = "../../benches/support/quiet.rs"]
mod quiet;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use imapclient::transport::Interrupt;

/// As the program has it.
const STACK: usize = 256 << 20;
/// How long a program may run before it is interrupted, as by Ctrl-C.
const LONGEST: Duration = Duration::from_millis(500);
/// Words that reach outside.
const LEFT_OUT: &[&str] = &[
    "open",
    "os",
    "io",
    "pathlib",
    "sleep",
    "stdin",
    "input",
    "getpass",
    "subprocess",
    "glob",
    "select",
    "selectors",
];
/// What takes an interrupt for something to go on after; it may stand where nothing is done twice.
const CATCHES: &[&str] = &["except", "finally", "__exit__", "suppress"];
const REPEATS: &[&str] = &[
    "for", "while", "def", "lambda", "class", "count", "cycle", "repeat", "iter", "map", "filter",
    "import", "sorted", "sort", "sum", "min", "max", "any", "all", "list", "tuple", "set", "dict",
];

/// Whether the program can be left to itself.
fn is_harmless(code: &str) -> bool {
    let words = || code.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    let catches = CATCHES.iter().any(|word| code.contains(word));
    !words().any(|word| LEFT_OUT.contains(&word) || catches && REPEATS.contains(&word))
}

/// The number of the program that runs; 0 between programs.
static RUNNING: AtomicU64 = AtomicU64::new(0);

fn evaluate(code: &str, interrupt: &Interrupt) {
    let host = Rc::new(RefCell::new(quiet::Quiet {
        interrupt: interrupt.clone(),
        printed: 0,
    }));
    for finished in [false, true] {
        let _ = lang::completeness(code, finished);
    }
    let mut interpreter = lang::Interpreter::new(host, None);
    let program = match interpreter.prepare("<fuzz>", code) {
        Ok(program) => program,
        Err(raised) => {
            let _ = interpreter.report(&raised);
            return;
        }
    };
    for at in 0..program.len() {
        if let Err(raised) = interpreter.step(&program, at) {
            let _ = interpreter.report(&raised);
            return;
        }
    }
}

type Work = (Sender<String>, Receiver<()>);

/// The thread that evaluates, with a stack of the size that the evaluator is made for, and the one
/// that interrupts what runs too long.
fn worker() -> Work {
    let (code_in, code_out) = channel::<String>();
    let (done_in, done_out) = channel();
    let interrupt = Interrupt::default();
    let watched = interrupt.clone();
    thread::spawn(move || {
        let mut before = 0;
        loop {
            thread::sleep(LONGEST);
            let now = RUNNING.load(Ordering::SeqCst);
            if now != 0 && now == before {
                watched.set();
            }
            before = now;
        }
    });
    let run = move || {
        for (number, code) in (1..).zip(code_out) {
            interrupt.clear();
            RUNNING.store(number, Ordering::SeqCst);
            evaluate(&code, &interrupt);
            RUNNING.store(0, Ordering::SeqCst);
            if done_in.send(()).is_err() {
                return;
            }
        }
    };
    thread::Builder::new()
        .stack_size(STACK)
        .spawn(run)
        .expect("a thread");
    (code_in, done_out)
}

static WORKER: OnceLock<std::sync::Mutex<Work>> = OnceLock::new();

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(code) = std::str::from_utf8(data) else {
        return;
    };
    if !is_harmless(code) {
        return;
    }
    let worker = WORKER.get_or_init(|| std::sync::Mutex::new(worker()));
    let worker = worker.lock().expect("nobody else");
    worker.0.send(code.to_owned()).expect("the evaluator lives");
    worker.1.recv().expect("the evaluator did not panic");
});
