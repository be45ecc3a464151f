//! Messages as values: what `email.message.Message` and `EmailMessage` can do.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::iter::Iter;
use crate::lang::limits::check_growth;
use crate::lang::methods::codec::{self, Errors};
use crate::lang::native::{NativeFn, Type, natives};
use crate::lang::object::{Object, own};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::bodies;
use super::build;
use super::change;
use super::headers;
use super::mime;
use super::params::parameters;
use super::part::{Body, Part, Shared, first_word, lossy, visit};
use super::words::readable;
use super::write::{Form, written};

/// A message, or a part of one, as a value.
pub(super) struct Message(pub(super) Shared);

const REFUSE: NativeFn = |_, _| {
    Err(Raised::new(
        "TypeError",
        "use email.message_from_bytes() or EmailMessage()",
    ))
};

/// The classic kind, whose headers are as they were sent.
pub(super) static MESSAGE: Type = Type::new("Message", "()", "A message.", make_classic, METHODS);
/// The newer kind, whose headers are decoded.
pub(super) static EMAIL_MESSAGE: Type = Type {
    bases: &["Message"],
    ..Type::new("EmailMessage", "()", "A message.", make_modern, METHODS)
};
/// What `email.policy.default` is.
pub(super) static POLICY: Type = Type::new("Policy", "", "How messages are read.", REFUSE, &[]);

natives! {
    pub(super) METHODS {
        "add_alternative" "(content, subtype='plain', ...)" "Adds another form of the text." => build::add_alternative;
        "add_attachment" "(data, maintype=None, subtype=None, filename=None, ...)" "Adds an attachment." => build::add_attachment;
        "add_header" "(name, value, **params)" "Adds a header with parameters." => build::add_header;
        "add_related" "(data, maintype=None, subtype=None, cid=None, ...)" "Adds what the text refers to." => build::add_related;
        "as_bytes" "(unixfrom=False)" "The message as octets." => |i, args| flat(i, args, Form::Octets);
        "as_string" "(unixfrom=False)" "The message as text." => |i, args| flat(i, args, Form::Text);
        "attach" "(part)" "Adds a part." => build::attach;
        "clear" "()" "Removes everything." => |_, args| change::clear(&args, true);
        "clear_content" "()" "Removes the content and the headers about it." => |_, args| change::clear(&args, false);
        "del_param" "(param, header='content-type')" "Removes a parameter of a header." => change::del_param;
        "get" "(name, failobj=None)" "A header, or the default." => get;
        "get_all" "(name, failobj=None)" "All headers of a name, or the default." => get_all;
        "get_body" "(preferencelist=('related', 'html', 'plain'))" "The part that is the text." => bodies::get_body;
        "get_boundary" "(failobj=None)" "What separates the parts." => get_boundary;
        "get_charsets" "(failobj=None)" "The charsets of all parts." => get_charsets;
        "get_content" "()" "The content: str for text, bytes for anything else." => get_content;
        "get_content_charset" "(failobj=None)" "The charset, in lower case." => get_content_charset;
        "get_content_disposition" "()" "'inline', 'attachment' or None." => |_, args| part(&args).map(|part| { let value = part.borrow().get("content-disposition").map(first_word); value.map_or(Value::None, Value::str) });
        "get_content_maintype" "()" "The first half of the content type." => |_, args| part(&args).map(|part| Value::str(part.borrow().content_type().split('/').next().unwrap_or_default()));
        "get_content_subtype" "()" "The second half of the content type." => |_, args| part(&args).map(|part| Value::str(part.borrow().content_type().split('/').nth(1).unwrap_or_default()));
        "get_content_type" "()" "The content type, in lower case." => |_, args| part(&args).map(|part| Value::str(part.borrow().content_type()));
        "get_default_type" "()" "The content type without a header." => |_, args| part(&args).map(|part| Value::str(if part.borrow().in_digest { "message/rfc822" } else { "text/plain" }));
        "get_filename" "(failobj=None)" "The name of the file, if the part has one." => get_filename;
        "get_param" "(param, failobj=None, header='content-type')" "A parameter of a header." => get_param;
        "get_params" "(failobj=None, header='content-type', unquote=True)" "The value of a header and its parameters, as pairs." => get_params;
        "get_payload" "(i=None, decode=False)" "The parts, or the body as it is; decode=True gives bytes." => get_payload;
        "get_unixfrom" "()" "The first line of an mbox message." => |_, args| part(&args).map(|part| part.borrow().envelope.as_ref().map_or(Value::None, Value::str));
        "is_attachment" "()" "Whether the part is an attachment." => |_, args| part(&args).map(|part| Value::Bool(part.borrow().get("content-disposition").map(first_word).as_deref() == Some("attachment")));
        "is_multipart" "()" "Whether there are parts inside." => |_, args| part(&args).map(|part| Value::Bool(matches!(part.borrow().body, Body::Parts(_))));
        "items" "()" "The headers, as pairs." => |_, args| headers(&args, |name, value| Value::tuple(vec![name, value]));
        "iter_attachments" "()" "The attachments." => bodies::iter_attachments;
        "iter_parts" "()" "The parts directly inside." => |_, args| part(&args).map(|part| Value::iter(Iter::Values(values(&part).into_iter())));
        "keys" "()" "The names of the headers." => |_, args| headers(&args, |name, _| name);
        "make_alternative" "(boundary=None)" "Makes it a multipart/alternative." => |_, args| change::make(args, "alternative");
        "make_mixed" "(boundary=None)" "Makes it a multipart/mixed." => |_, args| change::make(args, "mixed");
        "make_related" "(boundary=None)" "Makes it a multipart/related." => |_, args| change::make(args, "related");
        "replace_header" "(name, value)" "Changes a header in its place." => build::replace_header;
        "set_boundary" "(boundary)" "Sets what separates the parts." => change::set_boundary;
        "set_content" "(content, subtype='plain', charset='utf-8', ...)" "Sets the text or the data." => build::set_content;
        "set_param" "(param, value, header='Content-Type', replace=False)" "Sets a parameter of a header." => change::set_param;
        "set_payload" "(payload, charset=None)" "Sets the body as it is." => build::set_payload;
        "set_type" "(type)" "Sets the content type." => change::set_type;
        "values" "()" "The values of the headers." => |_, args| headers(&args, |_, value| value);
        "walk" "()" "This part and all inside, from the top." => walk;
    }
}

