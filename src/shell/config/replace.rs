//! Replacing a file in one step, and leaving nothing behind when the program is killed meanwhile.
//!
//! The new content is first written to a file beside it. Its name is always the same, so that the
//! next run finds and removes what a kill has left there, secrets and all. A lock on the file itself
//! keeps two programs from doing this at once; it is gone when its program is. Where there are no
//! locks, each has a name of its own.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// How long another program may have the file. It needs some milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// A file that is about to be replaced.
pub(crate) struct Replacing {
    path: PathBuf,
    /// None where there are no locks.
    lock: Option<File>,
}

/// Whose the lock on a file is.
enum Lock {
    Ours(File),
    Theirs,
    /// There is none to be had.
    Nobodys,
}

impl Replacing {
    /// Gets hold of `path`, or of the file that it leads to as a link.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        if !path.is_file() {
            return Err(io::Error::other("it is not a file"));
        }
        let start = Instant::now();
        loop {
            let lock = match lock(&path) {
                Lock::Ours(lock) => Some(lock),
                Lock::Nobodys => None,
                Lock::Theirs if start.elapsed() < PATIENCE => {
                    thread::sleep(Duration::from_millis(5));
                    continue;
                }
                Lock::Theirs => return Err(io::Error::other("another program has locked it")),
            };
            return Ok(Self { path, lock });
        }
    }

    /// The file's own path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts `content` into the place of the file's. Only its owner can read it then. After an error
    /// the file is as it was.
    pub(crate) fn replace(self, content: &[u8]) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        match beside(&self.path) {
            Some(name) if self.lock.is_some() => {
                remove(&name)?;
                let written =
                    write_new(&name, content).and_then(|()| fs::rename(&name, &self.path));
                if written.is_err() {
                    let _ = remove(&name);
                }
                written?;
            }
            // A kill would leave this one there.
            _ => {
                let mut new = tempfile::NamedTempFile::new_in(folder)?; // its mode is 0600
                new.write_all(content)?;
                new.as_file().sync_all()?;
                new.persist(&self.path)?;
            }
        }
        // That it has the name now is to outlast a loss of power, too, where folders can be synced.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

/// Removes what a program that was killed has left beside `path`, unless one is at work there now.
pub(crate) fn sweep(path: &Path) {
    if let Ok(path) = path.canonicalize()
        && let Some(name) = beside(&path)
        && name.symlink_metadata().is_ok()
        && matches!(lock(&path), Lock::Ours(_))
    {
        let _ = remove(&name);
    }
}

/// Where the new content of a file stands before it is complete.
fn beside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    Some(path.with_file_name(format!(".{name}.imapclient-new")))
}

fn remove(name: &Path) -> io::Result<()> {
    match fs::remove_file(name) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Writes a file that is not there yet, nor a link.
fn write_new(name: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(name)?;
    file.write_all(content)?;
    file.sync_all()
}

/// The lock on the file that has this name.
#[cfg(unix)]
fn lock(path: &Path) -> Lock {
    use std::os::unix::fs::MetadataExt;
    let Ok(file) = File::open(path) else {
        return Lock::Nobodys;
    };
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => return Lock::Theirs,
        Err(fs::TryLockError::Error(_)) => return Lock::Nobodys,
    }
    // Whoever had it before may have put another file there.
    match (file.metadata(), fs::metadata(path)) {
        (Ok(ours), Ok(there)) if (ours.dev(), ours.ino()) == (there.dev(), there.ino()) => {
            Lock::Ours(file)
        }
        _ => Lock::Theirs,
    }
}

/// An open file cannot be replaced here.
#[cfg(not(unix))]
fn lock(_: &Path) -> Lock {
    Lock::Nobodys
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn names(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn what_is_left_of_another_run_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let victim = folder.path().join("victim");
        fs::write(&victim, "mine").unwrap();
        let file = folder.path().join("x.ini");
        fs::write(&file, "old").unwrap();
        let left = folder.path().join(".x.ini.imapclient-new");
        // A link that somebody has put there is removed, not followed.
        symlink(&victim, &left).unwrap();
        Replacing::open(&file).unwrap().replace(b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::read(&victim).unwrap(), b"mine");
        assert_eq!(names(folder.path()), 2);
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        // Reading removes it as well.
        fs::write(&left, "half a tok").unwrap();
        sweep(&file);
        assert_eq!(names(folder.path()), 2);
        // What stands in the way and cannot be removed is an error, and nothing changes.
        fs::create_dir(&left).unwrap();
        assert!(Replacing::open(&file).unwrap().replace(b"newer").is_err());
        sweep(&file);
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(left.is_dir());
    }

    #[test]
    fn two_at_once_do_not_disturb_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.ini");
        fs::write(&file, "old").unwrap();
        let first = Replacing::open(&file).unwrap();
        let left = folder.path().join(".x.ini.imapclient-new");
        fs::write(&left, "being written").unwrap();
        // A reader does not touch what is being written, and the others wait for their turn.
        sweep(&file);
        assert_eq!(fs::read(&left).unwrap(), b"being written");
        assert!(matches!(lock(&file), Lock::Theirs));
        let others: Vec<_> = (0..8)
            .map(|number: u8| {
                let file = file.clone();
                thread::spawn(move || {
                    let replacing = Replacing::open(&file)?;
                    let mut content = fs::read(&file)?;
                    content.push(number);
                    replacing.replace(&content)
                })
            })
            .collect();
        first.replace(b"").unwrap();
        others
            .into_iter()
            .for_each(|other| other.join().unwrap().unwrap());
        // None was lost.
        let mut content = fs::read(&file).unwrap();
        content.sort_unstable();
        assert_eq!(content, [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(names(folder.path()), 1);
    }
}
