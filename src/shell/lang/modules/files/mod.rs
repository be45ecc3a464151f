//! `open`: files for messages and scripts.

mod stream;

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::iter::{Iter, Steps};
use crate::lang::methods::codec;
use crate::lang::methods::whole;
use crate::lang::native::{NativeFn, Type, natives};
use crate::lang::object::{Object, own};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use stream::{CHUNK, OpenFile};

struct FileObject(Rc<RefCell<OpenFile>>);

const REFUSE: NativeFn = |_, _| Err(Raised::new("TypeError", "use open() for files"));
static TEXT: Type = Type::new("TextIOWrapper", "", "A file of text.", REFUSE, METHODS);
static READER: Type = Type::new("BufferedReader", "", "A file of bytes.", REFUSE, METHODS);
static WRITER: Type = Type::new("BufferedWriter", "", "A file of bytes.", REFUSE, METHODS);

natives! {
    METHODS {
        "__enter__" "()" "For `with`." => |_, args| Ok(args.positional.into_iter().next().unwrap_or(Value::None));
        "__exit__" "(*details)" "For `with`." => close;
        "close" "()" "Writes what waits and closes the file." => close;
        "flush" "()" "Writes what waits." => |_, args| with(&args, |file| file.flush().map(|()| Value::None));
        "read" "(size=-1)" "So much of the file, or all that is left." => read;
        "readable" "()" "Whether the file can be read." => |_, args| with(&args, |file| Ok(Value::Bool(file.readable)));
        "readline" "(size=-1)" "One line with its end; empty at the end." => |_, args| with(&args, |file| file.line().map(|line| line.unwrap_or_else(|| file.empty())));
        "readlines" "(hint=-1)" "All lines that are left." => readlines;
        "seek" "(offset, whence=0)" "Goes to a place." => seek;
        "tell" "()" "The place in the file." => |_, args| with(&args, OpenFile::tell);
        "truncate" "(size=None)" "Cuts the file off." => truncate;
        "writable" "()" "Whether the file can be written." => |_, args| with(&args, |file| Ok(Value::Bool(file.writable)));
        "write" "(data)" "Writes text or bytes." => write;
        "writelines" "(lines)" "Writes several texts." => writelines;
    }
}

/// What went wrong with a file, as the exception that Python would raise.
pub(crate) fn failed(error: &io::Error, name: &str) -> Raised {
    let class = match error.kind() {
        io::ErrorKind::NotFound => "FileNotFoundError",
        io::ErrorKind::AlreadyExists => "FileExistsError",
        io::ErrorKind::PermissionDenied => "PermissionError",
        io::ErrorKind::IsADirectory => "IsADirectoryError",
        io::ErrorKind::NotADirectory => "NotADirectoryError",
        io::ErrorKind::BrokenPipe => "BrokenPipeError",
        io::ErrorKind::TimedOut => "TimeoutError",
        _ => "OSError",
    };
    let text = error.to_string();
    match (text.split_once(" (os error "), error.raw_os_error()) {
        (Some((text, _)), Some(code)) => {
            Raised::new(class, format!("[Errno {code}] {text}: '{name}'"))
        }
        _ => Raised::new(class, format!("{text}: '{name}'")),
    }
}

/// The text of a path: a str, or an object of `pathlib`, which says it itself.
pub(crate) fn path_text(path: &Value) -> Option<Rc<str>> {
    match path {
        Value::Instance(instance) if instance.class.is_named("PurePath") => {
            let text = instance.attributes.borrow().get_str("_text");
            text.and_then(|text| text.as_str())
        }
        path => path.as_str(),
    }
}

