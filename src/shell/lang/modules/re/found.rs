//! Match objects, and replacements made of them.

use std::ops::Range;
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::dict::Dict;
use crate::lang::native::{NativeFn, Type, natives};
use crate::lang::object::{Object, own};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::PatternObject;
use super::pattern::{Pattern, Subject, wrong};

/// What a pattern found.
pub(super) struct Match {
    pub(super) pattern: Rc<Pattern>,
    pub(super) subject: Subject,
    pub(super) spans: Vec<Option<Range<usize>>>,
    /// Where the search began and ended.
    pub(super) from: usize,
    pub(super) to: usize,
}

const REFUSE: NativeFn = |_, _| Err(Raised::new("TypeError", "a match comes from a search"));
static MATCH: Type = Type::new("Match", "", "What a pattern found.", REFUSE, METHODS);

natives! {
    METHODS {
        "end" "(group=0)" "Where a group ends." => |_, args| with_span(&args, "end", |m, span| Value::Int(span.map_or(-1, |span| m.subject.characters(span.end))));
        "expand" "(template)" "The template with its \\1 and \\g<name> filled." => expand_method;
        "group" "(*groups)" "The text of a group, by number or name; of all without." => group;
        "groupdict" "(default=None)" "The texts of the named groups." => groupdict;
        "groups" "(default=None)" "The texts of all groups." => groups;
        "span" "(group=0)" "Where a group starts and ends." => |_, args| with_span(&args, "span", |m, span| Value::tuple(match span { Some(span) => vec![Value::Int(m.subject.characters(span.start)), Value::Int(m.subject.characters(span.end))], None => vec![Value::Int(-1); 2] }));
        "start" "(group=0)" "Where a group starts." => |_, args| with_span(&args, "start", |m, span| Value::Int(span.map_or(-1, |span| m.subject.characters(span.start))));
    }
}

/// The type of matches.
pub(super) fn kind() -> &'static Type {
    &MATCH
}

impl Match {
    pub(super) fn span(&self, group: usize) -> Option<Range<usize>> {
        self.spans.get(group).cloned().flatten()
    }

    pub(super) fn text(&self, group: usize) -> Option<Value> {
        self.span(group).map(|span| self.subject.part(span))
    }

    /// The group that was closed last. One that ends where another does is closed after it,
    /// unless it stands inside.
    fn last(&self) -> Option<usize> {
        let groups = self.spans.iter().enumerate().skip(1);
        let ends = groups.filter_map(|(number, span)| Some((number, span.as_ref()?.end)));
        let mut last: Option<(usize, usize)> = None;
        for (number, end) in ends {
            let later = last.is_none_or(|(before, ended)| {
                end > ended || end == ended && !self.pattern.is_inside(number, before)
            });
            if later {
                last = Some((number, end));
            }
        }
        last.map(|(number, _)| number)
    }
}

impl Object for Match {
    fn kind(&self) -> &'static Type {
        &MATCH
    }

    fn field(&self, _: &mut Interpreter, name: &str) -> R<Option<Value>> {
        Ok(Some(match name {
            "string" => self.subject.value.clone(),
            "re" => Value::object(PatternObject(self.pattern.clone())),
            "pos" => Value::Int(self.subject.characters(self.from)),
            "endpos" => Value::Int(self.subject.characters(self.to)),
            "lastindex" => self
                .last()
                .map_or(Value::None, |number| Value::Int(number as i128)),
            "lastgroup" => {
                let last = self.last();
                let name = last.and_then(|number| self.pattern.names.get(number)?.clone());
                name.map_or(Value::None, Value::Str)
            }
            _ => return Ok(None),
        }))
    }

    fn fields(&self) -> Vec<String> {
        ["string", "re", "pos", "endpos", "lastindex", "lastgroup"]
            .map(str::to_owned)
            .to_vec()
    }

    fn repr(&self, interpreter: &mut Interpreter) -> R<String> {
        let span = self.span(0).unwrap_or(0..0);
        let shown = interpreter.repr(&self.subject.part(span.clone()))?;
        Ok(format!(
            "<re.Match object; span=({}, {}), match={shown}>",
            self.subject.characters(span.start),
            self.subject.characters(span.end)
        ))
    }

    fn subscript(&self, _: &mut Interpreter, index: &Value) -> R<Option<Value>> {
        let group = self.pattern.group(index)?;
        Ok(Some(self.text(group).unwrap_or(Value::None)))
    }
}

fn with_span(
    args: &CallArgs,
    name: &str,
    run: impl FnOnce(&Match, Option<Range<usize>>) -> Value,
) -> R<Value> {
    let found = own::<Match>(args, "match")?;
    let group = match args.positional.as_slice() {
        [_] => 0,
        [_, group] => found.pattern.group(group)?,
        _ => {
            return Err(Raised::new(
                "TypeError",
                format!("{name}() takes at most one argument"),
            ));
        }
    };
    Ok(run(&found, found.span(group)))
}

