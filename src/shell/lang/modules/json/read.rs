//! `json.loads`

use crate::lang::Interpreter;
use crate::lang::bigint;
use crate::lang::dict::Dict;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

/// How deep values may be nested.
const DEEPEST: usize = 500;

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// The value that a text means.
pub(super) fn parse(interpreter: &mut Interpreter, text: &str) -> R<Value> {
    let mut reader = Reader { text, at: 0 };
    if text.starts_with('\u{feff}') {
        return Err(reader.wrong("Unexpected UTF-8 BOM (decode using utf-8-sig)"));
    }
    reader.blanks();
    let value = reader.value(interpreter, 0)?;
    reader.blanks();
    match reader.rest().is_empty() {
        true => Ok(value),
        false => Err(reader.wrong("Extra data")),
    }
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn wrong(&self, what: &str) -> Raised {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let last = before.rsplit('\n').next().unwrap_or_default();
        Raised::new(
            "JSONDecodeError",
            format!(
                "{what}: line {line} column {} (char {})",
                last.chars().count() + 1,
                before.chars().count()
            ),
        )
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn takes(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn value(&mut self, interpreter: &mut Interpreter, depth: usize) -> R<Value> {
        if depth > DEEPEST {
            return Err(Raised::new(
                "RecursionError",
                "the JSON is nested too deep to be read",
            ));
        }
        interpreter.tick()?;
        for (word, value) in [
            ("null", Value::None),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("NaN", Value::Float(f64::NAN)),
            ("Infinity", Value::Float(f64::INFINITY)),
            ("-Infinity", Value::Float(f64::NEG_INFINITY)),
        ] {
            if self.takes(word) {
                return Ok(value);
            }
        }
        match self.rest().bytes().next() {
            Some(b'"') => self.string().map(Value::str),
            Some(b'[') => self.list(interpreter, depth),
            Some(b'{') => self.dict(interpreter, depth),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.wrong("Expecting value").without_context()),
        }
    }

    fn list(&mut self, interpreter: &mut Interpreter, depth: usize) -> R<Value> {
        self.at += 1;
        let mut values = Vec::new();
        self.blanks();
        if self.takes("]") {
            return Ok(Value::list(values));
        }
        loop {
            self.blanks();
            values.push(self.value(interpreter, depth + 1)?);
            self.blanks();
            if self.takes("]") {
                return Ok(Value::list(values));
            }
            if !self.takes(",") {
                return Err(self.wrong("Expecting ',' delimiter"));
            }
        }
    }

    fn dict(&mut self, interpreter: &mut Interpreter, depth: usize) -> R<Value> {
        const NAME: &str = "Expecting property name enclosed in double quotes";
        self.at += 1;
        let mut dict = Dict::default();
        self.blanks();
        if self.takes("}") {
            return Ok(Value::dict(dict));
        }
        loop {
            self.blanks();
            if !self.rest().starts_with('"') {
                return Err(self.wrong(NAME));
            }
            let name = self.string()?;
            self.blanks();
            if !self.takes(":") {
                return Err(self.wrong("Expecting ':' delimiter"));
            }
            self.blanks();
            let value = self.value(interpreter, depth + 1)?;
            dict.insert_str(&name, value);
            self.blanks();
            if self.takes("}") {
                return Ok(Value::dict(dict));
            }
            if !self.takes(",") {
                return Err(self.wrong("Expecting ',' delimiter"));
            }
        }
    }

    fn number(&mut self) -> R<Value> {
        let rest = self.rest();
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let mut end = usize::from(rest.starts_with('-'));
        let whole = digits(rest.get(end..).unwrap_or_default());
        if whole == 0 {
            return Err(self.wrong("Expecting value").without_context());
        }
        // Nothing follows a leading zero.
        let zero = rest.get(end..).is_some_and(|rest| rest.starts_with('0'));
        end += if zero { 1 } else { whole };
        let whole_end = end;
        if let Some(fraction) = rest.get(end..).and_then(|rest| rest.strip_prefix('.')) {
            let count = digits(fraction);
            end += if count > 0 { count + 1 } else { 0 };
        }
        if let Some(power) = rest
            .get(end..)
            .and_then(|rest| rest.strip_prefix(['e', 'E']))
        {
            let sign = usize::from(power.starts_with(['+', '-']));
            let count = digits(power.get(sign..).unwrap_or_default());
            end += if count > 0 { 1 + sign + count } else { 0 };
        }
        let text = rest.get(..end).unwrap_or_default();
        self.at += end;
        if end > whole_end {
            return Ok(Value::Float(text.parse().unwrap_or(f64::NAN)));
        }
        let magnitude = bigint::parse(text.trim_start_matches('-'), 10)?.unwrap_or_default();
        Ok(Value::integer(match text.starts_with('-') {
            true => -magnitude,
            false => magnitude,
        }))
    }

    fn unit(&mut self) -> R<u32> {
        let digits = self.rest().get(..4);
        let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.wrong("Invalid \\uXXXX escape"))?;
        self.at += 4;
        Ok(unit)
    }

    fn string(&mut self) -> R<String> {
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let Some(end) = rest.find(|c: char| c == '"' || c == '\\' || c < ' ') else {
                self.at = start;
                return Err(self.wrong("Unterminated string starting at"));
            };
            out.push_str(rest.get(..end).unwrap_or_default());
            self.at += end;
            if self.takes("\"") {
                return Ok(out);
            }
            if !self.takes("\\") {
                return Err(self.wrong("Invalid control character at"));
            }
            let letter = self.rest().chars().next();
            self.at += letter.map_or(0, char::len_utf8);
            out.push(match letter {
                Some(same @ ('"' | '\\' | '/')) => same,
                Some('b') => '\x08',
                Some('f') => '\x0c',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('u') => {
                    let mut code = self.unit()?;
                    if (0xd800..0xdc00).contains(&code) && self.takes("\\u") {
                        let low = self.unit()?;
                        if (0xdc00..0xe000).contains(&low) {
                            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                        }
                    }
                    char::from_u32(code).unwrap_or('\u{fffd}')
                }
                _ => {
                    self.at -= letter.map_or(0, char::len_utf8) + 1;
                    return Err(self.wrong("Invalid \\escape"));
                }
            });
        }
    }
}
