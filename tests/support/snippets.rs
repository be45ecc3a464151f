//! Runs pieces of Python by CPython and by the program, and tells what became of them.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// What a piece of code printed, and the kind of error it ended with.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) printed: String,
    pub(crate) error: Option<String>,
}

/// No piece takes so long, however slow the machine: one that does hangs, and is told.
const HUNG: Duration = Duration::from_secs(300);

/// Runs each piece in a namespace and a folder of its own and tells what became of it.
const DRIVER: &str = r#"
import contextlib, faulthandler, gc, io, json, os, shutil, sys, tempfile
outcomes = []
for code in json.load(sys.stdin):
    # What hangs is told, with its place, and ends everything.
    faulthandler.dump_traceback_later(HUNG, exit=True)
    out, error, folder = io.StringIO(), None, tempfile.mkdtemp()
    os.chdir(folder)
    space = {'__name__': '__main__', '__builtins__': __builtins__}
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(code, 'snippet.py', 'exec'), space)
    except SystemExit as exit:
        if exit.code not in (None, 0):
            error = 'SystemExit'
    except BaseException as raised:
        error = type(raised).__name__
    # What is left then may still say something at its end, as at the end of a program; what hangs
    # together in circles says it to nobody, and not in the middle of the next piece.
    with contextlib.redirect_stdout(out):
        space.clear()
    outcomes.append([out.getvalue(), error])
    with contextlib.redirect_stdout(io.StringIO()):
        gc.collect()
    os.chdir('/')
    shutil.rmtree(folder, ignore_errors=True)
json.dump(outcomes, sys.__stdout__)
"#;

/// What CPython makes of the pieces: one process for all.
pub(crate) fn cpython(codes: &[&str]) -> Vec<Outcome> {
    let driver = DRIVER.replace("HUNG", &HUNG.as_secs().to_string());
    let mut child = Command::new("python3")
        .args(["-W", "ignore", "-c", &driver])
        .env("PYTHONHASHSEED", "0")
        .env("PYTHONIOENCODING", "utf-8")
        .env("TZ", "UTC")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is needed to compare with");
    let codes = serde_json::to_vec(codes).unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&codes).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "the driver failed");
    let outcomes: Vec<(String, Option<String>)> = serde_json::from_slice(&output.stdout).unwrap();
    outcomes
        .into_iter()
        .map(|(printed, error)| Outcome { printed, error })
        .collect()
}

/// What comes out of a pipe, once that is all.
fn read(mut pipe: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, all) = channel();
    std::thread::spawn(move || {
        let mut octets = Vec::new();
        pipe.read_to_end(&mut octets).unwrap();
        let _ = sender.send(String::from_utf8_lossy(&octets).into_owned());
    });
    all
}

/// What the program makes of one piece, and what it said on standard error.
fn run(code: &str, folder: &Path) -> (Outcome, String) {
    let script = folder.join("snippet.py");
    std::fs::write(&script, code).unwrap();
    let here = folder.join("here");
    std::fs::create_dir(&here).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
        .arg(&script)
        .current_dir(here)
        .env("TZ", "UTC")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let printed = read(child.stdout.take().unwrap());
    let said = read(child.stderr.take().unwrap());
    let (Ok(printed), Ok(said)) = (printed.recv_timeout(HUNG), said.recv_timeout(HUNG)) else {
        child.kill().unwrap();
        panic!("the program hangs at\n{code}");
    };
    let status = child.wait().unwrap();
    let last = said
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty() && !line.starts_with(' '));
    let name = last.and_then(|line| {
        let name = line.split(':').next()?;
        name.rsplit('.').next()
    });
    let error = match (status.success(), name) {
        (true, _) => None,
        // `sys.exit` says nothing.
        (false, None) => Some("SystemExit".to_owned()),
        (false, Some(name)) => Some(name.to_owned()),
    };
    (Outcome { printed, error }, said)
}

/// What the program makes of the pieces: one process for each, two at a time.
pub(crate) fn ours(codes: &[&str]) -> Vec<(Outcome, String)> {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(vec![(Outcome::default(), String::new()); codes.len()]);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(place) = Some(next.fetch_add(1, Ordering::Relaxed))
                    && let Some(code) = codes.get(place)
                {
                    let folder = tempfile::tempdir().unwrap();
                    let outcome = run(code, folder.path());
                    outcomes.lock().unwrap()[place] = outcome;
                }
            });
        }
    });
    outcomes.into_inner().unwrap()
}

/// The first seed, `SEED`, and how many are taken from there on, `SEEDS`.
pub(crate) fn seeds() -> std::ops::Range<u64> {
    let given = |name| std::env::var(name).ok()?.parse().ok();
    let first = given("SEED").unwrap_or(1);
    first..first + given("SEEDS").unwrap_or(1)
}
