//! `email.utils`: addresses, dates, message ids.

use chrono::{FixedOffset, Local, TimeZone, Utc};
use imapclient::data::time::DateTime;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::native::{Module, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::super::datetime::strftime;
use super::params::{quoted, unquoted};
use super::words::encoded;

/// `email.utils`
pub(in crate::lang::modules) static UTILS: Module =
    Module::new("email.utils", "Addresses, dates, message ids.", FUNCTIONS);

natives! {
    FUNCTIONS {
        "formataddr" "(pair, charset='utf-8')" "A name and an address as a header has them." => formataddr;
        "format_datetime" "(dt, usegmt=False)" "A datetime as a header has it." => format_datetime;
        "formatdate" "(timeval=None, localtime=False, usegmt=False)" "A number of seconds since 1970 as a header has it." => formatdate;
        "getaddresses" "(fieldvalues)" "The names and addresses in several headers." => getaddresses;
        "localtime" "(dt=None)" "Now, or a moment, in local time with its zone." => localtime;
        "make_msgid" "(idstring=None, domain=None)" "A new message id." => make_msgid;
        "parseaddr" "(addr)" "The name and the address in a header." => parseaddr;
        "parsedate" "(data)" "The fields of a date in a header; None if it is none." => parsedate;
        "mktime_tz" "(data)" "The seconds since 1970 of what parsedate_tz gives." => mktime_tz;
        "parsedate_tz" "(data)" "The fields of a date in a header and the seconds of its zone; None if it is none." => parsedate_tz;
        "parsedate_to_datetime" "(data)" "The datetime that a header means." => parsedate_to_datetime;
        "quote" "(str)" "Text with backslashes before quotation marks." => |_, args| text(args).map(|text| Value::str(quoted(&text)));
        "unquote" "(str)" "Text without its quotation marks." => |_, args| text(args).map(|text| Value::str(unquoted(&text)));
    }
}

fn text(args: CallArgs) -> R<String> {
    let value = args.positional.into_iter().next().unwrap_or(Value::None);
    match value.as_str() {
        Some(text) => Ok(text.to_string()),
        None => Err(Raised::new(
            "TypeError",
            format!("expected str, not {}", value.type_name()),
        )),
    }
}

/// A piece of a list of addresses.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Word(String),
    Comment(String),
    Special(char),
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                let mut word = String::new();
                while let Some(letter) = letters.next() {
                    match letter {
                        '"' => break,
                        '\\' => word.extend(letters.next()),
                        letter => word.push(letter),
                    }
                }
                tokens.push(Token::Word(word));
            }
            '(' => {
                let (mut comment, mut depth) = (String::new(), 1);
                while let Some(letter) = letters.next() {
                    match letter {
                        '\\' => {
                            comment.extend(letters.next());
                            continue;
                        }
                        '(' => depth += 1,
                        ')' => depth -= 1,
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                    comment.push(letter);
                }
                tokens.push(Token::Comment(comment));
            }
            '<' | '>' | ',' | ';' | ':' | '@' => tokens.push(Token::Special(letter)),
            blank if blank.is_whitespace() => {}
            first => {
                let mut word = String::from(first);
                while let Some(letter) = letters.next_if(|c| {
                    !c.is_whitespace()
                        && !matches!(c, '"' | '(' | '<' | '>' | ',' | ';' | ':' | '@')
                }) {
                    word.push(letter);
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    tokens
}

/// The names and addresses in a header.
pub(super) fn addresses(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let (mut names, mut comments, mut address) = (Vec::new(), Vec::new(), String::new());
    let (mut in_angles, mut angled, mut some) = (false, false, false);
    let mut all = tokens(header);
    all.push(Token::Special(','));
    for token in all {
        match token {
            Token::Word(word) if in_angles => address.push_str(&word),
            Token::Word(word) if !angled && address.ends_with('@') => address.push_str(&word),
            Token::Word(word) => {
                some = true;
                names.push(word);
            }
            Token::Comment(comment) => comments.push(comment),
            Token::Special('<') => (in_angles, angled, some) = (true, true, true),
            Token::Special('>') => in_angles = false,
            Token::Special('@') if in_angles => address.push('@'),
            Token::Special('@') => {
                address.push_str(&names.pop().unwrap_or_default());
                address.push('@');
            }
            // The route before an address, or the name of a group.
            Token::Special(':') if in_angles => address.clear(),
            Token::Special(':') => {
                names.clear();
                some = false;
            }
            Token::Special(_) => {
                let name = match names.is_empty() {
                    true => comments.join(" "),
                    false if comments.is_empty() || !angled => names.join(" "),
                    false => format!("{} ({})", names.join(" "), comments.join(" ")),
                };
                if some {
                    match angled || !address.is_empty() {
                        true => found.push((name, std::mem::take(&mut address))),
                        // A word alone is an address.
                        false => found.push((comments.join(" "), names.join(" "))),
                    }
                }
                names.clear();
                comments.clear();
                address.clear();
                (in_angles, angled, some) = (false, false, false);
            }
        }
    }
    found
}

fn pair((name, address): (String, String)) -> Value {
    Value::tuple(vec![Value::str(name), Value::str(address)])
}

fn parseaddr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = args.positional.into_iter().next().unwrap_or(Value::None);
    let header = interpreter.str(&value)?;
    let first = addresses(&header).into_iter().next();
    Ok(pair(first.unwrap_or_default()))
}

fn getaddresses(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [headers] = args.bind("getaddresses", ["fieldvalues"], 1)?;
    let mut all = Vec::new();
    for header in interpreter.collect(&headers.unwrap_or(Value::None))? {
        let header = interpreter.str(&header)?;
        all.extend(addresses(&header).into_iter().map(pair));
    }
    Ok(Value::list(all))
}

fn formataddr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [parts, _] = args.bind("formataddr", ["pair", "charset"], 1)?;
    let parts = interpreter.collect(&parts.unwrap_or(Value::None))?;
    let part = |at: usize| parts.get(at).and_then(Value::as_str).unwrap_or_default();
    let (name, address) = (part(0), part(1));
    Ok(Value::str(match name.is_empty() {
        true => address.to_string(),
        false if !name.is_ascii() => format!("{} <{address}>", encoded(&name, 0)),
        false => {
            let special = name.contains(|c| "()<>@,:;\".[]\\".contains(c));
            let mark = if special { "\"" } else { "" };
            format!("{mark}{}{mark} <{address}>", quoted(&name))
        }
    }))
}

