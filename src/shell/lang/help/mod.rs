//! `help()`: what methods, words of IMAP, functions, types, modules and values are, out of their
//! tables. Nothing is sent for it.

mod capability;
mod method;
mod page;
mod word;

use imapclient::client::Client;
use imapclient::command;
use imapclient::menu::nearest;

use super::call::CallArgs;
use super::native::{Module, Native, Type};
use super::raise::{R, Raised};
use super::value::Value;
use super::words::{caps, verbs};
use super::{Interpreter, builtins, modules};
use page::Page;
pub(crate) use page::Page as HelpPage;

/// How many near names are offered where there is no help.
const NEAR: usize = 4;

/// `help(topic)`
pub(crate) fn help(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [topic] = args.bind("help", ["object"], 0)?;
    let page = match &topic {
        None | Some(Value::Client(_)) => method::overview(),
        Some(topic) => match topic.as_str() {
            Some(name) => by_name(interpreter, &name)?,
            None => of_value(interpreter, topic, None)?,
        },
    };
    let host = interpreter.host.clone();
    let shown = host.borrow_mut().help(&page);
    shown.map_err(|error| match error.kind() {
        std::io::ErrorKind::BrokenPipe => Raised::new("BrokenPipeError", error.to_string()),
        _ => Raised::new("OSError", error.to_string()),
    })?;
    Ok(Value::None)
}

/// The code that `name?` stands for, if a text is such a question.
pub(crate) fn question(text: &str) -> Option<String> {
    let topic = text.trim().strip_suffix('?')?.trim_end_matches('?').trim();
    let odd = |quote| topic.matches(quote).count() % 2 == 1;
    if topic.is_empty() || topic.contains(['\n', '#']) || odd('\'') || odd('"') {
        return None;
    }
    let plain = |c: char| c.is_alphanumeric() || "_.\\$=+-:".contains(c);
    Some(match topic.chars().all(plain) || word::is_known(topic) {
        true => format!("help('{}')", topic.replace('\\', "\\\\")),
        false => format!("help({topic})"),
    })
}

/// Asks the client that `c` is, if it can be looked at.
fn with_client<T>(interpreter: &Interpreter, ask: impl FnOnce(Option<&Client>) -> T) -> T {
    let client = interpreter.client();
    let slot = client
        .as_ref()
        .and_then(|client| client.0.try_borrow().ok());
    ask(slot.as_ref().and_then(|slot| slot.as_ref()))
}