/// `open(file, mode, buffering, encoding, errors, newline)`.
pub(crate) fn open(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let names = ["file", "mode", "buffering", "encoding", "errors", "newline"];
    let [name, mode, _, encoding, errors, newline] = args.bind("open", names, 1)?;
    let text = |value: Option<Value>| value.and_then(|value| value.as_str());
    let Some(name) = name.as_ref().and_then(path_text) else {
        return Err(Raised::new("TypeError", "open() needs the name of a file"));
    };
    let mode = text(mode).unwrap_or_else(|| "r".into());
    let invalid = || Raised::new("ValueError", format!("invalid mode: '{mode}'"));
    let (binary, plus) = (mode.contains('b'), mode.contains('+'));
    if binary && mode.contains('t') {
        return Err(Raised::new(
            "ValueError",
            "can't have text and binary mode at once",
        ));
    }
    if binary && encoding.as_ref().is_some_and(|e| !matches!(e, Value::None)) {
        return Err(Raised::new(
            "ValueError",
            "binary mode doesn't take an encoding argument",
        ));
    }
    let mut options = File::options();
    let kind = mode.replace(['b', 't', '+'], "");
    match kind.as_str() {
        "r" => options.read(true).write(plus),
        "w" => options.write(true).create(true).truncate(true).read(plus),
        "a" => options.append(true).create(true).read(plus),
        "x" => options.write(true).create_new(true).read(plus),
        _ => return Err(invalid()),
    };
    let encoding = text(encoding).unwrap_or_else(|| "utf-8".into());
    if !codec::known(&encoding) {
        return Err(Raised::new(
            "LookupError",
            format!("unknown encoding: {encoding}"),
        ));
    }
    let handler = text(errors).unwrap_or_else(|| "strict".into());
    let newline = text(newline).map(|newline| newline.to_string());
    if !matches!(newline.as_deref(), None | Some("" | "\n" | "\r" | "\r\n")) {
        return Err(Raised::new("ValueError", "illegal newline value"));
    }
    let file = options
        .open(&*name)
        .map_err(|error| failed(&error, &name))?;
    if file.metadata().is_ok_and(|about| about.is_dir()) {
        let error = io::Error::from_raw_os_error(21);
        return Err(failed(&error, &name));
    }
    Ok(Value::object(FileObject(Rc::new(RefCell::new(OpenFile {
        file: Some(file),
        name: name.to_string(),
        mode: mode.to_string(),
        binary,
        readable: kind == "r" || plus,
        writable: kind != "r" || plus,
        encoding: encoding.to_string(),
        errors: codec::errors(&handler)?,
        handler: handler.to_string(),
        newline,
        waiting: Vec::new(),
        at: 0,
        ended: false,
        unwritten: Vec::new(),
    })))))
}

impl Object for FileObject {
    fn kind(&self) -> &'static Type {
        match self.0.try_borrow() {
            Ok(file) if !file.binary => &TEXT,
            Ok(file) if file.writable => &WRITER,
            _ => &READER,
        }
    }

    fn field(&self, _: &mut Interpreter, name: &str) -> R<Option<Value>> {
        let file = self.0.borrow();
        Ok(match name {
            "name" => Some(Value::str(&file.name)),
            "mode" => Some(Value::str(&file.mode)),
            "closed" => Some(Value::Bool(file.file.is_none())),
            "encoding" if !file.binary => Some(Value::str(&file.encoding)),
            _ => None,
        })
    }

    fn fields(&self) -> Vec<String> {
        ["name", "mode", "closed", "encoding"]
            .map(str::to_owned)
            .to_vec()
    }

    fn repr(&self, _: &mut Interpreter) -> R<String> {
        let file = self.0.borrow();
        Ok(match file.binary {
            true => format!("<_io.{} name='{}'>", self.kind().name, file.name),
            false => format!(
                "<_io.TextIOWrapper name='{}' mode='{}' encoding='{}'>",
                file.name, file.mode, file.encoding
            ),
        })
    }

    fn iterate(&self, _: &mut Interpreter) -> R<Option<Iter>> {
        self.0.borrow_mut().file()?;
        Ok(Some(Iter::Native(Box::new(Lines(self.0.clone())))))
    }
}

struct Lines(Rc<RefCell<OpenFile>>);

impl Steps for Lines {
    fn type_name(&self) -> &'static str {
        "iterator"
    }

    fn next(&mut self, _: &mut Interpreter) -> R<Option<Value>> {
        self.0.borrow_mut().line()
    }
}

fn with(args: &CallArgs, run: impl FnOnce(&mut OpenFile) -> R<Value>) -> R<Value> {
    let object = own::<FileObject>(args, "file")?;
    let mut file = object.0.borrow_mut();
    file.file()?;
    run(&mut file)
}

