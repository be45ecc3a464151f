//! The modules `os` and `os.path`, as far as scripts beside a mailbox need them.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::dict::Dict;
use crate::lang::native::{Module, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::files::{failed, path_text};

/// `os`
pub(super) static MODULE: Module = Module {
    constant,
    constants: &["environ", "linesep", "name", "sep"],
    ..Module::new("os", "Files, folders and the environment.", FUNCTIONS)
};

/// `os.path`
pub(super) static PATH: Module = Module {
    constant: |_, name| (name == "sep").then(|| Value::str("/")),
    constants: &["sep"],
    ..Module::new("os.path", "Names of files.", PATHS)
};

natives! {
    FUNCTIONS {
        "fspath" "(path)" "The name of a file, as text." => |_, args| named(args, |path| Ok(Value::str(path)));
        "getcwd" "()" "The folder that relative names start from." => getcwd;
        "getenv" "(key, default=None)" "A variable of the environment." => getenv;
        "getpid" "()" "The number of this process." => |_, _| Ok(Value::Int(std::process::id().into()));
        "listdir" "(path='.')" "The names in a folder." => listdir;
        "makedirs" "(name, mode=0o777, exist_ok=False)" "Makes a folder and those above it." => makedirs;
        "mkdir" "(path, mode=0o777)" "Makes a folder." => |_, args| on(args, "mkdir", |path| fs::create_dir(path));
        "remove" "(path)" "Removes a file." => |_, args| on(args, "remove", |path| fs::remove_file(path));
        "rename" "(src, dst)" "Renames a file." => rename;
        "replace" "(src, dst)" "Renames a file, over another if there is one." => rename;
        "rmdir" "(path)" "Removes an empty folder." => |_, args| on(args, "rmdir", |path| fs::remove_dir(path));
        "unlink" "(path)" "Removes a file." => |_, args| on(args, "unlink", |path| fs::remove_file(path));
        "walk" "(top)" "Each folder with its folders and files, from the top." => walk;
    }

    PATHS {
        "abspath" "(path)" "The name from the root on." => abspath;
        "basename" "(path)" "The last part of a name." => |_, args| named(args, |path| Ok(Value::str(split(path).1)));
        "dirname" "(path)" "The name without its last part." => |_, args| named(args, |path| Ok(Value::str(split(path).0)));
        "exists" "(path)" "Whether there is such a file or folder." => |_, args| named(args, |path| Ok(Value::Bool(Path::new(path).exists())));
        "expanduser" "(path)" "The name with the home folder for ~." => |_, args| named(args, |path| Ok(Value::str(expanded(path))));
        "getmtime" "(path)" "When the file was last changed, in seconds since 1970." => |_, args| named(args, modified);
        "getsize" "(path)" "The size of a file." => |_, args| named(args, |path| about(path).map(|about| Value::Int(about.len().into())));
        "isabs" "(path)" "Whether the name starts at the root." => |_, args| named(args, |path| Ok(Value::Bool(path.starts_with('/'))));
        "isdir" "(path)" "Whether it is a folder." => |_, args| named(args, |path| Ok(Value::Bool(Path::new(path).is_dir())));
        "isfile" "(path)" "Whether it is a file." => |_, args| named(args, |path| Ok(Value::Bool(Path::new(path).is_file())));
        "join" "(path, *paths)" "Names put together." => join;
        "normpath" "(path)" "The name without . and .." => |_, args| named(args, |path| Ok(Value::str(normal(path))));
        "split" "(path)" "The name without its last part, and that part." => |_, args| named(args, |path| { let (head, tail) = split(path); Ok(Value::tuple(vec![Value::str(head), Value::str(tail)])) });
        "splitext" "(path)" "The name without its extension, and the extension." => |_, args| named(args, splitext);
    }
}

/// The environment as the program found it, and as its code has changed it since.
fn environ(interpreter: &Interpreter) -> &Value {
    interpreter.environ.get_or_init(|| {
        let mut dict = Dict::default();
        for (name, value) in std::env::vars_os() {
            dict.insert_str(&name.to_string_lossy(), Value::str(value.to_string_lossy()));
        }
        Value::dict(dict)
    })
}

fn constant(interpreter: &Interpreter, name: &str) -> Option<Value> {
    Some(match name {
        "environ" => environ(interpreter).clone(),
        "linesep" => Value::str("\n"),
        "name" => Value::str(if cfg!(windows) { "nt" } else { "posix" }),
        "sep" => Value::str("/"),
        _ => return None,
    })
}

fn text(value: Option<Value>) -> R<Rc<str>> {
    let value = value.unwrap_or(Value::None);
    path_text(&value).ok_or_else(|| {
        Raised::new(
            "TypeError",
            format!("expected str, not {}", value.type_name()),
        )
    })
}

fn named(args: CallArgs, run: impl FnOnce(&str) -> R<Value>) -> R<Value> {
    let [path] = args.bind("path", ["path"], 1)?;
    run(&text(path)?)
}

fn on(args: CallArgs, name: &str, run: impl FnOnce(&str) -> io::Result<()>) -> R<Value> {
    let [path, _] = args.bind(name, ["path", "mode"], 1)?;
    let path = text(path)?;
    run(&path).map_err(|error| failed(&error, &path))?;
    Ok(Value::None)
}

fn getcwd(_: &mut Interpreter, _: CallArgs) -> R<Value> {
    let here = std::env::current_dir().map_err(|error| failed(&error, "."))?;
    Ok(Value::str(here.to_string_lossy()))
}

fn getenv(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [key, default] = args.bind("getenv", ["key", "default"], 1)?;
    let key = text(key)?;
    let found = match environ(interpreter) {
        Value::Dict(dict) => dict.borrow().get_str(&key),
        _ => None,
    };
    Ok(found.or(default).unwrap_or(Value::None))
}

/// The names in a folder, sorted: Python leaves the order to the system.
fn names(path: &str) -> R<Vec<String>> {
    let wrong = |error: io::Error| failed(&error, path);
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(wrong)? {
        let name = entry.map_err(wrong)?.file_name();
        names.push(name.to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

fn listdir(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [path] = args.bind("listdir", ["path"], 0)?;
    let path = path.map_or(Ok(".".into()), |path| text(Some(path)))?;
    Ok(Value::list(names(&path)?.iter().map(Value::str).collect()))
}

fn makedirs(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [path, _, exist_ok] = args.bind("makedirs", ["name", "mode", "exist_ok"], 1)?;
    let path = text(path)?;
    let exist_ok = interpreter.truth(&exist_ok.unwrap_or(Value::Bool(false)))?;
    if !exist_ok && Path::new(&*path).exists() {
        return Err(failed(&io::Error::from_raw_os_error(17), &path));
    }
    fs::create_dir_all(&*path).map_err(|error| failed(&error, &path))?;
    Ok(Value::None)
}

fn rename(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [from, to] = args.bind("rename", ["src", "dst"], 2)?;
    let (from, to) = (text(from)?, text(to)?);
    fs::rename(&*from, &*to).map_err(|error| failed(&error, &from))?;
    Ok(Value::None)
}

fn walk(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [top] = args.bind("walk", ["top"], 1)?;
    let mut waiting = vec![text(top)?.to_string()];
    let _ = interpreter;
    Ok(super::itertools::steps("generator", move |_| {
        let Some(folder) = waiting.pop() else {
            return Ok(None);
        };
        let (mut folders, mut files) = (Vec::new(), Vec::new());
        // A folder that cannot be read is passed over, as in Python.
        for name in names(&folder).unwrap_or_default() {
            match Path::new(&folder).join(&name).is_dir() {
                true => folders.push(name),
                false => files.push(name),
            }
        }
        for name in folders.iter().rev() {
            let inner = Path::new(&folder).join(name);
            if !inner.is_symlink() {
                waiting.push(inner.to_string_lossy().into_owned());
            }
        }
        let list = |names: Vec<String>| Value::list(names.iter().map(Value::str).collect());
        Ok(Some(Value::tuple(vec![
            Value::str(folder),
            list(folders),
            list(files),
        ])))
    }))
}

fn split(path: &str) -> (&str, &str) {
    let at = path.rfind('/').map_or(0, |at| at + 1);
    let (head, tail) = path.split_at(at);
    let trimmed = head.trim_end_matches('/');
    (if trimmed.is_empty() { head } else { trimmed }, tail)
}

fn splitext(path: &str) -> R<Value> {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    let base = path.get(name..).unwrap_or_default();
    let skipped = base.len() - base.trim_start_matches('.').len();
    let dot = base.rfind('.').filter(|dot| *dot >= skipped.max(1));
    let (root, extension) = path.split_at(dot.map_or(path.len(), |dot| name + dot));
    Ok(Value::tuple(vec![Value::str(root), Value::str(extension)]))
}

fn expanded(path: &str) -> String {
    let rest = match path.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
        _ => return path.to_owned(),
    };
    match std::env::var("HOME") {
        Ok(home) if !home.is_empty() => home.trim_end_matches('/').to_owned() + rest,
        _ => path.to_owned(),
    }
}

fn normal(path: &str) -> String {
    let mut out = PathBuf::new();
    for part in Path::new(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                let normal = matches!(out.components().next_back(), Some(Component::Normal(_)));
                if normal {
                    out.pop();
                } else if !out.has_root() {
                    out.push("..");
                }
            }
            part => out.push(part),
        }
    }
    let text = out.to_string_lossy().into_owned();
    if text.is_empty() {
        ".".to_owned()
    } else {
        text
    }
}

fn abspath(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    named(args, |path| {
        let here = std::env::current_dir().map_err(|error| failed(&error, path))?;
        Ok(Value::str(normal(&here.join(path).to_string_lossy())))
    })
}

fn join(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut out = String::new();
    for (at, part) in args.positional_only("join")?.into_iter().enumerate() {
        let part = text(Some(part))?;
        if part.starts_with('/') || at == 0 {
            out = part.to_string();
            continue;
        }
        if !out.is_empty() && !out.ends_with('/') {
            out.push('/');
        }
        out.push_str(&part);
    }
    Ok(Value::str(out))
}

fn about(path: &str) -> R<fs::Metadata> {
    fs::metadata(path).map_err(|error| failed(&error, path))
}

fn modified(path: &str) -> R<Value> {
    let time = about(path)?.modified();
    let time = time.map_err(|error| failed(&error, path))?;
    let since = time
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    Ok(Value::Float(since.as_secs_f64()))
}
