//! The module `re`.

mod found;
mod pattern;
mod translate;
mod worker;

use std::ops::Range;
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::callable::is_callable;
use crate::lang::dict::Dict;
use crate::lang::keys::Key;
use crate::lang::methods::whole;
use crate::lang::native::{Module, NativeFn, Type, natives};
use crate::lang::object::{Object, own};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::itertools::steps;
use found::{Match, Template};
use pattern::{Matches, Pattern, Place, Subject};

/// `re`
pub(super) static MODULE: Module = Module {
    types: &[],
    constant,
    constants: &[
        "A",
        "ASCII",
        "DOTALL",
        "I",
        "IGNORECASE",
        "M",
        "MULTILINE",
        "Match",
        "Pattern",
        "PatternError",
        "S",
        "U",
        "UNICODE",
        "VERBOSE",
        "X",
        "error",
    ],
    ..Module::new("re", "Regular expressions.", FUNCTIONS)
};

natives! {
    FUNCTIONS {
        "compile" "(pattern, flags=0)" "A pattern to be used several times." => |_, args| flagged(args, "compile", &["pattern"]).map(|(pattern, _)| Value::object(PatternObject(pattern)));
        "escape" "(pattern)" "A pattern that matches just this text." => escape;
        "findall" "(pattern, string, flags=0)" "The texts of all matches, or of their groups." => |i, args| flagged(args, "findall", &["pattern", "string"]).and_then(|(p, rest)| findall(i, &p, rest));
        "finditer" "(pattern, string, flags=0)" "All matches, one after the other." => |i, args| flagged(args, "finditer", &["pattern", "string"]).and_then(|(p, rest)| finditer(i, &p, rest));
        "fullmatch" "(pattern, string, flags=0)" "The match with the whole text, or None." => |i, args| flagged(args, "fullmatch", &["pattern", "string"]).and_then(|(p, rest)| search(i, &p, rest, Place::All));
        "match" "(pattern, string, flags=0)" "The match at the start of the text, or None." => |i, args| flagged(args, "match", &["pattern", "string"]).and_then(|(p, rest)| search(i, &p, rest, Place::Here));
        "purge" "()" "Forgets compiled patterns; nothing to do here." => |_, _| Ok(Value::None);
        "search" "(pattern, string, flags=0)" "The first match in the text, or None." => |i, args| flagged(args, "search", &["pattern", "string"]).and_then(|(p, rest)| search(i, &p, rest, Place::Anywhere));
        "split" "(pattern, string, maxsplit=0, flags=0)" "The parts between matches." => |i, args| flagged(args, "split", &["pattern", "string", "maxsplit"]).and_then(|(p, rest)| split(i, &p, rest));
        "sub" "(pattern, repl, string, count=0, flags=0)" "The text with its matches replaced, by a text or by what a function gives." => |i, args| flagged(args, "sub", &["pattern", "repl", "string", "count"]).and_then(|(p, rest)| sub(i, &p, rest)).map(|(text, _)| text);
        "subn" "(pattern, repl, string, count=0, flags=0)" "As sub, with the number of replacements." => |i, args| flagged(args, "subn", &["pattern", "repl", "string", "count"]).and_then(|(p, rest)| sub(i, &p, rest)).map(|(text, count)| Value::tuple(vec![text, Value::Int(count)]));
    }

    METHODS {
        "findall" "(string, pos=0, endpos=None)" "The texts of all matches, or of their groups." => |i, args| method(args, "findall", &["string", "pos", "endpos"]).and_then(|(p, rest)| findall(i, &p, rest));
        "finditer" "(string, pos=0, endpos=None)" "All matches, one after the other." => |i, args| method(args, "finditer", &["string", "pos", "endpos"]).and_then(|(p, rest)| finditer(i, &p, rest));
        "fullmatch" "(string, pos=0, endpos=None)" "The match with the whole text, or None." => |i, args| method(args, "fullmatch", &["string", "pos", "endpos"]).and_then(|(p, rest)| search(i, &p, rest, Place::All));
        "match" "(string, pos=0, endpos=None)" "The match at the start of the text, or None." => |i, args| method(args, "match", &["string", "pos", "endpos"]).and_then(|(p, rest)| search(i, &p, rest, Place::Here));
        "search" "(string, pos=0, endpos=None)" "The first match in the text, or None." => |i, args| method(args, "search", &["string", "pos", "endpos"]).and_then(|(p, rest)| search(i, &p, rest, Place::Anywhere));
        "split" "(string, maxsplit=0)" "The parts between matches." => |i, args| method(args, "split", &["string", "maxsplit"]).and_then(|(p, rest)| split(i, &p, rest));
        "sub" "(repl, string, count=0)" "The text with its matches replaced." => |i, args| method(args, "sub", &["repl", "string", "count"]).and_then(|(p, rest)| sub(i, &p, rest)).map(|(text, _)| text);
        "subn" "(repl, string, count=0)" "As sub, with the number of replacements." => |i, args| method(args, "subn", &["repl", "string", "count"]).and_then(|(p, rest)| sub(i, &p, rest)).map(|(text, count)| Value::tuple(vec![text, Value::Int(count)]));
    }
}