/// A moment as a header has it.
pub(super) fn dated(time: DateTime, gmt: bool) -> R<String> {
    let text = strftime(&Value::DateTime(time), "%a, %d %b %Y %H:%M:%S ")?;
    let zone = match (gmt, time.offset) {
        (true, _) => "GMT".to_owned(),
        (false, None) => "-0000".to_owned(),
        (false, Some(_)) => strftime(&Value::DateTime(time), "%z")?,
    };
    Ok(text + &zone)
}

fn format_datetime(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [time, gmt] = args.bind("format_datetime", ["dt", "usegmt"], 1)?;
    let gmt = interpreter.truth(&gmt.unwrap_or(Value::Bool(false)))?;
    match time {
        Some(Value::DateTime(time)) => match (gmt, time.offset.map(|o| o.local_minus_utc())) {
            (true, offset) if offset != Some(0) => Err(Raised::new(
                "ValueError",
                "usegmt option requires a UTC datetime",
            )),
            _ => dated(time, gmt).map(Value::str),
        },
        _ => Err(Raised::new(
            "TypeError",
            "format_datetime() needs a datetime",
        )),
    }
}

fn formatdate(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [seconds, local, gmt] = args.bind("formatdate", ["timeval", "localtime", "usegmt"], 0)?;
    let local = interpreter.truth(&local.unwrap_or(Value::Bool(false)))?;
    let gmt = interpreter.truth(&gmt.unwrap_or(Value::Bool(false)))?;
    let utc = match seconds.and_then(|seconds| seconds.as_float()) {
        None => Utc::now(),
        Some(seconds) => chrono::DateTime::from_timestamp(seconds.trunc() as i64, 0)
            .ok_or_else(|| Raised::new("ValueError", "the timestamp is out of range"))?,
    };
    let shown = match local {
        true => dated(utc.with_timezone(&Local).fixed_offset().into(), false),
        false => dated(utc.naive_utc().into(), gmt),
    };
    shown.map(Value::str)
}

