//! Answers of two servers, brought into a form in which they can be compared: only what the
//! standards leave to the server is taken away.

/// A value of an answer.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Text(String),
    List(Vec<Value>),
}

/// Codes whose numbers each server chooses.
const CHOSEN: [&str; 6] = [
    "UIDVALIDITY",
    "HIGHESTMODSEQ",
    "MAILBOXID",
    "APPENDUID",
    "COPYUID",
    "MODSEQ",
];

/// The lines of an answer: texts for people cut off, flags in order, numbers that are a server's
/// own as `N`, strings without regard to their form.
pub(crate) fn normal(lines: &[String]) -> Vec<String> {
    let mut normal: Vec<String> = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| one(line))
        .filter(|line| !line.is_empty())
        .collect();
    // The order of LIST and LSUB is free.
    if normal.iter().any(|line| {
        line.starts_with("* (") || line.starts_with("* LIST") || line.starts_with("* LSUB")
    }) {
        normal.sort();
    }
    normal
}

fn one(line: &str) -> String {
    let (head, rest) = match line.strip_prefix("* ") {
        Some(rest) => ("* ", rest),
        None => ("", line),
    };
    let status = ["OK", "NO", "BAD", "BYE"]
        .iter()
        .find(|status| rest.split(' ').next() == Some(status));
    if let Some(status) = status {
        let code = rest
            .strip_prefix(status)
            .and_then(|rest| rest.strip_prefix(" ["))
            .and_then(|rest| rest.rsplit_once(']'))
            .map(|(code, _)| code);
        return match code {
            None if head == "* " => String::new(),
            None => (*status).to_owned(),
            // Told by those who have it.
            Some(code) if code.starts_with("MAILBOXID") && head == "* " => String::new(),
            Some(code) => format!("{head}{status} [{}]", chosen(code)),
        };
    }
    let mut values = Vec::new();
    let bytes = rest.as_bytes();
    read(bytes, &mut 0, &mut values);
    sort_flags(&mut values);
    sort_pairs(&mut values);
    format!("{head}{}", show(&values))
}

/// A code without what a server chooses.
fn chosen(code: &str) -> String {
    let mut words = code.split(' ');
    let name = words.next().unwrap_or_default().to_ascii_uppercase();
    let rest: Vec<&str> = words.collect();
    match (CHOSEN.contains(&name.as_str()), rest.as_slice()) {
        (true, [_, rest @ ..]) => format!("{name} N {}", rest.join(" ")).trim_end().to_owned(),
        (_, rest) if name == "PERMANENTFLAGS" => {
            let mut flags: Vec<String> = rest
                .iter()
                .map(|flag| flag.trim_matches(['(', ')']).to_owned())
                .collect();
            flags.sort();
            format!("{name} ({})", flags.join(" "))
        }
        (_, rest) => format!("{name} {}", rest.join(" ")).trim_end().to_owned(),
    }
}

/// Items of FETCH and STATUS, and letters of rights, in order: theirs is free.
fn sort_pairs(values: &mut [Value]) {
    let name = |at: usize| match values.get(at) {
        Some(Value::Text(text)) => text.as_str(),
        _ => "",
    };
    let rights = matches!(name(0), "MYRIGHTS" | "ACL");
    let pairs = name(0) == "STATUS" || name(1) == "FETCH";
    for (at, value) in values.iter_mut().enumerate() {
        match value {
            Value::List(list) if pairs => {
                let mut sorted: Vec<_> = list.chunks(2).map(<[Value]>::to_vec).collect();
                sorted.sort_by_key(|pair| format!("{:?}", pair.first()));
                *list = sorted.concat();
            }
            Value::Text(text) if rights && at >= 2 => {
                let mut letters: Vec<char> = text.chars().collect();
                letters.sort_unstable();
                *text = letters.into_iter().collect();
            }
            _ => {}
        }
    }
}

fn read(bytes: &[u8], at: &mut usize, values: &mut Vec<Value>) {
    while let Some(byte) = bytes.get(*at) {
        match byte {
            b' ' | b'\r' | b'\n' => *at += 1,
            b')' => {
                *at += 1;
                return;
            }
            b'(' => {
                *at += 1;
                let mut inner = Vec::new();
                read(bytes, at, &mut inner);
                values.push(Value::List(inner));
            }
            b'"' => {
                let mut text = Vec::new();
                *at += 1;
                while let Some(byte) = bytes.get(*at) {
                    *at += 1;
                    match byte {
                        b'"' => break,
                        b'\\' => {
                            text.extend(bytes.get(*at));
                            *at += 1;
                        }
                        byte => text.push(*byte),
                    }
                }
                values.push(Value::Text(format!("{:?}", String::from_utf8_lossy(&text))));
            }
            b'{' | b'~' => {
                let rest = &bytes[*at..];
                let end = rest
                    .iter()
                    .position(|byte| *byte == b'\n')
                    .expect("a literal");
                let head = String::from_utf8_lossy(&rest[..end]);
                let size: usize = head
                    .trim()
                    .trim_start_matches('~')
                    .trim_matches(['{', '}'])
                    .parse()
                    .expect("a size");
                let text = &rest[end + 1..(end + 1 + size).min(rest.len())];
                *at += end + 1 + size;
                values.push(Value::Text(format!("{:?}", String::from_utf8_lossy(text))));
            }
            _ => {
                let start = *at;
                let mut depth = 0;
                while let Some(byte) = bytes.get(*at) {
                    match byte {
                        b'[' => depth += 1,
                        b']' => depth -= 1,
                        b' ' | b'(' | b')' | b'\r' if depth == 0 => break,
                        _ => {}
                    }
                    *at += 1;
                }
                let text = String::from_utf8_lossy(&bytes[start..*at]).into_owned();
                values.push(Value::Text(text));
            }
        }
    }
}

/// Flags and attributes in order; `\Recent` and `\Marked` come and go by other rules; what a server
/// chooses is `N`.
fn sort_flags(values: &mut [Value]) {
    let is = |value: &Value, names: &[&str]| match value {
        Value::Text(text) => names.contains(&text.to_ascii_uppercase().as_str()),
        Value::List(_) => false,
    };
    for at in 0..values.len() {
        let (done, rest) = values.split_at_mut(at);
        let before = done.last();
        match &mut rest[0] {
            Value::List(list) if before.is_some_and(|b| is(b, &["FLAGS", "LIST", "LSUB"])) => {
                list.retain(|flag| !is(flag, &["\\RECENT", "\\MARKED", "\\UNMARKED"]));
                for flag in list.iter_mut() {
                    if let Value::Text(text) = flag
                        && text.starts_with('\\')
                    {
                        *text = text.to_ascii_lowercase();
                    }
                }
                list.sort_by_key(|flag| format!("{flag:?}"));
            }
            Value::List(list) if before.is_some_and(|b| is(b, &["MODSEQ"])) => {
                *list = vec![Value::Text("N".to_owned())];
            }
            Value::List(list) => sort_flags(list),
            Value::Text(_) => {}
        }
    }
}

fn show(values: &[Value]) -> String {
    let shown = values.iter().map(|value| match value {
        // `Work` and `"Work"` are the same.
        Value::Text(text) => match text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
        {
            Some(inner)
                if !inner.is_empty()
                    && inner
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"&-/".contains(&b)) =>
            {
                inner.to_owned()
            }
            _ => text.clone(),
        },
        Value::List(list) => format!("({})", show(list)),
    });
    shown.collect::<Vec<_>>().join(" ")
}