fn constant(interpreter: &Interpreter, name: &str) -> Option<Value> {
    Some(Value::Int(match name {
        "I" | "IGNORECASE" => translate::IGNORECASE,
        "M" | "MULTILINE" => translate::MULTILINE,
        "S" | "DOTALL" => translate::DOTALL,
        "X" | "VERBOSE" => translate::VERBOSE,
        "A" | "ASCII" => translate::ASCII,
        "U" | "UNICODE" => translate::UNICODE,
        "error" | "PatternError" => {
            return Some(Value::Class(interpreter.classes.get("error")?.clone()));
        }
        "Pattern" => return Some(Value::Type(&PATTERN)),
        "Match" => return Some(Value::Type(found::kind())),
        _ => return None,
    }))
}

/// A compiled pattern as a value.
struct PatternObject(Rc<Pattern>);

const REFUSE: NativeFn = |_, _| Err(Raised::new("TypeError", "use re.compile()"));
static PATTERN: Type = Type::new("Pattern", "", "A compiled pattern.", REFUSE, METHODS);

impl Object for PatternObject {
    fn kind(&self) -> &'static Type {
        &PATTERN
    }

    fn field(&self, _: &mut Interpreter, name: &str) -> R<Option<Value>> {
        Ok(Some(match name {
            "pattern" => self.0.source.clone(),
            "flags" => Value::Int(self.0.flags),
            "groups" => Value::Int(self.0.names.len() as i128 - 1),
            "groupindex" => {
                let mut dict = Dict::default();
                for (at, name) in self.0.names.iter().enumerate() {
                    if let Some(name) = name {
                        dict.insert_str(name, Value::Int(at as i128));
                    }
                }
                Value::dict(dict)
            }
            _ => return Ok(None),
        }))
    }

    fn fields(&self) -> Vec<String> {
        ["pattern", "flags", "groups", "groupindex"]
            .map(str::to_owned)
            .to_vec()
    }

    fn repr(&self, interpreter: &mut Interpreter) -> R<String> {
        let names = [
            (translate::IGNORECASE, "re.IGNORECASE"),
            (translate::MULTILINE, "re.MULTILINE"),
            (translate::DOTALL, "re.DOTALL"),
            (translate::VERBOSE, "re.VERBOSE"),
            (translate::ASCII, "re.ASCII"),
        ];
        let flags = names.iter().filter(|(flag, _)| self.0.flags & flag != 0);
        let flags: Vec<&str> = flags.map(|(_, name)| *name).collect();
        let shown = interpreter.repr(&self.0.source)?;
        Ok(match flags.is_empty() {
            true => format!("re.compile({shown})"),
            false => format!("re.compile({shown}, {})", flags.join("|")),
        })
    }

    fn equal(&self, _: &mut Interpreter, other: &Value) -> R<bool> {
        let other = other.as_object::<PatternObject>();
        Ok(other.is_some_and(|other| Rc::ptr_eq(&self.0, &other.0)))
    }

    fn key(&self) -> R<Option<Key>> {
        Ok(Some(Key::Identity(
            Rc::as_ptr(&self.0).cast::<()>() as usize
        )))
    }
}

/// The arguments of a call by their places, `None` where one is not given.
type Rest = Vec<Option<Value>>;