/// All that goes by a name: a method of `c`, words of IMAP, a value, a module.
fn by_name(interpreter: &mut Interpreter, name: &str) -> R<Page> {
    let name = name.trim().trim_end_matches("()");
    let bare = name.strip_prefix("c.").unwrap_or(name);
    let mut page = Page::default();
    let mut found = false;
    if let Some(method) = command::method(bare) {
        page.append(with_client(interpreter, |client| {
            method::explain(method, client)
        }));
        found = true;
    } else if let Some(attribute) = command::ATTRIBUTES.iter().find(|a| a.name == bare) {
        let mut about = Page::titled(format!("c.{bare}"));
        about.text(attribute.doc);
        if attribute.set.is_some() {
            about.text("It can be changed.");
        }
        page.append(about);
        found = true;
    }
    for about in with_client(interpreter, |client| word::explain(name, client)) {
        page.append(about);
        found = true;
    }
    // `move` and `sort` are methods first; `MOVE` and `SORT` are capabilities.
    if command::method(bare).is_none()
        && let Some(about) = with_client(interpreter, |client| capability::explain(name, client))
    {
        page.append(about);
        found = true;
    }
    if !found && let Some(method) = verbs::method(name).and_then(command::method) {
        page.text(format!("`{name}` is what c.{} sends.", method.name));
        page.blank();
        page.append(with_client(interpreter, |client| {
            method::explain(method, client)
        }));
        found = true;
    }
    if found {
        return Ok(page);
    }
    if let Some(value) = named(interpreter, name)? {
        return of_value(interpreter, &value, Some(name));
    }
    if let Ok(module) = modules::import(name) {
        return Ok(of_module(module));
    }
    Ok(unknown(interpreter, name))
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

/// No help, but the names that are near.
fn unknown(interpreter: &Interpreter, name: &str) -> Page {
    let mut names: Vec<String> = command::methods()
        .map(|method| method.name.to_owned())
        .collect();
    names.extend(
        command::ATTRIBUTES
            .iter()
            .map(|attribute| attribute.name.to_owned()),
    );
    let words = word::names().chain(caps::names()).chain(verbs::names());
    names.extend(words.map(str::to_owned));
    names.extend(interpreter.names());
    let wanted = name.to_lowercase();
    let mut near: Vec<String> = Vec::new();
    while near.len() < NEAR {
        let rest = names.iter().filter(|name| !near.contains(name));
        let lower: Vec<(String, &String)> = rest.map(|name| (name.to_lowercase(), name)).collect();
        let Some(found) = nearest(&wanted, lower.iter().map(|(lower, _)| lower.as_str())) else {
            break;
        };
        near.extend(
            lower
                .iter()
                .find(|(lower, _)| lower == found)
                .map(|(_, name)| (*name).clone()),
        );
    }
    let mut page = Page::default();
    let hint = match near.is_empty() {
        true => "`help()` lists the methods.".to_owned(),
        false => format!("Near it are: `{}`.", near.join("`, `")),
    };
    page.text(format!("There is no help on '{name}'. {hint}"));
    page
}

fn of_value(interpreter: &mut Interpreter, value: &Value, name: Option<&str>) -> R<Page> {
    Ok(match value {
        Value::ClientMethod(bound) => {
            with_client(interpreter, |client| method::explain(bound.1, client))
        }
        Value::Client(_) => method::overview(),
        Value::Native(native) => of_native(native, name.unwrap_or(native.name)),
        Value::Bound(bound) => {
            let name = format!("{}.{}", bound.0.type_name(), bound.1.name);
            of_native(bound.1, &name)
        }
        Value::Module(module) => of_module(module),
        Value::Type(kind) => of_type(kind),
        Value::Object(object) => of_type(object.kind()),
        Value::Function(function) => {
            let def = function.def.clone();
            let names: Vec<&str> = def.parameters.iter().map(|p| &*p.name).collect();
            let mut page = Page::titled(format!("{}({})", def.name, names.join(", ")));
            page.text(
                def.doc
                    .as_deref()
                    .unwrap_or("A function of yours, without a docstring."),
            );
            page
        }
        other => {
            let kind = other.type_name();
            let mut page = match name {
                Some(name) => Page::titled(format!("{name}: {kind}")),
                None => Page::titled(kind),
            };
            let known = match builtins::type_of(other) {
                Value::Type(kind) if !kind.methods.is_empty() => Some(kind),
                _ => None,
            };
            let names = interpreter.attribute_names(other).into_iter();
            let fields = names.filter(|name| !name.starts_with("__"));
            let is_method = |name: &String| {
                known.is_some_and(|kind| kind.methods.iter().any(|m| m.name == name))
            };
            let fields: Vec<String> = fields.filter(|name| !is_method(name)).collect();
            if !fields.is_empty() {
                page.text(format!("Attributes: `{}`", fields.join("`, `")));
                page.blank();
            }
            if let Some(kind) = known {
                page.text(kind.doc);
                rows(&mut page, kind.methods);
            }
            page
        }
    })
}

fn of_native(native: &Native, name: &str) -> Page {
    let mut page = Page::titled(format!("{name}{}", native.signature.replace('\n', "\\n")));
    page.text(native.doc);
    page
}

fn rows(page: &mut Page, functions: &[Native]) {
    page.blank();
    for function in functions
        .iter()
        .filter(|function| !function.name.starts_with("__"))
    {
        let signature = function.signature.replace('\n', "\\n");
        page.row(function.name, format!("`{signature}` {}", function.doc));
    }
}

fn of_type(kind: &Type) -> Page {
    let mut page = Page::titled(format!("{}{}", kind.name, kind.signature));
    page.text(kind.doc);
    rows(&mut page, kind.methods);
    rows(&mut page, kind.statics);
    page
}

fn of_module(module: &'static Module) -> Page {
    let mut page = Page::titled(module.name);
    page.text(module.doc);
    page.blank();
    for kind in module.types {
        page.row(kind.name, format!("`{}` {}", kind.signature, kind.doc));
    }
    rows(&mut page, module.functions);
    let added = modules::written::added_names(module.name);
    let others: Vec<&str> = module.constants.iter().chain(added).copied().collect();
    if !others.is_empty() {
        page.blank();
        page.text(others.join(" "));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_calls_of_help() {
        for (typed, code) in [
            ("fetch?", Some("help('fetch')")),
            ("c.fetch??", Some("help('c.fetch')")),
            ("  \\Seen ? ", Some("help('\\\\Seen')")),
            ("BODY.PEEK[2.1]?", Some("help('BODY.PEEK[2.1]')")),
            ("x[1]?", Some("help(x[1])")),
            ("'a'?", Some("help('a')")),
            ("print('a?", None),
            ("x = 1 # why?", None),
            ("?", None),
            ("x", None),
        ] {
            assert_eq!(question(typed).as_deref(), code, "{typed}");
        }
    }
}
