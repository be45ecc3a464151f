//! The module `sys`.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::native::{Module, natives};
use crate::lang::raise::R;
use crate::lang::value::Value;

use super::stdio::Stream;

/// What stands in the place of standard output and standard error, where something does.
#[derive(Default)]
pub(crate) struct Streams {
    pub(crate) output: Option<Value>,
    pub(crate) error: Option<Value>,
}

/// `sys.stdout = value`, or `sys.stderr`; false for other names.
pub(crate) fn set(interpreter: &Interpreter, name: &str, value: Value) -> bool {
    let stream = value.as_object::<Stream>();
    let mut streams = interpreter.streams.borrow_mut();
    let (slot, own) = match name {
        "stdout" => (&mut streams.output, Stream::Output),
        "stderr" => (&mut streams.error, Stream::Error),
        _ => return false,
    };
    *slot = (stream.as_deref() != Some(&own)).then_some(value);
    true
}

/// `sys`
pub(crate) static SYS: Module = Module {
    constant,
    constants: &[
        "argv",
        "byteorder",
        "executable",
        "maxsize",
        "platform",
        "stderr",
        "stdin",
        "stdout",
        "version",
        "version_info",
    ],
    ..Module::new("sys", "The program and its streams.", FUNCTIONS)
};

natives! {
    FUNCTIONS {
        "exc_info" "()" "The kind of the exception that is being handled, the exception, and None." => exc_info;
        "exit" "([status])" "Ends the program with a status; a text is printed and means 1." => exit;
        "getdefaultencoding" "()" "The encoding of str.encode(): utf-8." => |_, _| Ok(Value::str("utf-8"));
        "getrecursionlimit" "()" "How deep calls may be nested." => |_, _| Ok(Value::Int(crate::lang::DEEPEST_CALL as i128));
        "setrecursionlimit" "(limit)" "Accepted; the limit here is fixed." => |_, _| Ok(Value::None);
    }
}

fn constant(interpreter: &Interpreter, name: &str) -> Option<Value> {
    Some(match name {
        "argv" => interpreter.argv.clone(),
        "byteorder" => Value::str("little"),
        "executable" => Value::str(std::env::current_exe().ok()?.to_string_lossy()),
        "maxsize" => Value::Int(i128::from(i64::MAX)),
        "platform" => Value::str(match std::env::consts::OS {
            "macos" => "darwin",
            "windows" => "win32",
            other => other,
        }),
        "stdin" => Value::object(Stream::Input),
        "stdout" => match &interpreter.streams.borrow().output {
            Some(other) => other.clone(),
            None => Value::object(Stream::Output),
        },
        "stderr" => match &interpreter.streams.borrow().error {
            Some(other) => other.clone(),
            None => Value::object(Stream::Error),
        },
        "__stdin__" => Value::object(Stream::Input),
        "__stdout__" => Value::object(Stream::Output),
        "__stderr__" => Value::object(Stream::Error),
        "version" => Value::str(concat!(
            "3.14 (the language of imapclient-interact ",
            env!("CARGO_PKG_VERSION"),
            ")"
        )),
        "version_info" => Value::tuple(vec![
            Value::Int(3),
            Value::Int(14),
            Value::Int(0),
            Value::str("final"),
            Value::Int(0),
        ]),
        _ => return None,
    })
}

fn exc_info(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    args.positional_only("exc_info")?;
    let (kind, value) = match interpreter.handling.last().cloned() {
        Some(Value::Instance(instance)) => {
            let kind = Value::Class(instance.class.clone());
            (kind, Value::Instance(instance))
        }
        _ => (Value::None, Value::None),
    };
    Ok(Value::tuple(vec![kind, value, Value::None]))
}

/// `sys.exit(status)`, also `exit()` and `quit()`.
pub(crate) fn exit(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [status] = args.bind("exit", ["status"], 0)?;
    Err(interpreter.exception("SystemExit", status.into_iter().collect()))
}