fn group(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let found = own::<Match>(&args, "match")?;
    let mut texts = Vec::new();
    for wanted in args.positional.iter().skip(1) {
        let group = found.pattern.group(wanted)?;
        texts.push(found.text(group).unwrap_or(Value::None));
    }
    Ok(match texts.len() {
        0 => found.text(0).unwrap_or(Value::None),
        1 => texts.remove(0),
        _ => Value::tuple(texts),
    })
}

fn groups(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let found = own::<Match>(&args, "match")?;
    let [_, default] = args.bind("groups", ["self", "default"], 1)?;
    let default = default.unwrap_or(Value::None);
    let texts = (1..found.spans.len()).map(|at| found.text(at).unwrap_or(default.clone()));
    Ok(Value::tuple(texts.collect()))
}

fn groupdict(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let found = own::<Match>(&args, "match")?;
    let [_, default] = args.bind("groupdict", ["self", "default"], 1)?;
    let default = default.unwrap_or(Value::None);
    let mut dict = Dict::default();
    for (at, name) in found.pattern.names.iter().enumerate() {
        if let Some(name) = name {
            dict.insert_str(name, found.text(at).unwrap_or(default.clone()));
        }
    }
    Ok(Value::dict(dict))
}

fn expand_method(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let found = own::<Match>(&args, "match")?;
    let [_, template] = args.bind("expand", ["self", "template"], 2)?;
    let template = Subject::of(&template.unwrap_or(Value::None), found.subject.bytes)?;
    let parts = Template::read(&template.text, &found.pattern)?;
    Ok(found.subject.made(&parts.fill(&found)))
}

/// A replacement: texts and groups.
pub(super) struct Template(Vec<Part>);

enum Part {
    Text(String),
    Group(usize),
}

impl Template {
    /// Reads `\1`, `\g<name>` and the escapes of a replacement.
    pub(super) fn read(text: &str, pattern: &Pattern) -> R<Self> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            if letter != '\\' {
                plain.push(letter);
                continue;
            }
            let kind = letters
                .next()
                .ok_or_else(|| wrong("bad escape (end of pattern)"))?;
            let group = match kind {
                'g' => {
                    if letters.next_if_eq(&'<').is_none() {
                        return Err(wrong("missing <"));
                    }
                    let mut name = String::new();
                    loop {
                        match letters.next() {
                            Some('>') => break,
                            Some(letter) => name.push(letter),
                            None => return Err(wrong("missing >, unterminated name")),
                        }
                    }
                    match name.parse::<i128>() {
                        Ok(number) => pattern
                            .group(&Value::Int(number))
                            .map_err(|_| wrong(format!("invalid group reference {number}")))?,
                        Err(_) => pattern.group(&Value::str(&name)).map_err(|_| {
                            Raised::new("IndexError", format!("unknown group name '{name}'"))
                        })?,
                    }
                }
                '0' => {
                    let mut code = 0;
                    for _ in 0..2 {
                        let digit = letters.next_if(|c| matches!(c, '0'..='7'));
                        let Some(digit) = digit.and_then(|digit| digit.to_digit(8)) else {
                            break;
                        };
                        code = code * 8 + digit;
                    }
                    plain.extend(char::from_u32(code));
                    continue;
                }
                '1'..='9' => {
                    let mut number = kind.to_string();
                    number.extend(letters.next_if(char::is_ascii_digit));
                    let wanted = Value::Int(number.parse().unwrap_or(0));
                    let unknown = |_| wrong(format!("invalid group reference {number}"));
                    pattern.group(&wanted).map_err(unknown)?
                }
                'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' => {
                    plain.push(match kind {
                        'a' => '\x07',
                        'b' => '\x08',
                        'f' => '\x0c',
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        _ => '\x0b',
                    });
                    continue;
                }
                '\\' => {
                    plain.push('\\');
                    continue;
                }
                other if other.is_ascii_alphabetic() => {
                    return Err(wrong(format!("bad escape \\{other}")));
                }
                other => {
                    plain.push('\\');
                    plain.push(other);
                    continue;
                }
            };
            parts.push(Part::Text(std::mem::take(&mut plain)));
            parts.push(Part::Group(group));
        }
        parts.push(Part::Text(plain));
        Ok(Self(parts))
    }

    /// The replacement for a match.
    pub(super) fn fill(&self, found: &Match) -> String {
        let mut out = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Group(group) => {
                    let span = found.span(*group);
                    let text = span.and_then(|span| found.subject.text.get(span));
                    out.push_str(text.unwrap_or_default());
                }
            }
        }
        out
    }
}
