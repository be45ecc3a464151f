//! Modules that IMAPClient's manual and scripts import, as far as they mean anything here:
//! `logging`, `getpass`, `imaplib`, `socket`, `typing`.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::native::{Module, NativeFn, Type, natives};
use crate::lang::object::{Object, own};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::stdio::Stream;

/// `getpass`
pub(super) static GETPASS: Module =
    Module::new("getpass", "Asks for a password.", GETPASS_FUNCTIONS);

/// `imaplib`
pub(super) static IMAPLIB: Module = Module {
    constant: |_, name| match name {
        "Debug" => Some(Value::Int(0)),
        "IMAP4_PORT" => Some(Value::Int(143)),
        "IMAP4_SSL_PORT" => Some(Value::Int(993)),
        _ => None,
    },
    constants: &["Debug", "IMAP4_PORT", "IMAP4_SSL_PORT"],
    ..Module::new(
        "imaplib",
        "Python's own IMAP library is not here; IMAPClient is.",
        &[],
    )
};

/// `logging`
pub(super) static LOGGING: Module = Module {
    constant: |_, name| {
        Some(Value::Int(match name {
            "DEBUG" => 10,
            "INFO" => 20,
            "WARNING" | "WARN" => 30,
            "ERROR" => 40,
            "CRITICAL" | "FATAL" => 50,
            "NOTSET" => 0,
            _ => return None,
        }))
    },
    constants: &["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "NOTSET"],
    ..Module::new(
        "logging",
        "Messages on standard error; :trace shows the protocol.",
        LOGGING_FUNCTIONS,
    )
};

/// `socket`
pub(super) static SOCKET: Module = Module {
    constant: |interpreter, name| {
        let name = match name {
            "timeout" => "TimeoutError",
            "error" => "OSError",
            "gaierror" => "gaierror",
            _ => return None,
        };
        let class = interpreter.classes.get(name)?;
        Some(Value::Class(class.clone()))
    },
    constants: &["timeout", "error", "gaierror"],
    ..Module::new("socket", "The exceptions of the network.", &[])
};

/// `typing`
pub(super) static TYPING: Module = Module {
    constant: |_, name| TYPES.contains(&name).then_some(Value::None),
    constants: TYPES,
    ..Module::new(
        "typing",
        "Names for annotations, which mean nothing here.",
        &[],
    )
};

const TYPES: &[&str] = &[
    "Any", "Callable", "Dict", "Iterable", "Iterator", "List", "Optional", "Sequence", "Set",
    "Tuple", "Union",
];

natives! {
    GETPASS_FUNCTIONS {
        "getpass" "(prompt='Password: ')" "Asks for a password on the terminal, without showing it." => getpass;
        "getuser" "()" "The name of the user." => getuser;
    }

    LOGGING_FUNCTIONS {
        "basicConfig" "(**kwargs)" "Sets the level from which messages are shown." => basic_config;
        "critical" "(msg, *args)" "A message." => |i, args| log(i, args, 50, "root");
        "debug" "(msg, *args)" "A message." => |i, args| log(i, args, 10, "root");
        "error" "(msg, *args)" "A message." => |i, args| log(i, args, 40, "root");
        "exception" "(msg, *args)" "A message." => |i, args| log(i, args, 40, "root");
        "getLogger" "(name=None)" "Something that takes messages." => get_logger;
        "info" "(msg, *args)" "A message." => |i, args| log(i, args, 20, "root");
        "warning" "(msg, *args)" "A message." => |i, args| log(i, args, 30, "root");
    }

    METHODS {
        "addHandler" "(handler)" "Accepted; messages go to standard error." => |_, _| Ok(Value::None);
        "critical" "(msg, *args)" "A message." => |i, args| named(i, args, 50);
        "debug" "(msg, *args)" "A message." => |i, args| named(i, args, 10);
        "error" "(msg, *args)" "A message." => |i, args| named(i, args, 40);
        "exception" "(msg, *args)" "A message." => |i, args| named(i, args, 40);
        "info" "(msg, *args)" "A message." => |i, args| named(i, args, 20);
        "setLevel" "(level)" "Sets the level from which messages are shown." => |_, args| set_level(args.positional.get(1));
        "warning" "(msg, *args)" "A message." => |i, args| named(i, args, 30);
    }
}

fn getpass(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [prompt] = args.bind("getpass", ["prompt"], 0)?;
    let prompt = match prompt {
        Some(prompt) => interpreter.str(&prompt)?,
        None => "Password: ".to_owned(),
    };
    match rpassword::prompt_password(prompt) {
        Ok(password) => Ok(Value::str(password)),
        Err(error) => Err(Raised::new(
            "EOFError",
            format!("there is no terminal to ask for a password ({error})"),
        )),
    }
}

fn getuser(_: &mut Interpreter, _: CallArgs) -> R<Value> {
    let names = ["LOGNAME", "USER", "LNAME", "USERNAME"];
    let user = names.iter().find_map(|name| std::env::var(name).ok());
    match user {
        Some(user) => Ok(Value::str(user)),
        None => Err(Raised::new("OSError", "No username set in the environment")),
    }
}

thread_local! {
    static LEVEL: std::cell::Cell<i128> = const { std::cell::Cell::new(30) };
}

fn set_level(level: Option<&Value>) -> R<Value> {
    let level = match level {
        None | Some(Value::None) => return Ok(Value::None),
        Some(level) => match (level.as_int(), level.as_str().as_deref()) {
            (Some(level), _) => level,
            (None, Some("DEBUG")) => 10,
            (None, Some("INFO")) => 20,
            (None, Some("WARNING")) => 30,
            (None, Some("ERROR")) => 40,
            (None, Some("CRITICAL")) => 50,
            _ => return Err(Raised::new("ValueError", "Unknown level")),
        },
    };
    LEVEL.with(|own| own.set(level));
    Ok(Value::None)
}

fn basic_config(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let level = args.named.iter().find(|(name, _)| &**name == "level");
    set_level(level.map(|(_, level)| level))
}

struct Logger(String);

const REFUSE: NativeFn = |_, _| Err(Raised::new("TypeError", "use logging.getLogger()"));
static LOGGER: Type = Type::new("Logger", "", "Takes messages.", REFUSE, METHODS);

impl Object for Logger {
    fn kind(&self) -> &'static Type {
        &LOGGER
    }

    fn field(&self, _: &mut Interpreter, name: &str) -> R<Option<Value>> {
        Ok((name == "name").then(|| Value::str(&self.0)))
    }
}

