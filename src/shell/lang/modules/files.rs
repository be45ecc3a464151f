//! `open`: files for messages and scripts.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Write};
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::raise::{R, Raised};
use crate::lang::value::{Native, Value};

/// A file of the user's.
pub(crate) struct OpenFile {
    file: Option<File>,
    binary: bool,
    name: String,
}

/// The methods of files.
pub(crate) const METHODS: &[Native] = &[
    Native {
        name: "read",
        run: read,
    },
    Native {
        name: "readlines",
        run: readlines,
    },
    Native {
        name: "write",
        run: write,
    },
    Native {
        name: "close",
        run: close,
    },
    Native {
        name: "flush",
        run: flush,
    },
    Native {
        name: "__enter__",
        run: |_, args| Ok(args.positional.into_iter().next().unwrap_or(Value::None)),
    },
    Native {
        name: "__exit__",
        run: close,
    },
];

fn failed(error: &io::Error, name: &str) -> Raised {
    let class = match error.kind() {
        io::ErrorKind::NotFound => "FileNotFoundError",
        io::ErrorKind::AlreadyExists => "FileExistsError",
        io::ErrorKind::PermissionDenied => "PermissionError",
        io::ErrorKind::IsADirectory => "IsADirectoryError",
        io::ErrorKind::NotADirectory => "NotADirectoryError",
        _ => "OSError",
    };
    Raised::new(class, format!("{error}: '{name}'"))
}

/// `open(file, mode='r')`.
pub(crate) fn open(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [name, mode, _, _] = args.bind("open", ["file", "mode", "buffering", "encoding"], 1)?;
    let name = name.and_then(|name| name.as_str());
    let Some(name) = name else {
        return Err(Raised::new("TypeError", "open() needs the name of a file"));
    };
    let mode = mode
        .and_then(|mode| mode.as_str())
        .unwrap_or_else(|| "r".into());
    let mut options = File::options();
    match mode.replace(['b', 't'], "").as_str() {
        "r" => options.read(true),
        "w" => options.write(true).create(true).truncate(true),
        "a" => options.append(true).create(true),
        "x" => options.write(true).create_new(true),
        _ => return Err(Raised::new("ValueError", format!("invalid mode: '{mode}'"))),
    };
    let file = options
        .open(&*name)
        .map_err(|error| failed(&error, &name))?;
    Ok(Value::File(Rc::new(RefCell::new(OpenFile {
        file: Some(file),
        binary: mode.contains('b'),
        name: name.to_string(),
    }))))
}

fn own(args: &CallArgs) -> R<Rc<RefCell<OpenFile>>> {
    match args.positional.first() {
        Some(Value::File(file)) => Ok(file.clone()),
        _ => Err(Raised::new("TypeError", "this method needs a file")),
    }
}

fn content(file: &Rc<RefCell<OpenFile>>) -> R<Value> {
    let mut file = file.borrow_mut();
    let (name, binary) = (file.name.clone(), file.binary);
    let Some(open) = &mut file.file else {
        return Err(Raised::new("ValueError", "I/O operation on closed file."));
    };
    let mut octets = Vec::new();
    open.read_to_end(&mut octets)
        .map_err(|error| failed(&error, &name))?;
    if binary {
        return Ok(Value::bytes(&octets));
    }
    match String::from_utf8(octets) {
        Ok(text) => Ok(Value::str(text.replace("\r\n", "\n"))),
        Err(error) => Err(Raised::new(
            "UnicodeDecodeError",
            format!(
                "'{name}' is not UTF-8 at byte {}; open it with mode 'rb'",
                error.utf8_error().valid_up_to()
            ),
        )),
    }
}

fn read(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    content(&own(&args)?)
}

/// The lines of a file, ends included.
pub(crate) fn lines(file: &Rc<RefCell<OpenFile>>) -> R<Vec<Value>> {
    let whole = content(file)?;
    Ok(match (whole.as_str(), whole.as_bytes()) {
        (Some(text), _) => text.split_inclusive('\n').map(Value::str).collect(),
        (None, octets) => octets
            .unwrap_or_default()
            .split_inclusive(|byte| *byte == b'\n')
            .map(Value::bytes)
            .collect(),
    })
}

fn readlines(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    lines(&own(&args)?).map(Value::list)
}

fn write(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let file = own(&args)?;
    let [_, data] = args.bind("write", ["self", "data"], 2)?;
    let data = data.unwrap_or(Value::None);
    let mut file = file.borrow_mut();
    let (name, binary) = (file.name.clone(), file.binary);
    let octets = match (binary, data.as_bytes(), data.as_str()) {
        (true, Some(octets), _) => octets.to_vec(),
        (false, _, Some(text)) => text.as_bytes().to_vec(),
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
    let Some(open) = &mut file.file else {
        return Err(Raised::new("ValueError", "I/O operation on closed file."));
    };
    open.write_all(&octets)
        .map_err(|error| failed(&error, &name))?;
    Ok(Value::Int(octets.len() as i128))
}

fn flush(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let file = own(&args)?;
    let mut file = file.borrow_mut();
    let name = file.name.clone();
    if let Some(open) = &mut file.file {
        open.flush().map_err(|error| failed(&error, &name))?;
    }
    Ok(Value::None)
}

fn close(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    own(&args)?.borrow_mut().file = None;
    Ok(Value::None)
}
