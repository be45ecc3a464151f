//! Python's IMAPClient itself, to compare with.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The version that this program is measured by.
const IMAPCLIENT: &str = "IMAPClient==4.1.0";

/// Runs a command that must succeed.
pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output();
    let output =
        output.unwrap_or_else(|error| panic!("{command:?}: {error}; tests/run installs it"));
    assert!(
        output.status.success(),
        "{command:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// A Python with IMAPClient, in a virtual environment that is made once and kept under target/.
pub(crate) fn python() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("imapclient-4.1.0");
    let python = folder.join("bin/python");
    // Programs that run at the same time wait for the one that makes it.
    let lock = File::create(folder.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    let ready = Command::new(&python)
        .args([
            "-c",
            "import imapclient; assert imapclient.__version__ == '4.1.0'",
        ])
        .output()
        .is_ok_and(|output| output.status.success());
    if !ready {
        let _ = std::fs::remove_dir_all(&folder);
        run(Command::new("python3").args(["-m", "venv"]).arg(&folder));
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet", IMAPCLIENT]));
    }
    python
}