/// Sorts arguments to names, of which there are not always equally many.
fn sorted(args: CallArgs, function: &str, names: &[&str]) -> R<Rest> {
    let mut values: Rest = vec![None; names.len()];
    if args.positional.len() > names.len() {
        return Err(Raised::new(
            "TypeError",
            format!("{function}() takes at most {} arguments", names.len()),
        ));
    }
    for (slot, value) in values.iter_mut().zip(args.positional) {
        *slot = Some(value);
    }
    for (name, value) in args.named {
        let place = names.iter().position(|known| **known == *name);
        match place.and_then(|place| values.get_mut(place)) {
            Some(slot @ None) => *slot = Some(value),
            Some(_) => {
                return Err(Raised::new(
                    "TypeError",
                    format!("{function}() got multiple values for argument '{name}'"),
                ));
            }
            None => {
                return Err(Raised::new(
                    "TypeError",
                    format!("{function}() got an unexpected keyword argument '{name}'"),
                ));
            }
        }
    }
    // Everything up to the text must be there.
    let needed = names
        .iter()
        .position(|name| *name == "string")
        .map_or(1, |place| place + 1);
    for (value, name) in values.iter().zip(names).take(needed) {
        if value.is_none() {
            return Err(Raised::new(
                "TypeError",
                format!("{function}() missing required argument: '{name}'"),
            ));
        }
    }
    Ok(values)
}

/// The pattern and the other arguments of a function of the module.
fn flagged(args: CallArgs, function: &str, names: &[&str]) -> R<(Rc<Pattern>, Rest)> {
    let mut all = names.to_vec();
    all.push("flags");
    let mut values = sorted(args, function, &all)?;
    let flags = whole(values.pop().flatten(), 0)?;
    let pattern = values.remove(0).unwrap_or(Value::None);
    let pattern = match pattern.as_object::<PatternObject>() {
        Some(_) if flags != 0 => {
            return Err(Raised::new(
                "ValueError",
                "cannot process flags argument with a compiled pattern",
            ));
        }
        Some(object) => object.0.clone(),
        None => Pattern::compile(&pattern, flags & !translate::UNICODE)?,
    };
    Ok((pattern, values))
}

/// The pattern and the other arguments of a method.
fn method(mut args: CallArgs, function: &str, names: &[&str]) -> R<(Rc<Pattern>, Rest)> {
    let object = own::<PatternObject>(&args, "pattern")?;
    args.positional.remove(0);
    Ok((object.0.clone(), sorted(args, function, names)?))
}

/// The subject, and which part of it is searched.
fn bounded(pattern: &Pattern, rest: Rest) -> R<(Subject, Range<usize>)> {
    let mut rest = rest.into_iter();
    let mut next = || rest.next().flatten();
    let subject = Subject::of(&next().unwrap_or(Value::None), pattern.bytes)?;
    let from = subject.place(whole(next(), 0)?);
    let to = match next() {
        None => subject.text.len(),
        to => subject.place(whole(to, 0)?),
    };
    Ok((subject, from..to))
}

fn found(
    pattern: &Rc<Pattern>,
    subject: &Subject,
    spans: Vec<Option<Range<usize>>>,
    range: &Range<usize>,
) -> Match {
    Match {
        pattern: pattern.clone(),
        subject: subject.clone(),
        spans,
        from: range.start,
        to: range.end,
    }
}

fn search(i: &Interpreter, pattern: &Rc<Pattern>, rest: Rest, place: Place) -> R<Value> {
    let (subject, range) = bounded(pattern, rest)?;
    if range.start > range.end {
        return Ok(Value::None);
    }
    let spans = pattern.find(i, &subject, range.end, range.start, place)?;
    Ok(spans.map_or(Value::None, |spans| {
        Value::object(found(pattern, &subject, spans, &range))
    }))
}

/// Goes through all matches.
fn each(
    interpreter: &mut Interpreter,
    pattern: &Rc<Pattern>,
    subject: &Subject,
    range: &Range<usize>,
    mut run: impl FnMut(&mut Interpreter, Match) -> R<bool>,
) -> R<()> {
    let mut matches = Matches::new(pattern, subject, range);
    while let Some(spans) = matches.next(interpreter)? {
        interpreter.tick()?;
        if !run(interpreter, found(pattern, subject, spans, range))? {
            break;
        }
    }
    Ok(())
}

