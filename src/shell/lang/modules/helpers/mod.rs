//! The helper modules of IMAPClient that users import: `imapclient.imap_utf7`,
//! `imapclient.datetime_util`, `imapclient.util`, `imapclient.response_parser` and their kin.

mod parse;
mod times;

use ::imapclient::command::helpers;
use ::imapclient::command::quota::Quota;
use ::imapclient::data::flag::Words;
use ::imapclient::data::text::Text;
use ::imapclient::data::utf7;
use ::imapclient::menu::{Arg, FromArg, IntoOut, Out};

use crate::lang::Interpreter;
use crate::lang::bridge;
use crate::lang::call::CallArgs;
use crate::lang::native::{Module, Type, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

/// `imapclient.imap_utf7`
pub(crate) static IMAP_UTF7: Module = Module::new(
    "imapclient.imap_utf7",
    "Names of folders as they go over the wire.",
    UTF7_FUNCTIONS,
);

/// `imapclient.datetime_util`
pub(crate) static DATETIME_UTIL: Module = Module::new(
    "imapclient.datetime_util",
    "Dates as IMAP writes them.",
    TIME_FUNCTIONS,
);

/// `imapclient.util`
pub(crate) static UTIL: Module = Module::new("imapclient.util", "Small helpers.", UTIL_FUNCTIONS);

/// `imapclient.response_parser`
pub(crate) static RESPONSE_PARSER: Module = Module::new(
    "imapclient.response_parser",
    "Reads responses of a server.",
    PARSE_FUNCTIONS,
);

/// `imapclient.response_types`
pub(crate) static RESPONSE_TYPES: Module = Module {
    types: &[
        &TYPES[0], &TYPES[1], &TYPES[2], &TYPES[3], &TYPES[4], &TYPES[5],
    ],
    constant: |_, name| (name == "SearchIds").then(|| Value::Type(&SEARCH_IDS)),
    constants: &["SearchIds"],
    ..Module::new("imapclient.response_types", "The types of results.", &[])
};

natives! {
    UTF7_FUNCTIONS {
        "decode" "(s)" "The name that modified UTF-7 means." => decode;
        "encode" "(s)" "A name in modified UTF-7." => encode;
    }

    TIME_FUNCTIONS {
        "datetime_to_INTERNALDATE" "(dt)" "A datetime as APPEND wants it." => times::datetime_to_internaldate;
        "datetime_to_native" "(dt)" "A datetime in local time, without a zone." => times::datetime_to_native;
        "format_criteria_date" "(dt)" "A date as SEARCH wants it." => times::format_criteria_date;
        "parse_to_datetime" "(timestamp, normalise=True)" "The datetime that a header means." => times::parse_to_datetime;
    }

    UTIL_FUNCTIONS {
        "as_pairs" "(items)" "The elements two by two." => |i, args| { let [list] = args.bind("as_pairs", ["items"], 1)?; chunks(i, list, 2) };
        "as_triplets" "(items)" "The elements three by three." => |i, args| { let [list] = args.bind("as_triplets", ["items"], 1)?; chunks(i, list, 3) };
        "chunk" "(lst, size)" "The elements in groups of a size." => chunk;
        "to_bytes" "(s)" "The text as bytes." => to_bytes;
        "to_ints" "(s)" "The numbers of a response." => to_ints;
        "to_unicode" "(s)" "The bytes as str." => to_unicode;
    }

    PARSE_FUNCTIONS {
        "parse_fetch_response" "(text, normalise_times=True, uid_is_key=True)" "The messages in FETCH responses." => parse::parse_fetch_response;
        "parse_message_list" "(data)" "The ids in a SEARCH response." => parse::parse_message_list;
        "parse_response" "(data)" "The values in a response." => parse::parse_response;
    }

    CLIENT_FUNCTIONS {
        "join_message_ids" "(messages)" "Message ids as they go over the wire." => join_message_ids;
        "normalise_text_list" "(items)" "One word or several as a list." => normalise_text_list;
        "seq_to_parenstr" "(items)" "Words in parentheses." => seq_to_parenstr;
        "seq_to_parenstr_upper" "(items)" "Words in parentheses, in upper case." => seq_to_parenstr_upper;
    }
}

/// The types of results, for `isinstance`; of these only a Quota is made by users.
static TYPES: &[Type] = &[
    Type::new("Envelope", "", "What ENVELOPE gives.", not_made, &[]),
    Type::new("Address", "", "One address of an Envelope.", not_made, &[]),
    Type::new("BodyData", "", "What BODYSTRUCTURE gives.", not_made, &[]),
    Type::new(
        "MailboxQuotaRoots",
        "",
        "The quota roots of a folder.",
        not_made,
        &[],
    ),
    Type::new(
        "Namespace",
        "",
        "The namespaces of a server.",
        not_made,
        &[],
    ),
    Type::new(
        "Quota",
        "(quota_root, resource, usage, limit)",
        "A limit and what is used of it.",
        quota,
        &[],
    ),
];

static SEARCH_IDS: Type = Type::new("list", "", "What search() gives.", not_made, &[]);

/// A function or a type of these modules by its name.
pub(crate) fn find(name: &str) -> Option<Value> {
    if name == "SearchIds" {
        return Some(Value::Type(&SEARCH_IDS));
    }
    // `encode` and `decode` are too common to be found without their module.
    let tables = [
        TIME_FUNCTIONS,
        UTIL_FUNCTIONS,
        PARSE_FUNCTIONS,
        CLIENT_FUNCTIONS,
    ];
    let mut functions = tables.into_iter().flatten();
    let function = functions.find(|function| function.name == name);
    let kind = || TYPES.iter().find(|kind| kind.name == name);
    function
        .map(Value::Native)
        .or_else(|| kind().map(Value::Type))
}

fn chunk(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [list, size] = args.bind("chunk", ["lst", "size"], 2)?;
    let size = size.and_then(|size| size.as_int());
    let size = size
        .and_then(|size| usize::try_from(size).ok())
        .filter(|size| *size > 0);
    let size = size.ok_or_else(|| Raised::new("ValueError", "size must be a positive number"))?;
    chunks(interpreter, list, size)
}

fn not_made(_: &mut Interpreter, _: CallArgs) -> R<Value> {
    Err(Raised::new(
        "TypeError",
        "this type is for isinstance(); its values come from the server",
    ))
}

fn wrong(name: &str, what: String) -> Raised {
    match what.starts_with("expected ") {
        true => Raised::new("TypeError", format!("{name}: {what}")),
        false => Raised::new("ValueError", format!("{name}: {what}")),
    }
}

/// One argument as the type that a function takes.
fn typed<T: FromArg>(interpreter: &mut Interpreter, name: &str, value: Option<Value>) -> R<T> {
    let arg = bridge::argument(interpreter, &value.unwrap_or(Value::None))?;
    T::from_arg(arg).map_err(|what| wrong(name, what))
}

/// The only argument.
fn only<T: FromArg>(
    interpreter: &mut Interpreter,
    args: CallArgs,
    function: &str,
    name: &str,
) -> R<T> {
    let [value] = args.bind(function, [name], 1)?;
    typed(interpreter, name, value)
}

fn text(bytes: impl AsRef<[u8]>) -> Value {
    Value::Text(Text::new(bytes.as_ref()))
}

/// As the original: in the order given, nothing put together.
fn join_message_ids(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [messages] = args.bind("join_message_ids", ["messages"], 1)?;
    let arg = bridge::argument(interpreter, &messages.unwrap_or(Value::None))?;
    let parts = match arg {
        Arg::None => Vec::new(),
        Arg::List(parts) => parts,
        Arg::Ids(ids) => ids.iter().map(|id| Arg::Int(id.into())).collect(),
        one => vec![one],
    };
    let word = |part| match part {
        Arg::Int(id) => Ok(id.to_string()),
        Arg::Text(text) => Ok(text),
        Arg::Bytes(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        other => Err(Raised::new(
            "TypeError",
            format!(
                "a message id is an integer or a str, not {}",
                other.describe()
            ),
        )),
    };
    let words: Vec<String> = parts.into_iter().map(word).collect::<R<_>>()?;
    Ok(text(words.join(",")))
}

fn normalise_text_list(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let words: Words = only(interpreter, args, "normalise_text_list", "items")?;
    let words = words
        .0
        .iter()
        .map(|word| Value::str(word.to_string_lossy()));
    Ok(Value::list(words.collect()))
}

fn seq_to_parenstr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let words: Words = only(interpreter, args, "seq_to_parenstr", "items")?;
    Ok(Value::str(helpers::seq_to_parenstr(words)))
}

fn seq_to_parenstr_upper(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let words: Words = only(interpreter, args, "seq_to_parenstr_upper", "items")?;
    Ok(Value::str(helpers::seq_to_parenstr_upper(words)))
}

/// A str as it is, bytes as UTF-8; what is not UTF-8 in them is left out.
fn to_unicode(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let content: Text = only(interpreter, args, "to_unicode", "s")?;
    Ok(Value::str(
        content.to_string_lossy().replace('\u{fffd}', ""),
    ))
}

fn to_bytes(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [content, charset] = args.bind("to_bytes", ["s", "charset"], 1)?;
    let charset = charset.and_then(|charset| charset.as_str());
    let ascii = charset.is_none_or(|name| name.eq_ignore_ascii_case("ascii"));
    let content: Text = typed(interpreter, "s", content)?;
    match ascii && !content.as_bytes().is_ascii() && content.as_str().is_some() {
        true => Err(Raised::new(
            "UnicodeEncodeError",
            "'ascii' codec can't encode the text; give charset='utf-8'",
        )),
        false => Ok(Value::bytes(content.as_bytes())),
    }
}

fn to_ints(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let words = args.positional.into_iter().map(|value| {
        let arg = bridge::argument(interpreter, &value)?;
        let digits = match &arg {
            Arg::Int(number) => return Ok(Value::Int(*number)),
            Arg::Text(digits) => digits.trim().parse().ok(),
            Arg::Bytes(digits) => String::from_utf8_lossy(digits).trim().parse().ok(),
            _ => None,
        };
        digits.map(Value::Int).ok_or_else(|| {
            Raised::new(
                "ValueError",
                format!("{} is no whole number", arg.describe()),
            )
        })
    });
    let numbers: Vec<Value> = words.collect::<R<_>>()?;
    Ok(Value::tuple(numbers))
}

/// The elements in groups; the last may be shorter.
fn chunks(interpreter: &mut Interpreter, list: Option<Value>, size: usize) -> R<Value> {
    let mut iter = interpreter.iterate(&list.unwrap_or(Value::None))?;
    let (mut groups, mut group) = (Vec::new(), Vec::new());
    while let Some(value) = iter.next(interpreter)? {
        interpreter.tick()?;
        group.push(value);
        if group.len() == size {
            groups.push(Value::tuple(std::mem::take(&mut group)));
        }
    }
    if !group.is_empty() {
        groups.push(Value::tuple(group));
    }
    Ok(Value::list(groups))
}

fn encode(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [name] = args.bind("encode", ["s"], 1)?;
    match name.unwrap_or(Value::None) {
        Value::Bytes(bytes) => Ok(Value::Bytes(bytes)),
        name => {
            let name: String = typed(interpreter, "s", Some(name))?;
            Ok(Value::bytes(utf7::encode(&name).as_bytes()))
        }
    }
}

fn decode(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [name] = args.bind("decode", ["s"], 1)?;
    let name = name.unwrap_or(Value::None);
    if let Value::Str(_) = name {
        return Ok(name);
    }
    let name: Text = typed(interpreter, "s", Some(name))?;
    match utf7::decode(name.as_bytes()) {
        Some(name) => Ok(Value::str(name)),
        None => Err(Raised::new(
            "UnicodeDecodeError",
            format!("{name:?} is no modified UTF-7"),
        )),
    }
}

/// `Quota(quota_root, resource, usage, limit)`
fn quota(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let names = ["quota_root", "resource", "usage", "limit"];
    let values = args.bind("Quota", names, 4)?;
    let mut fields = Vec::new();
    for (name, value) in names.into_iter().zip(values) {
        let arg = bridge::argument(interpreter, &value.unwrap_or(Value::None))?;
        fields.push((Arg::Text(name.to_owned()), arg));
    }
    let quota = Quota::from_arg(Arg::Map(fields)).map_err(|what| wrong("Quota", what))?;
    match quota.into_out() {
        Out::Record(record) => Ok(Value::Record(record)),
        _ => Ok(Value::None),
    }
}