fn localtime(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [time] = args.bind("localtime", ["dt"], 0)?;
    let now = Local::now().fixed_offset();
    Ok(Value::DateTime(match time {
        Some(Value::DateTime(time)) => {
            let utc = time.offset.map(|offset| (time.local - offset).and_utc());
            let local = match utc {
                Some(utc) => Some(utc.with_timezone(&Local)),
                None => Local.from_local_datetime(&time.local).earliest(),
            };
            local.map_or(now, |local| local.fixed_offset()).into()
        }
        _ => now.into(),
    }))
}

/// The moment of a header; -0000 means that the zone is not known.
pub(super) fn date(value: Option<Value>) -> Option<DateTime> {
    let value = value?;
    let octets = value.as_str().map(|text| text.as_bytes().to_vec());
    let octets = octets.or_else(|| value.as_bytes().map(|octets| octets.to_vec()))?;
    let time = DateTime::parse_rfc5322(&octets)?;
    let text = String::from_utf8_lossy(&octets);
    let words: Vec<&str> = text.split_whitespace().collect();
    let unknown = words.contains(&"-0000");
    let zoned = words.iter().any(|word| {
        word.starts_with(['+', '-']) && word.len() == 5 || word.chars().all(char::is_alphabetic)
    });
    let offset = match (unknown || !zoned, time.offset) {
        (true, _) => None,
        (false, offset) => offset.or(FixedOffset::east_opt(0)),
    };
    Some(DateTime { offset, ..time })
}

fn parsedate_to_datetime(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [data] = args.bind("parsedate_to_datetime", ["data"], 1)?;
    match date(data.clone()) {
        Some(time) => Ok(Value::DateTime(time)),
        None => {
            let shown = interpreter.repr(&data.unwrap_or(Value::None))?;
            Err(Raised::new(
                "ValueError",
                format!("Invalid date value or format {shown}"),
            ))
        }
    }
}

fn parsedate(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [data] = args.bind("parsedate", ["data"], 1)?;
    Ok(date(data).map_or(Value::None, |time| Value::tuple(fields(&time))))
}

fn parsedate_tz(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [data] = args.bind("parsedate_tz", ["data"], 1)?;
    let Some(time) = date(data) else {
        return Ok(Value::None);
    };
    let east = time.offset.map_or(0, |offset| offset.local_minus_utc());
    let mut all = fields(&time);
    all.push(Value::Int(east.into()));
    Ok(Value::tuple(all))
}

fn mktime_tz(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [data] = args.bind("mktime_tz", ["data"], 1)?;
    let all = interpreter.collect(&data.unwrap_or(Value::None))?;
    let number = |at: usize| all.get(at).and_then(Value::as_int);
    let wrong = || Raised::new("TypeError", "mktime_tz() needs what parsedate_tz() gives");
    let small = |at| u32::try_from(number(at).unwrap_or(-1)).ok();
    let day = || {
        let year = i32::try_from(number(0)?).ok()?;
        let day = chrono::NaiveDate::from_ymd_opt(year, small(1)?, small(2)?)?;
        day.and_hms_opt(small(3)?, small(4)?, small(5)?)
    };
    let local = day().ok_or_else(wrong)?;
    let utc = match (all.get(9), number(9)) {
        (Some(_), Some(east)) => i128::from(local.and_utc().timestamp()) - east,
        (Some(Value::None), None) => {
            let here = Local.from_local_datetime(&local).earliest();
            i128::from(here.ok_or_else(wrong)?.timestamp())
        }
        _ => return Err(wrong()),
    };
    Ok(Value::Int(utc))
}

fn fields(time: &DateTime) -> Vec<Value> {
    use chrono::{Datelike, Timelike};
    let local = time.local;
    let numbers = [
        local.year().into(),
        local.month().into(),
        local.day().into(),
        local.hour().into(),
        local.minute().into(),
        local.second().into(),
        0,
        1,
        -1,
    ];
    numbers.map(Value::Int).to_vec()
}

fn make_msgid(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let [word, domain] = args.bind("make_msgid", ["idstring", "domain"], 0)?;
    let word = word.and_then(|word| word.as_str());
    let word = word.map_or(String::new(), |word| format!(".{word}"));
    let domain = domain.and_then(|domain| domain.as_str());
    let domain = domain.unwrap_or_else(|| "localhost".into());
    let random = RandomState::new().build_hasher().finish();
    let micros = Utc::now().timestamp_micros();
    let process = std::process::id();
    Ok(Value::str(format!(
        "<{micros}.{process}.{random}{word}@{domain}>"
    )))
}