fn findall(interpreter: &mut Interpreter, pattern: &Rc<Pattern>, rest: Rest) -> R<Value> {
    let (subject, range) = bounded(pattern, rest)?;
    let mut all = Vec::new();
    each(interpreter, pattern, &subject, &range, |_, found| {
        let text = |group| found.text(group).unwrap_or_else(|| subject.made(""));
        all.push(match found.spans.len() {
            1 => text(0),
            2 => text(1),
            count => Value::tuple((1..count).map(text).collect()),
        });
        Ok(true)
    })?;
    Ok(Value::list(all))
}

fn finditer(_: &mut Interpreter, pattern: &Rc<Pattern>, rest: Rest) -> R<Value> {
    let (subject, range) = bounded(pattern, rest)?;
    let pattern = pattern.clone();
    let mut matches = Matches::new(&pattern, &subject, &range);
    Ok(steps("callable_iterator", move |i| {
        let spans = matches.next(i)?;
        Ok(spans.map(|spans| Value::object(found(&pattern, &subject, spans, &range))))
    }))
}

fn split(interpreter: &mut Interpreter, pattern: &Rc<Pattern>, rest: Rest) -> R<Value> {
    let mut rest = rest.into_iter();
    let subject = rest.next().flatten().unwrap_or(Value::None);
    let most = whole(rest.next().flatten(), 0)?;
    let subject = Subject::of(&subject, pattern.bytes)?;
    let range = 0..subject.text.len();
    let (mut parts, mut last, mut count) = (Vec::new(), 0, 0);
    if most >= 0 {
        each(interpreter, pattern, &subject, &range, |_, found| {
            let span = found.span(0).unwrap_or(0..0);
            parts.push(subject.part(last..span.start));
            parts.extend((1..found.spans.len()).map(|at| found.text(at).unwrap_or(Value::None)));
            last = span.end;
            count += 1;
            Ok(most == 0 || count < most)
        })?;
    }
    parts.push(subject.part(last..range.end));
    Ok(Value::list(parts))
}

fn sub(interpreter: &mut Interpreter, pattern: &Rc<Pattern>, rest: Rest) -> R<(Value, i128)> {
    let mut rest = rest.into_iter();
    let mut next = || rest.next().flatten();
    let (replacement, subject) = (next().unwrap_or(Value::None), next().unwrap_or(Value::None));
    let most = whole(next(), 0)?;
    let subject = Subject::of(&subject, pattern.bytes)?;
    let template = match replacement.letters().is_some() || replacement.octets().is_some() {
        true => {
            let text = Subject::of(&replacement, pattern.bytes)?;
            Some(Template::read(&text.text, pattern)?)
        }
        false if is_callable(&replacement) => None,
        false => {
            let kind = replacement.type_name();
            let said = format!("the replacement must be a text or a function, not {kind}");
            return Err(Raised::new("TypeError", said));
        }
    };
    let range = 0..subject.text.len();
    let (mut out, mut last, mut count) = (String::new(), 0, 0);
    if most < 0 {
        return Ok((subject.value, 0));
    }
    each(interpreter, pattern, &subject, &range, |i, found| {
        let span = found.span(0).unwrap_or(0..0);
        out.push_str(subject.text.get(last..span.start).unwrap_or_default());
        last = span.end;
        count += 1;
        match &template {
            Some(template) => out.push_str(&template.fill(&found)),
            None => {
                let args = CallArgs::of(vec![Value::object(found)]);
                let made = i.call(&replacement, args)?;
                out.push_str(&Subject::of(&made, subject.bytes)?.text);
            }
        }
        crate::lang::limits::check_size(out.len() as i128, 1)?;
        Ok(most == 0 || count < most)
    })?;
    out.push_str(subject.text.get(last..).unwrap_or_default());
    Ok((subject.made(&out), count))
}

fn escape(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [pattern] = args.bind("escape", ["pattern"], 1)?;
    let pattern = pattern.unwrap_or(Value::None);
    let subject = Subject::of(&pattern, pattern.letters().is_none())?;
    let mut out = String::new();
    for letter in subject.text.chars() {
        if "()[]{}?*+-|^$\\.&~# \t\n\r\x0b\x0c".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    Ok(subject.made(&out))
}