fn make_classic(_: &mut Interpreter, _: CallArgs) -> R<Value> {
    Ok(message(Part::default()))
}

fn make_modern(_: &mut Interpreter, _: CallArgs) -> R<Value> {
    Ok(message(Part {
        modern: true,
        ..Part::default()
    }))
}

/// A part as a value.
pub(super) fn message(part: Part) -> Value {
    Value::object(Message(std::rc::Rc::new(part.into())))
}

/// The part that a method belongs to.
pub(super) fn part(args: &CallArgs) -> R<Shared> {
    own::<Message>(args, "message").map(|message| message.0.clone())
}

/// The text that an argument must be.
pub(super) fn text(value: Option<Value>, what: &str) -> R<String> {
    let value = value.unwrap_or(Value::None);
    match value.as_str() {
        Some(text) => Ok(text.to_string()),
        None => Err(Raised::new(
            "TypeError",
            format!("{what} must be str, not {}", value.type_name()),
        )),
    }
}

/// A header as this kind of message shows it.
fn shown(part: &Part, name: &str, value: &str) -> Value {
    match part.modern {
        true => headers::header(name, value),
        false => Value::str(value),
    }
}

fn values(part: &Shared) -> Vec<Value> {
    let parts = part.borrow().parts().into_iter();
    parts.map(|part| Value::object(Message(part))).collect()
}

impl Message {
    /// What was wrong with it, as exceptions that were not raised.
    fn defects(&self, interpreter: &mut Interpreter) -> R<Value> {
        let defects = self.0.borrow().defects.clone();
        let mut made = Vec::new();
        for (name, line) in defects {
            let class = interpreter.written("email.errors", name)?;
            let line = line.map(Value::str).into_iter().collect();
            made.push(interpreter.call(&class, CallArgs::of(line))?);
        }
        Ok(Value::list(made))
    }
}

