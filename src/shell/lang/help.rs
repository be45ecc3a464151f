//! `help()`: what the methods do, out of the menu.

use std::fmt::Write;

use imapclient::command;
use imapclient::menu::{Method, Param};

use super::Interpreter;
use super::call::CallArgs;
use super::raise::{R, Raised};
use super::value::{Native, Value};

/// `help`
pub(crate) const HELP: Native = Native {
    name: "help",
    run: help,
};

fn help(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [topic] = args.bind("help", ["topic"], 0)?;
    let text = match &topic {
        None | Some(Value::Client(_)) => overview(),
        Some(Value::ClientMethod(bound)) => explain(bound.1),
        Some(other) => match other.as_str().and_then(|name| command::method(&name)) {
            Some(method) => explain(method),
            None => {
                let names = interpreter.attribute_names(other).join(" ");
                format!("{} has: {names}\n", other.type_name())
            }
        },
    };
    let host = interpreter.host.clone();
    let printed = host.borrow_mut().print(&text);
    printed.map_err(|error| Raised::new("OSError", error.to_string()))?;
    Ok(Value::None)
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

fn explain(method: &Method) -> String {
    let mut text = format!("c.{}\n\n", signature(method));
    for line in method.doc.lines() {
        let _ = writeln!(text, "    {}", line.trim());
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
