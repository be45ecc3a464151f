//! `help()`: what methods, functions, types and modules do, out of their tables.

use std::fmt::Write;

use imapclient::command;
use imapclient::menu::{Method, Param};

use super::call::CallArgs;
use super::modules::stdio::Stream;
use super::native::{Module, Native, Type};
use super::raise::R;
use super::value::Value;
use super::words::{self, Word};
use super::{Interpreter, builtins, modules};

/// `help(topic)`
pub(crate) fn help(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [topic] = args.bind("help", ["object"], 0)?;
    let text = match &topic {
        None | Some(Value::Client(_)) => overview(),
        Some(topic) => explained(interpreter, topic)?,
    };
    Stream::Output.write(interpreter, &text)?;
    Ok(Value::None)
}

/// What is known of a value, or of what a name stands for.
fn explained(interpreter: &mut Interpreter, topic: &Value) -> R<String> {
    if let Some(name) = topic.as_str() {
        if let Some(method) = command::method(name.strip_prefix("c.").unwrap_or(&name)) {
            return Ok(explain(method));
        }
        if let Some(found) = named(interpreter, &name)? {
            return match found.as_str() {
                Some(_) => Ok(of_kind("str")),
                None => of_value(interpreter, &found, &name),
            };
        }
        let words: Vec<String> = words::find(&name)
            .map(|(kind, word)| of_word(kind, word))
            .collect();
        if !words.is_empty() {
            return Ok(words.join("\n"));
        }
        if let Ok(module) = modules::import(&name) {
            return Ok(of_module(module));
        }
        return Ok(of_kind("str"));
    }
    let name = match topic {
        Value::Native(native) => native.name.to_owned(),
        Value::Bound(bound) => format!("{}.{}", bound.0.type_name(), bound.1.name),
        Value::Type(kind) => kind.name.to_owned(),
        other => other.type_name(),
    };
    of_value(interpreter, topic, &name)
}

/// What a dotted name stands for: `str.split`, `os.path.join`, `m`.
fn named(interpreter: &mut Interpreter, name: &str) -> R<Option<Value>> {
    let mut parts = name.split('.');
    let first = parts.next().unwrap_or_default();
    let found = interpreter.global(first);
    let found = found
        .or_else(|| builtins::get(interpreter, &first.into()))
        .or_else(|| modules::import(first).ok().map(Value::Module));
    let Some(mut value) = found else {
        return Ok(None);
    };
    for part in parts {
        match interpreter.find_attribute(&value, part)? {
            Some(next) => value = next,
            None => return Ok(None),
        }
    }
    Ok(Some(value))
}

fn of_value(interpreter: &mut Interpreter, value: &Value, name: &str) -> R<String> {
    Ok(match value {
        Value::ClientMethod(bound) => explain(bound.1),
        Value::Client(_) => overview(),
        Value::Native(native) => of_native(native, name),
        Value::Bound(bound) => of_native(bound.1, name),
        Value::Module(module) => of_module(module),
        Value::Type(kind) => of_type(kind),
        Value::Object(object) => of_type(object.kind()),
        other => match builtins::type_of(other) {
            Value::Type(kind) if !kind.methods.is_empty() => of_type(kind),
            _ => {
                let names = interpreter.attribute_names(other).join(" ");
                format!("{} has: {names}\n", other.type_name())
            }
        },
    })
}

fn of_word(kind: &str, word: &Word) -> String {
    let Word {
        name,
        takes,
        what,
        example,
        rfc,
        ..
    } = word;
    format!("{name} {takes} ({kind})\n\n    {what}\n\n    {example}\n    {rfc}\n")
}

fn of_kind(name: &str) -> String {
    let kind = builtins::TYPES.iter().find(|kind| kind.name == name);
    kind.map_or(String::new(), of_type)
}

fn of_native(native: &Native, name: &str) -> String {
    format!("{name}{}\n\n    {}\n", native.signature, native.doc)
}

fn rows(text: &mut String, functions: &[Native]) {
    for function in functions.iter().filter(|f| !f.name.starts_with("__")) {
        let _ = writeln!(
            text,
            "  {}{}\n      {}",
            function.name, function.signature, function.doc
        );
    }
}

fn of_type(kind: &Type) -> String {
    let mut text = format!("{}{}\n\n    {}\n\n", kind.name, kind.signature, kind.doc);
    rows(&mut text, kind.methods);
    rows(&mut text, kind.statics);
    text
}

fn of_module(module: &'static Module) -> String {
    let mut text = format!("{}\n\n    {}\n\n", module.name, module.doc);
    for kind in module.types {
        let _ = writeln!(
            text,
            "  {}{}\n      {}",
            kind.name, kind.signature, kind.doc
        );
    }
    rows(&mut text, module.functions);
    if !module.constants.is_empty() {
        let _ = writeln!(text, "\n  {}", module.constants.join(" "));
    }
    text
}

/// All methods, each with its first sentence.
fn overview() -> String {
    let mut text = "The methods of c (help(c.fetch) explains one):\n\n".to_owned();
    for method in command::methods() {
        let _ = writeln!(text, "  {}\n      {}", signature(method), summary(method));
    }
    text.push_str("\nAttributes:\n\n");
    for attribute in command::ATTRIBUTES {
        let _ = writeln!(text, "  {:<16} {}", attribute.name, attribute.doc);
    }
    text
}

/// The doc for the prompt: without fences, and errors by the names of their exceptions.
fn plain(doc: &str) -> impl Iterator<Item = String> + '_ {
    use imapclient::error::ErrorKind as K;
    const KINDS: [K; 10] = [
        K::Refused,
        K::Abort,
        K::ReadOnly,
        K::Capability,
        K::Login,
        K::InvalidCriteria,
        K::IllegalState,
        K::ArgumentType,
        K::ArgumentValue,
        K::Timeout,
    ];
    let lines = doc.lines().map(str::trim);
    lines.filter(|line| !line.starts_with("```")).map(|line| {
        let line = line
            .strip_prefix("# ")
            .map_or(line.to_owned(), |head| format!("{head}:"));
        KINDS.iter().fold(line, |line, kind| {
            line.replace(&format!("`{kind:?}`"), kind.exception())
        })
    })
}

fn explain(method: &Method) -> String {
    let mut text = format!("c.{}\n\n", signature(method));
    for line in plain(method.doc) {
        let _ = writeln!(text, "{}", format!("    {line}").trim_end());
    }
    if !method.params.is_empty() {
        text.push('\n');
    }
    for Param {
        name,
        what,
        default,
        ..
    } in method.params
    {
        let default = default
            .map(|value| format!(" [default: {value}]"))
            .unwrap_or_default();
        let _ = writeln!(text, "    {name:<14} {what}{default}");
    }
    text
}

/// `name(parameter, other=default)`
pub(crate) fn signature(method: &Method) -> String {
    let parameters = method
        .params
        .iter()
        .map(|param| match (param.star, param.default) {
            (true, _) => format!("*{}", param.name),
            (false, Some(default)) => format!("{}={default}", param.name),
            (false, None) => param.name.to_owned(),
        });
    format!(
        "{}({})",
        method.name,
        parameters.collect::<Vec<_>>().join(", ")
    )
}

fn summary(method: &Method) -> &'static str {
    method.doc.lines().next().unwrap_or_default().trim()
}
