//! Modules that IMAPClient's manual and scripts import, as far as they mean anything here:
//! `getpass`, `imaplib`, `socket`, `typing`.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::native::{Module, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

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
