//! Where one result goes that is redirected: a file that is there whole or not at all, the end of a
//! file, or a program.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use tempfile::NamedTempFile;

use crate::env::Env;
use crate::lang::{Redirect, RedirectKind};

/// An open destination.
pub(crate) enum Sink {
    /// A new file beside the one it will become.
    New(NamedTempFile, PathBuf),
    /// A file or a device that is written as it is.
    Open(File, PathBuf),
    /// A program.
    Program(Child, Option<ChildStdin>, String),
}

impl Sink {
    /// Opens it; the error is one sentence.
    pub(crate) fn open(redirect: &Redirect) -> Result<Self, String> {
        if redirect.kind == RedirectKind::Pipe {
            return program(&redirect.target);
        }
        let path = path(&redirect.target);
        let failed =
            |error: io::Error| format!("{} cannot be written: {}", path.display(), why(&error));
        let there = fs::metadata(&path).ok();
        if there.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(format!("{} is a folder", path.display()));
        }
        if redirect.kind == RedirectKind::Append {
            let file = OpenOptions::new().append(true).create(true).open(&path);
            return file
                .map(|file| Self::Open(file, path.clone()))
                .map_err(failed);
        }
        match there {
            // A pipe, a terminal, /dev/null.
            Some(there) if !there.is_file() => {
                let file = OpenOptions::new().write(true).open(&path);
                file.map(|file| Self::Open(file, path.clone()))
                    .map_err(failed)
            }
            there => {
                // A link stays, and what it leads to is replaced.
                let path = fs::canonicalize(&path).unwrap_or(path.clone());
                let new = beside(&path, there.map(|there| there.permissions()));
                new.map(|new| Self::New(new, path)).map_err(failed)
            }
        }
    }

    /// All has been written, or as much as there was of it.
    pub(crate) fn close(self, whole: bool) -> Result<(), String> {
        match self {
            Self::New(_, _) if !whole => Ok(()),
            Self::New(file, path) => file.persist(&path).map(drop).map_err(|error| {
                format!(
                    "{} cannot be written: {}",
                    path.display(),
                    why(&error.error)
                )
            }),
            Self::Open(mut file, path) => file
                .flush()
                .map_err(|error| format!("{} cannot be written: {}", path.display(), why(&error))),
            Self::Program(mut child, stdin, command) => {
                drop(stdin);
                let status = child
                    .wait()
                    .map_err(|error| format!("`{command}` cannot be waited for: {error}"))?;
                match (status.success(), status.code()) {
                    (true, _) => Ok(()),
                    (false, Some(code)) => Err(format!("`{command}` ended with exit code {code}")),
                    (false, None) => Err(format!("`{command}` was killed: {status}")),
                }
            }
        }
    }

    /// Whether this is a program, which may end before it has read all.
    pub(crate) fn is_program(&self) -> bool {
        matches!(self, Self::Program(..))
    }

    /// What it is called in messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::New(_, path) | Self::Open(_, path) => path.display().to_string(),
            Self::Program(_, _, command) => format!("`{command}`"),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::New(file, _) => file.write(bytes),
            Self::Open(file, _) => file.write(bytes),
            Self::Program(_, Some(stdin), _) => stdin.write(bytes),
            Self::Program(_, None, _) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::New(file, _) => file.flush(),
            Self::Open(file, _) => file.flush(),
            Self::Program(_, Some(stdin), _) => stdin.flush(),
            Self::Program(_, None, _) => Ok(()),
        }
    }
}

/// A temporary file in the same folder, with the permissions of the file it replaces or, for a new
/// one, those the umask leaves.
fn beside(path: &Path, permissions: Option<fs::Permissions>) -> io::Result<NamedTempFile> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".imapclient-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    Ok(file)
}

fn program(command: &str) -> Result<Sink, String> {
    let mut child = Command::new("/bin/sh")
        .args(["-c", command])
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|error| format!("`{command}` cannot be started: {error}"))?;
    let stdin = child.stdin.take();
    Ok(Sink::Program(child, stdin, command.to_owned()))
}

/// The file that was written down, its quotes taken off if it has them.
fn path(target: &str) -> PathBuf {
    let quoted = ['"', '\''].iter().find_map(|quote| {
        let inside = target.strip_prefix(*quote)?.strip_suffix(*quote)?;
        (!inside.contains(*quote)).then_some(inside)
    });
    match quoted {
        Some(inside) => PathBuf::from(inside),
        None => Env::process().expand(target),
    }
}

/// An error of the system without the name that tempfile puts into it.
fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        kind => match error.raw_os_error() {
            Some(number) => io::Error::from_raw_os_error(number).to_string(),
            None => kind.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redirect(kind: RedirectKind, target: impl Into<String>) -> Redirect {
        Redirect {
            kind,
            target: target.into(),
            span: Default::default(),
        }
    }

    #[test]
    fn a_file_is_whole_or_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a file");
        let target = format!("'{}'", path.display());
        for (text, whole, holds) in [("one", true, "one"), ("two", false, "one")] {
            let mut sink = Sink::open(&redirect(RedirectKind::File, &target)).unwrap();
            sink.write_all(text.as_bytes()).unwrap();
            sink.close(whole).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), holds);
        }
        let mut sink = Sink::open(&redirect(RedirectKind::Append, &target)).unwrap();
        sink.write_all(b"+").unwrap();
        sink.close(true).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one+");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("x"), folder.path().join("link"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let mut sink = Sink::open(&redirect(RedirectKind::File, link.to_str().unwrap())).unwrap();
        sink.write_all(b"new").unwrap();
        sink.close(true).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn what_cannot_be_opened_is_said() {
        for (target, says) in [
            ("/no/such/folder/x", "there is no such folder"),
            ("/", "is a folder"),
        ] {
            let error = Sink::open(&redirect(RedirectKind::File, target))
                .err()
                .unwrap();
            assert!(error.contains(says), "{error}");
        }
        let sink = Sink::open(&redirect(RedirectKind::Pipe, "exit 5")).unwrap();
        assert_eq!(
            sink.close(true).unwrap_err(),
            "`exit 5` ended with exit code 5"
        );
    }
}
