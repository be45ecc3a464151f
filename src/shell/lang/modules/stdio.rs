//! `sys.stdin`, `sys.stdout` and `sys.stderr`.

use std::io::{self, BufRead, IsTerminal, Read};

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::iter::{Iter, Steps};
use crate::lang::native::{NativeFn, Type, natives};
use crate::lang::object::{Object, own};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::files::failed;

/// One of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Input,
    Output,
    Error,
}

const REFUSE: NativeFn = |_, _| Err(Raised::new("TypeError", "use open() for files"));

static KIND: Type = Type::new("TextIOWrapper", "", "A standard stream.", REFUSE, METHODS);

natives! {
    METHODS {
        "fileno" "()" "The number of the stream." => |_, args| Ok(Value::Int(own::<Stream>(&args, "stream")?.number()));
        "flush" "()" "Passes on what waits to be written." => flush;
        "isatty" "()" "Whether it is a terminal." => isatty;
        "read" "(size=-1)" "What can be read, up to the end of the input." => read;
        "readline" "()" "One line with its end; '' at the end of the input." => readline;
        "readlines" "()" "All lines." => readlines;
        "write" "(text)" "Writes text." => write;
        "writelines" "(lines)" "Writes several texts." => writelines;
    }
}

impl Stream {
    fn number(self) -> i128 {
        match self {
            Self::Input => 0,
            Self::Output => 1,
            Self::Error => 2,
        }
    }

    /// Writes text to standard output or standard error.
    pub(crate) fn write(self, interpreter: &mut Interpreter, text: &str) -> R<()> {
        let host = interpreter.host.clone();
        match self {
            Self::Input => Err(Raised::new("OSError", "standard input cannot be written")),
            Self::Error => {
                host.borrow_mut().print_error(text);
                Ok(())
            }
            Self::Output => {
                if text.is_empty() {
                    return host
                        .borrow_mut()
                        .print(text)
                        .map_err(|error| unwritten(&error));
                }
                interpreter.piecewise(text, |piece| {
                    let printed = host.borrow_mut().print(piece);
                    printed.map_err(|error| unwritten(&error))
                })
            }
        }
    }

    fn line(self) -> R<Option<Value>> {
        if self != Self::Input {
            return Err(Raised::new("OSError", "this stream cannot be read"));
        }
        let mut octets = Vec::new();
        let read = io::stdin().lock().read_until(b'\n', &mut octets);
        read.map_err(|error| failed(&error, "<stdin>"))?;
        Ok((!octets.is_empty()).then(|| Value::str(String::from_utf8_lossy(&octets))))
    }
}

fn unwritten(error: &io::Error) -> Raised {
    let kind = match error.kind() {
        io::ErrorKind::BrokenPipe => "BrokenPipeError",
        _ => "OSError",
    };
    Raised::new(kind, error.to_string())
}

impl Object for Stream {
    fn kind(&self) -> &'static Type {
        &KIND
    }

    fn field(&self, _: &mut Interpreter, name: &str) -> R<Option<Value>> {
        Ok(match name {
            "name" => Some(Value::str(match self {
                Self::Input => "<stdin>",
                Self::Output => "<stdout>",
                Self::Error => "<stderr>",
            })),
            "encoding" => Some(Value::str("utf-8")),
            _ => None,
        })
    }

    fn fields(&self) -> Vec<String> {
        vec!["name".to_owned(), "encoding".to_owned()]
    }

    fn iterate(&self, _: &mut Interpreter) -> R<Option<Iter>> {
        Ok(Some(Iter::Native(Box::new(Lines(*self)))))
    }
}

struct Lines(Stream);

impl Steps for Lines {
    fn type_name(&self) -> &'static str {
        "iterator"
    }

    fn next(&mut self, _: &mut Interpreter) -> R<Option<Value>> {
        self.0.line()
    }
}

fn write(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let stream = own::<Stream>(&args, "stream")?;
    let [_, text] = args.bind("write", ["self", "text"], 2)?;
    let text = text.unwrap_or(Value::None);
    let Some(text) = text.as_str() else {
        return Err(Raised::new(
            "TypeError",
            format!("write() argument must be str, not {}", text.type_name()),
        ));
    };
    stream.write(interpreter, &text)?;
    Ok(Value::Int(text.chars().count() as i128))
}

fn writelines(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [stream, lines] = args.bind("writelines", ["self", "lines"], 2)?;
    let stream = stream.unwrap_or(Value::None);
    for line in interpreter.collect(&lines.unwrap_or(Value::None))? {
        write(interpreter, CallArgs::of(vec![stream.clone(), line]))?;
    }
    Ok(Value::None)
}

fn flush(interpreter: &mut Interpreter, _: CallArgs) -> R<Value> {
    let host = interpreter.host.clone();
    let flushed = host.borrow_mut().flush();
    flushed.map_err(|error| failed(&error, "<stdout>"))?;
    Ok(Value::None)
}

fn isatty(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    Ok(Value::Bool(match *own::<Stream>(&args, "stream")? {
        Stream::Input => io::stdin().is_terminal(),
        Stream::Output => io::stdout().is_terminal(),
        Stream::Error => io::stderr().is_terminal(),
    }))
}

fn read(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    if *own::<Stream>(&args, "stream")? != Stream::Input {
        return Err(Raised::new("OSError", "this stream cannot be read"));
    }
    let mut octets = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut octets);
    read.map_err(|error| failed(&error, "<stdin>"))?;
    Ok(Value::str(String::from_utf8_lossy(&octets)))
}

fn readline(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let line = own::<Stream>(&args, "stream")?.line()?;
    Ok(line.unwrap_or_else(|| Value::str("")))
}

fn readlines(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let stream = own::<Stream>(&args, "stream")?;
    let mut lines = Vec::new();
    while let Some(line) = stream.line()? {
        lines.push(line);
    }
    Ok(Value::list(lines))
}