fn get_logger(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [name] = args.bind("getLogger", ["name"], 0)?;
    let name = name.and_then(|name| name.as_str());
    Ok(Value::object(Logger(
        name.as_deref().unwrap_or("root").to_owned(),
    )))
}

fn named(interpreter: &mut Interpreter, mut args: CallArgs, level: i128) -> R<Value> {
    let logger = own::<Logger>(&args, "logger")?;
    args.positional.remove(0);
    log(interpreter, args, level, &logger.0)
}

fn log(interpreter: &mut Interpreter, args: CallArgs, level: i128, name: &str) -> R<Value> {
    if level < LEVEL.with(std::cell::Cell::get) {
        return Ok(Value::None);
    }
    let mut values = args.positional.into_iter();
    let message = values.next().unwrap_or(Value::None);
    let rest: Vec<Value> = values.collect();
    let text = match rest.is_empty() {
        true => interpreter.str(&message)?,
        false => {
            let template = Value::str(interpreter.str(&message)?);
            let op = crate::lang::tree::BinaryOp::Mod;
            let filled = interpreter.binary(op, &template, &Value::tuple(rest))?;
            interpreter.str(&filled)?
        }
    };
    let word = match level {
        10 => "DEBUG",
        20 => "INFO",
        30 => "WARNING",
        40 => "ERROR",
        _ => "CRITICAL",
    };
    Stream::Error.write(interpreter, &format!("{word}:{name}:{text}\n"))?;
    Ok(Value::None)
}