fn read(_: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let size = args.positional.get(1).cloned();
    args.positional.truncate(1);
    let size = whole(size.filter(|size| !matches!(size, Value::None)), -1)?;
    with(&args, |file| file.read(usize::try_from(size).ok()))
}

fn readlines(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let object = own::<FileObject>(&args, "file")?;
    let mut lines = Vec::new();
    while let Some(line) = object.0.borrow_mut().line()? {
        interpreter.tick()?;
        lines.push(line);
    }
    Ok(Value::list(lines))
}

fn write(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let object = own::<FileObject>(&args, "file")?;
    let [_, data] = args.bind("write", ["self", "data"], 2)?;
    let data = data.unwrap_or(Value::None);
    let mut file = object.0.borrow_mut();
    file.file()?;
    if !file.writable {
        return Err(Raised::new("UnsupportedOperation", "not writable"));
    }
    if !file.waiting.is_empty() {
        file.settle()?;
    }
    let count = match (file.binary, data.octets(), data.letters()) {
        (true, Some(octets), _) => {
            file.put(&octets)?;
            octets.len()
        }
        (false, _, Some(text)) => {
            let count = text.chars().count();
            let text = match file.newline.as_deref() {
                Some(end @ ("\r" | "\r\n")) => text.replace('\n', end).into(),
                _ => text,
            };
            // What is ASCII is so in every encoding that is UTF-8 on reading.
            match file.is_utf8() && (text.is_ascii() || file.writes_utf8()) {
                true => file.put(text.as_bytes())?,
                false => {
                    let octets = codec::encode(&text, &file.encoding, &file.handler)?;
                    file.put(&octets)?;
                }
            }
            count
        }
        (true, None, _) => {
            return Err(Raised::new(
                "TypeError",
                format!(
                    "a bytes-like object is required, not '{}'",
                    data.type_name()
                ),
            ));
        }
        (false, _, None) => {
            return Err(Raised::new(
                "TypeError",
                format!("write() argument must be str, not {}", data.type_name()),
            ));
        }
    };
    if file.unwritten.len() >= CHUNK {
        file.flush()?;
    }
    Ok(Value::Int(count as i128))
}

fn writelines(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [file, lines] = args.bind("writelines", ["self", "lines"], 2)?;
    let file = file.unwrap_or(Value::None);
    for line in interpreter.collect(&lines.unwrap_or(Value::None))? {
        write(interpreter, CallArgs::of(vec![file.clone(), line]))?;
    }
    Ok(Value::None)
}

fn seek(_: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let rest = args.positional.split_off(1.min(args.positional.len()));
    let [offset, whence] = CallArgs::of(rest).bind("seek", ["offset", "whence"], 1)?;
    let (offset, whence) = (whole(offset, 0)?, whole(whence, 0)?);
    with(&args, |file| {
        file.settle()?;
        let small = i64::try_from(offset).ok();
        let place = match (whence, u64::try_from(offset), small) {
            (0, Ok(offset), _) => SeekFrom::Start(offset),
            (1, _, Some(offset)) => SeekFrom::Current(offset),
            (2, _, Some(offset)) => SeekFrom::End(offset),
            _ => {
                return Err(Raised::new(
                    "ValueError",
                    "there is no such place in a file",
                ));
            }
        };
        let name = file.name.clone();
        let at = file.file()?.seek(place);
        Ok(Value::Int(
            at.map_err(|error| failed(&error, &name))?.into(),
        ))
    })
}

fn truncate(_: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let size = args.positional.get(1).cloned();
    args.positional.truncate(1);
    with(&args, |file| {
        let here = file.tell()?;
        let size = whole(size, here.as_int().unwrap_or(0))?;
        let name = file.name.clone();
        let length = u64::try_from(size)
            .map_err(|_| Raised::new("ValueError", "the size must not be negative"))?;
        let cut = file.file()?.set_len(length);
        cut.map_err(|error| failed(&error, &name))?;
        Ok(Value::Int(size))
    })
}

fn close(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let object = own::<FileObject>(&args, "file")?;
    let mut file = object.0.borrow_mut();
    let flushed = file.flush();
    file.file = None;
    flushed.map(|()| Value::None)
}
