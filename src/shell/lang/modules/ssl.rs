//! The module `ssl`, as far as IMAPClient's manual uses it.

use std::rc::Rc;

use imapclient::menu::Arg;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::class::{Class, Instance};
use crate::lang::dict::Dict;
use crate::lang::native::{Module, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

/// `ssl`
pub(crate) static MODULE: Module = Module {
    constant,
    constants: &[
        "CERT_NONE",
        "CERT_OPTIONAL",
        "CERT_REQUIRED",
        "Purpose",
        "PROTOCOL_TLS_CLIENT",
        "SSLError",
        "SSLCertVerificationError",
    ],
    ..Module::new("ssl", "How connections are encrypted.", FUNCTIONS)
};

natives! {
    FUNCTIONS {
        "SSLContext" "(protocol=None)" "Settings for IMAPClient(ssl_context=...)." => |i, _| create(i, CallArgs::default());
        "create_default_context" "(purpose=None, *, cafile=None)" "Settings for IMAPClient(ssl_context=...)." => create;
    }

    METHODS {
        "load_cert_chain" "(certfile, keyfile=None)" "A client certificate." => load_chain;
        "load_default_certs" "(purpose=None)" "Accepted; the system's CAs are always used." => |_, _| Ok(Value::None);
        "load_verify_locations" "(cafile)" "More CAs to trust." => load_ca;
    }
}

fn constant(interpreter: &Interpreter, name: &str) -> Option<Value> {
    Some(match name {
        "CERT_NONE" => Value::Int(0),
        "CERT_OPTIONAL" => Value::Int(1),
        "CERT_REQUIRED" => Value::Int(2),
        "PROTOCOL_TLS_CLIENT" => Value::Int(16),
        "Purpose" => super::collections::record(
            "Purpose",
            &["SERVER_AUTH", "CLIENT_AUTH"],
            vec![Value::str("SERVER_AUTH"), Value::str("CLIENT_AUTH")],
        ),
        "SSLError" | "SSLCertVerificationError" => {
            Value::Class(interpreter.classes.get(name)?.clone())
        }
        _ => return None,
    })
}

pub(super) fn create(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [_, ca_file] = args.bind("create_default_context", ["purpose", "cafile"], 0)?;
    let class = Class::new("SSLContext", None);
    for method in METHODS {
        let mut attributes = class.attributes.borrow_mut();
        attributes.insert_str(method.name, Value::Native(method));
    }
    let instance = Instance::new(Rc::new(class), Vec::new());
    let value = Value::Instance(instance.clone());
    let mut attributes = instance.attributes.borrow_mut();
    attributes.insert_str("check_hostname", Value::Bool(true));
    attributes.insert_str("verify_mode", Value::Int(2));
    attributes.insert_str("_ca_file", ca_file.unwrap_or(Value::None));
    drop(attributes);
    Ok(value)
}

fn set(args: &CallArgs, name: &str, value: Option<Value>) -> R<()> {
    match args.positional.first() {
        Some(Value::Instance(instance)) => {
            let mut attributes = instance.attributes.borrow_mut();
            attributes.insert_str(name, value.unwrap_or(Value::None));
            Ok(())
        }
        _ => Err(Raised::new("TypeError", "this method needs an SSLContext")),
    }
}

fn load_ca(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let own = CallArgs::of(args.positional.clone());
    let [_, ca_file] = args.bind("load_verify_locations", ["self", "cafile"], 2)?;
    set(&own, "_ca_file", ca_file)?;
    Ok(Value::None)
}

fn load_chain(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let own = CallArgs::of(args.positional.clone());
    let [_, cert, key] = args.bind("load_cert_chain", ["self", "certfile", "keyfile"], 2)?;
    set(&own, "_client_cert", cert)?;
    set(&own, "_client_key", key)?;
    Ok(Value::None)
}

/// The settings of a context, under the names that the library uses.
pub(crate) fn settings(attributes: &Dict) -> Vec<(&'static str, Arg)> {
    let flag = |name| match attributes.get_str(name) {
        Some(Value::Bool(value)) => value,
        Some(Value::Int(value)) => value != 0,
        _ => true,
    };
    let path = |name| match attributes.get_str(name).and_then(|path| path.as_str()) {
        Some(path) => Arg::Text(path.to_string()),
        None => Arg::None,
    };
    vec![
        ("verify_cert", Arg::Bool(flag("verify_mode"))),
        ("check_hostname", Arg::Bool(flag("check_hostname"))),
        ("ca_file", path("_ca_file")),
        ("client_cert", path("_client_cert")),
        ("client_key", path("_client_key")),
    ]
}