impl Object for Message {
    fn kind(&self) -> &'static Type {
        match self.0.try_borrow() {
            Ok(part) if part.modern => &EMAIL_MESSAGE,
            Ok(part) => mime::find(part.made_as).unwrap_or(&MESSAGE),
            _ => &MESSAGE,
        }
    }

    fn field(&self, interpreter: &mut Interpreter, name: &str) -> R<Option<Value>> {
        if name == "defects" {
            return self.defects(interpreter).map(Some);
        }
        let part = self.0.borrow();
        let text = |text: &Option<String>| text.as_ref().map_or(Value::None, Value::str);
        Ok(match name {
            "preamble" => Some(text(&part.preamble)),
            "epilogue" => Some(text(&part.epilogue)),
            _ => None,
        })
    }

    fn fields(&self) -> Vec<String> {
        ["preamble", "epilogue", "defects"]
            .map(str::to_owned)
            .to_vec()
    }

    fn set_field(&self, _: &mut Interpreter, name: &str, value: Value) -> R<bool> {
        let text = value.as_str().map(|text| text.to_string());
        match name {
            "preamble" => self.0.borrow_mut().preamble = text,
            "epilogue" => self.0.borrow_mut().epilogue = text,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn repr(&self, _: &mut Interpreter) -> R<String> {
        Ok(format!("<email.message.{} object>", self.kind().name))
    }

    fn str(&self, interpreter: &mut Interpreter) -> R<Option<String>> {
        let octets = written(interpreter, &self.0, Form::Text, false)?;
        Ok(Some(lossy(&octets)))
    }

    fn length(&self) -> Option<usize> {
        Some(self.0.borrow().headers.len())
    }

    fn iterate(&self, _: &mut Interpreter) -> R<Option<Iter>> {
        let part = self.0.borrow();
        let names = part.headers.iter().map(|(name, _)| Value::str(name));
        let names: Vec<Value> = names.collect();
        Ok(Some(Iter::Values(names.into_iter())))
    }

    fn subscript(&self, _: &mut Interpreter, index: &Value) -> R<Option<Value>> {
        let part = self.0.borrow();
        let name = index.as_str().unwrap_or_default();
        let value = part
            .named(&name)
            .next()
            .map(|(name, value)| shown(&part, name, value));
        Ok(Some(value.unwrap_or(Value::None)))
    }

    fn set_subscript(&self, i: &mut Interpreter, index: &Value, value: &Value) -> R<bool> {
        let name = text(Some(index.clone()), "the name of a header")?;
        let value = match self.0.borrow().modern {
            true => headers::sent(i, &name, value)?,
            false => i.str(value)?,
        };
        build::push_header(&self.0, &name, value)?;
        Ok(true)
    }

    fn delete_subscript(&self, _: &mut Interpreter, index: &Value) -> R<bool> {
        let name = index.as_str().unwrap_or_default();
        self.0.borrow_mut().remove(&name);
        Ok(true)
    }

    fn contains(&self, _: &mut Interpreter, item: &Value) -> R<Option<bool>> {
        let name = item.as_str().unwrap_or_default();
        Ok(Some(self.0.borrow().get(&name).is_some()))
    }
}

fn get(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let [_, name, default] = args.bind("get", ["self", "name", "failobj"], 2)?;
    let name = text(name, "the name of a header")?;
    let part = part.borrow();
    let value = part
        .named(&name)
        .next()
        .map(|(name, value)| shown(&part, name, value));
    Ok(value.or(default).unwrap_or(Value::None))
}

fn get_all(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let [_, name, default] = args.bind("get_all", ["self", "name", "failobj"], 2)?;
    let name = text(name, "the name of a header")?;
    let part = part.borrow();
    let values: Vec<Value> = part
        .named(&name)
        .map(|(name, value)| shown(&part, name, value))
        .collect();
    Ok(match values.is_empty() {
        true => default.unwrap_or(Value::None),
        false => Value::list(values),
    })
}

fn headers(args: &CallArgs, make: fn(Value, Value) -> Value) -> R<Value> {
    let part = part(args)?;
    let part = part.borrow();
    let made = part.headers.iter();
    let made = made.map(|(name, value)| make(Value::str(name), shown(&part, name, value)));
    Ok(Value::list(made.collect()))
}

fn get_boundary(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let [_, default] = args.bind("get_boundary", ["self", "failobj"], 1)?;
    let boundary = part.borrow().boundary().map(Value::str);
    Ok(boundary.or(default).unwrap_or(Value::None))
}

fn get_content_charset(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let [_, default] = args.bind("get_content_charset", ["self", "failobj"], 1)?;
    let charset = part.borrow().charset().map(Value::str);
    Ok(charset.or(default).unwrap_or(Value::None))
}

fn get_param(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let names = ["self", "param", "failobj", "header", "unquote"];
    let [_, name, default, header, _] = args.bind("get_param", names, 2)?;
    let name = text(name, "param")?.to_lowercase();
    let header = header.and_then(|header| header.as_str());
    let header = header.as_deref().unwrap_or("content-type");
    let value = part.borrow().parameter(header, &name);
    let value = value.map(|value| value.value());
    Ok(value.or(default).unwrap_or(Value::None))
}

fn get_params(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let names = ["self", "failobj", "header", "unquote"];
    let [_, default, header, _] = args.bind("get_params", names, 1)?;
    let header = header.and_then(|header| header.as_str());
    let part = part.borrow();
    let Some(value) = part.get(header.as_deref().unwrap_or("content-type")) else {
        return Ok(default.unwrap_or(Value::None));
    };
    let pairs = parameters(value).into_iter();
    let pairs = pairs.map(|(name, value)| Value::tuple(vec![Value::str(name), value.value()]));
    Ok(Value::list(pairs.collect()))
}

fn get_filename(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let [_, default] = args.bind("get_filename", ["self", "failobj"], 1)?;
    let part = part.borrow();
    let name = part
        .parameter("content-disposition", "filename")
        .or_else(|| part.parameter("content-type", "name"));
    let name = name.map(|name| Value::str(readable_name(&part, name.text().trim())));
    Ok(name.or(default).unwrap_or(Value::None))
}

fn readable_name(part: &Part, name: &str) -> String {
    match part.modern {
        true => readable(name),
        false => name.to_owned(),
    }
}

fn get_charsets(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let top = part(&args)?;
    let [_, default] = args.bind("get_charsets", ["self", "failobj"], 1)?;
    let default = default.unwrap_or(Value::None);
    let mut found = Vec::new();
    visit(interpreter, &top, &mut |part| {
        check_growth(found.len())?;
        let charset = part.borrow().charset();
        found.push(charset.map_or(default.clone(), Value::str));
        Ok(())
    })?;
    Ok(Value::list(found))
}

/// The text of a body as it is.
fn raw_text(part: &Part) -> String {
    let Body::Octets(octets) = &part.body else {
        return String::new();
    };
    match octets.is_ascii() || part.from_text {
        true => lossy(octets),
        false => {
            let charset = part.charset().unwrap_or_else(|| "utf-8".to_owned());
            codec::decoded(octets, &charset, Errors::Replace).unwrap_or_else(|_| lossy(octets))
        }
    }
}

fn get_payload(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let [_, index, decode] = args.bind("get_payload", ["self", "i", "decode"], 1)?;
    let decode = interpreter.truth(&decode.unwrap_or(Value::Bool(false)))?;
    let index = index.filter(|index| !matches!(index, Value::None));
    if let Body::Parts(_) = &part.borrow().body {
        if decode {
            return Ok(Value::None);
        }
        let all = Value::list(values(&part));
        return match index {
            Some(index) => interpreter.subscript(&all, &index),
            None => Ok(all),
        };
    }
    if index.is_some() {
        return Err(Raised::new("TypeError", "Expected list, got <class 'str'>"));
    }
    if decode && matches!(part.borrow().body, Body::Octets(_)) {
        return Ok(Value::bytes(&part.borrow_mut().decoded()));
    }
    let part = part.borrow();
    Ok(match (&part.body, decode) {
        (Body::None, _) | (_, true) => Value::None,
        (_, false) => Value::str(raw_text(&part)),
    })
}

fn get_content(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let kind = part.borrow().content_type();
    if let Body::Parts(parts) = &part.borrow().body {
        return match (kind.as_str(), parts.first()) {
            ("message/rfc822", Some(inner)) => Ok(Value::object(Message(inner.clone()))),
            _ => Err(Raised::new(
                "KeyError",
                format!("'{kind}' has no content of its own"),
            )),
        };
    }
    let mut part = part.borrow_mut();
    let octets = part.decoded();
    if !kind.starts_with("text/") {
        return Ok(Value::bytes(&octets));
    }
    let charset = part.charset().unwrap_or_else(|| "ascii".to_owned());
    let text = codec::decoded(&octets, &charset, Errors::Replace)?;
    Ok(Value::str(text))
}

fn walk(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut found = Vec::new();
    visit(interpreter, &part(&args)?, &mut |part| {
        check_growth(found.len())?;
        found.push(Value::object(Message(part.clone())));
        Ok(())
    })?;
    Ok(Value::iter(Iter::Values(found.into_iter())))
}

fn flat(interpreter: &mut Interpreter, args: CallArgs, form: Form) -> R<Value> {
    let part = part(&args)?;
    let names = ["self", "unixfrom", "maxheaderlen", "policy"];
    let [_, envelope, _, _] = args.bind("as_bytes", names, 1)?;
    let envelope = interpreter.truth(&envelope.unwrap_or(Value::Bool(false)))?;
    let octets = written(interpreter, &part, form, envelope)?;
    Ok(match form {
        Form::Octets => Value::bytes(&octets),
        Form::Text => Value::str(lossy(&octets)),
    })
}
