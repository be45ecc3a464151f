//! The module `imapclient`: the client's class, the constants, the exceptions.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use ::imapclient::data::flag::CONSTANTS;
use ::imapclient::data::words::decode_words;
use ::imapclient::menu::FromArg;

use super::helpers;
use crate::lang::Interpreter;
use crate::lang::bridge;
use crate::lang::call::CallArgs;
use crate::lang::host::ConnectRequest;
use crate::lang::native::{Module, Native, Type, native, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::value::{ClientRef, Value};

/// `imapclient`
pub(crate) static MODULE: Module = Module {
    types: &[&CLIENT],
    constant,
    constants: &[
        "ALL",
        "ANSWERED",
        "ARCHIVE",
        "DELETED",
        "DRAFT",
        "DRAFTS",
        "FLAGGED",
        "JUNK",
        "Quota",
        "RECENT",
        "SEEN",
        "SENT",
        "TRASH",
        "__version__",
        "parse_message_list",
        "parse_response",
        "version_info",
    ],
    ..Module::new(
        "imapclient",
        "The IMAP client, its flags and its exceptions.",
        FUNCTIONS,
    )
};

/// `imapclient.imapclient`, where some of the names live as well.
pub(crate) static INNER: Module = Module {
    types: &[&CLIENT],
    constant,
    constants: &[
        "POLL_SUPPORT",
        "join_message_ids",
        "normalise_text_list",
        "seq_to_parenstr",
        "seq_to_parenstr_upper",
    ],
    ..Module::new("imapclient.imapclient", "Helpers of the client.", FUNCTIONS)
};

/// `imapclient.exceptions`
pub(crate) static EXCEPTIONS: Module = Module {
    constant: exception,
    constants: EXCEPTION_NAMES,
    ..Module::new(
        "imapclient.exceptions",
        "The exceptions of the client.",
        &[],
    )
};

const EXCEPTION_NAMES: &[&str] = &[
    "IMAPClientError",
    "IMAPClientAbortError",
    "IMAPClientReadOnlyError",
    "CapabilityError",
    "LoginError",
    "IllegalStateError",
    "InvalidCriteriaError",
    "ProtocolError",
];

static CLIENT: Type = Type::new(
    "IMAPClient",
    "(host, port=None, use_uid=True, ssl=True, stream=False, ssl_context=None, timeout=None)",
    "A connection to a server.",
    connect,
    &[],
);

natives! {
    FUNCTIONS {
        "SocketTimeout" "(connect, read)" "Times for IMAPClient(timeout=...)." => socket_timeout;
        "create_default_context" "()" "Settings for IMAPClient(ssl_context=...)." => super::ssl::create;
        "decode_header" "(header)" "A header with its encoded words decoded." => decode_header;
    }
}

/// `client.__enter__`
pub(crate) static ENTER: Native = native("__enter__", "()", "For `with`.", enter);
/// `client.__exit__`
pub(crate) static EXIT: Native = native("__exit__", "(*details)", "For `with`: logs out.", exit);

fn constant(interpreter: &Interpreter, name: &str) -> Option<Value> {
    Some(match name {
        "POLL_SUPPORT" => Value::Bool(cfg!(unix)),
        "version_info" => Value::tuple(version()),
        "__version__" => Value::str(env!("CARGO_PKG_VERSION")),
        name => match CONSTANTS.iter().find(|(constant, _)| *constant == name) {
            Some((_, flag)) => Value::Text((*flag).into()),
            None => return exception(interpreter, name).or_else(|| helpers::find(name)),
        },
    })
}

/// The version as a tuple, as the original has it.
fn version() -> Vec<Value> {
    let numbers = env!("CARGO_PKG_VERSION").split(['.', '-']).take(3);
    let numbers = numbers.map(|number| Value::Int(number.parse().unwrap_or(0)));
    numbers.chain([Value::str("final")]).collect()
}

fn exception(interpreter: &Interpreter, name: &str) -> Option<Value> {
    let known = EXCEPTION_NAMES.contains(&name);
    let class = interpreter.classes.get(name).filter(|_| known)?;
    Some(Value::Class(class.clone()))
}

/// The exceptions under the names that the class has for them.
pub(crate) fn attached(interpreter: &Interpreter, name: &str) -> Option<Value> {
    let name = match name {
        "Error" => "IMAPClientError",
        "AbortError" => "IMAPClientAbortError",
        "ReadonlyError" => "IMAPClientReadOnlyError",
        _ => return None,
    };
    exception(interpreter, name)
}

/// `IMAPClient(host, port=None, use_uid=True, ssl=True, stream=False, ssl_context=None,
/// timeout=None)`
fn connect(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [host, port, use_uid, ssl, stream, context, timeout] = args.bind(
        "IMAPClient",
        [
            "host",
            "port",
            "use_uid",
            "ssl",
            "stream",
            "ssl_context",
            "timeout",
        ],
        1,
    )?;
    let host = host.unwrap_or(Value::None);
    let Some(name) = host.as_str() else {
        return Err(Raised::new(
            "TypeError",
            format!("host must be a str, not {}", host.type_name()),
        ));
    };
    let port = match port {
        None | Some(Value::None) => None,
        Some(port) => match port.as_int().and_then(|port| u16::try_from(port).ok()) {
            Some(port) if port > 0 => Some(port),
            _ => {
                return Err(Raised::new(
                    "ValueError",
                    "port must be a number from 1 to 65535",
                ));
            }
        },
    };
    let mut flag = |value: Option<Value>, default| match value {
        Some(value) => interpreter.truth(&value),
        None => Ok(default),
    };
    let (use_uid, ssl, stream) = (flag(use_uid, true)?, flag(ssl, true)?, flag(stream, false)?);
    if stream && port.is_some() {
        return Err(Raised::new(
            "ValueError",
            "can't set 'port' when 'stream' True",
        ));
    }
    if stream && ssl {
        return Err(Raised::new(
            "ValueError",
            "can't use 'ssl' when 'stream' is True",
        ));
    }
    let tls = match context {
        None | Some(Value::None) => None,
        Some(context) => {
            let arg = bridge::argument(interpreter, &context)?;
            let context = ::imapclient::command::session::TlsContext::from_arg(arg)
                .map_err(|what| Raised::new("TypeError", format!("ssl_context: {what}")))?;
            context.0
        }
    };
    let (connect_timeout, read_timeout) = timeouts(timeout)?;
    let request = ConnectRequest {
        host: name.to_string(),
        port,
        use_uid,
        ssl,
        stream,
        tls,
        connect_timeout,
        read_timeout,
    };
    let host = interpreter.host.clone();
    let client = host.borrow_mut().connect(request).map_err(Raised::client)?;
    Ok(Value::Client(ClientRef(Rc::new(RefCell::new(Some(
        client,
    ))))))
}

fn timeouts(timeout: Option<Value>) -> R<(Option<Duration>, Option<Duration>)> {
    let seconds = |value: &Value| match value {
        Value::None => Ok(None),
        value => match value
            .as_float()
            .and_then(|s| Duration::try_from_secs_f64(s).ok())
        {
            Some(time) if !time.is_zero() => Ok(Some(time)),
            _ => Err(Raised::new(
                "ValueError",
                "timeout must be a positive number of seconds",
            )),
        },
    };
    match timeout {
        None => Ok((None, None)),
        Some(Value::Tuple(pair)) if pair.len() == 2 => {
            let mut pair = pair.iter();
            let mut next = || pair.next().map_or(Ok(None), seconds);
            Ok((next()?, next()?))
        }
        Some(value) => {
            let time = seconds(&value)?;
            Ok((time, time))
        }
    }
}

fn socket_timeout(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [connect, read] = args.bind("SocketTimeout", ["connect", "read"], 2)?;
    Ok(Value::tuple(
        [connect, read].into_iter().flatten().collect(),
    ))
}

fn enter(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    Ok(args.positional.into_iter().next().unwrap_or(Value::None))
}

/// Logs out; a server that is gone already is no error here.
fn exit(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    if let Some(Value::Client(client)) = args.positional.first()
        && let Ok(mut slot) = client.0.try_borrow_mut()
        && let Some(client) = slot.as_mut()
        && client.logout().is_err()
    {
        let _ = client.shutdown();
    }
    Ok(Value::None)
}

fn decode_header(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [header] = args.bind("decode_header", ["header"], 1)?;
    let header = header.unwrap_or(Value::None);
    match (header.as_bytes(), header.as_str()) {
        (Some(octets), _) => Ok(Value::str(decode_words(&octets))),
        (None, Some(text)) => Ok(Value::str(decode_words(text.as_bytes()))),
        (None, None) if matches!(header, Value::None) => Ok(Value::None),
        (None, None) => Err(Raised::new(
            "TypeError",
            format!(
                "decode_header() needs a str or bytes, not {}",
                header.type_name()
            ),
        )),
    }
}
