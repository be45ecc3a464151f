//! Python's regular expressions in the syntax of `fancy_regex`.

use std::iter::Peekable;
use std::str::Chars;

/// What `re.IGNORECASE` and its kin are.
pub(super) const IGNORECASE: i128 = 2;
pub(super) const MULTILINE: i128 = 8;
pub(super) const DOTALL: i128 = 16;
pub(super) const UNICODE: i128 = 32;
pub(super) const VERBOSE: i128 = 64;
pub(super) const ASCII: i128 = 256;

/// A translated pattern.
pub(super) struct Translated {
    pub(super) pattern: String,
    /// The flags, those in the pattern itself included.
    pub(super) flags: i128,
    /// For each group the group that it stands in; 0 for none.
    pub(super) parents: Vec<usize>,
}

type Fallible<T> = Result<T, String>;

struct Translator<'a> {
    letters: Peekable<Chars<'a>>,
    out: String,
    /// The flags here.
    flags: i128,
    /// The number of the group that keeps what stands here.
    group: usize,
    /// The groups that are open.
    open: Vec<Open>,
    parents: Vec<usize>,
    all: i128,
    started: bool,
    /// Whether nothing stands before, on this branch, that could be repeated.
    nothing: bool,
}

/// A group that is open: what holds outside of it, and where it begins if it only looks around.
struct Open {
    flags: i128,
    group: usize,
    looks_from: Option<usize>,
}

/// The classes of Python's `\w` and `\s`: without marks, and with the separators of ASCII.
const WORD: &str = r"\p{L}\p{N}_";
const BLANK: &str = r"\s\x1c-\x1f";
const ASCII_WORD: &str = "a-zA-Z0-9_";
const ASCII_BLANK: &str = r" \t\n\r\x0b\x0c";

/// Translates a pattern, or says what is wrong with it.
pub(super) fn translate(pattern: &str, flags: i128) -> Fallible<Translated> {
    let mut translator = Translator {
        letters: pattern.chars().peekable(),
        out: String::with_capacity(pattern.len() + 8),
        flags,
        group: 0,
        open: Vec::new(),
        parents: vec![0],
        all: flags,
        started: false,
        nothing: true,
    };
    translator.run()?;
    let case = match translator.all & IGNORECASE {
        0 => "",
        _ => "(?i)",
    };
    Ok(Translated {
        pattern: format!("{case}{}", translator.out),
        flags: translator.all,
        parents: translator.parents,
    })
}

fn flag_of(letter: char) -> Option<i128> {
    Some(match letter {
        'a' => ASCII,
        'i' => IGNORECASE,
        'm' => MULTILINE,
        's' => DOTALL,
        'u' => UNICODE,
        'x' => VERBOSE,
        'L' => 0,
        _ => return None,
    })
}

impl Translator<'_> {
    fn is(&self, flag: i128) -> bool {
        self.flags & flag != 0
    }

    fn run(&mut self) -> Fallible<()> {
        while let Some(letter) = self.letters.next() {
            let first = !std::mem::replace(&mut self.started, true);
            let nothing = std::mem::replace(&mut self.nothing, matches!(letter, '|' | '('));
            match letter {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                '(' => self.group(first)?,
                ')' => {
                    let open = self.open.pop().ok_or("unbalanced parenthesis")?;
                    (self.flags, self.group) = (open.flags, open.group);
                    self.out.push(')');
                    if let Some(from) = open.looks_from {
                        self.repeated_look(from);
                    }
                }
                '^' if self.is(MULTILINE) => self.out.push_str("(?m:^)"),
                '^' => self.out.push_str(r"\A"),
                '$' if self.is(MULTILINE) => self.out.push_str("(?m:$)"),
                '$' => self.out.push_str(r"(?=\n?\z)"),
                '.' if self.is(DOTALL) => self.out.push_str("(?s:.)"),
                '.' => self.out.push_str(r"[^\n]"),
                '{' => self.braces(nothing)?,
                '}' => self.out.push_str(r"\}"),
                '#' if self.is(VERBOSE) => {
                    let _ = self.letters.by_ref().find(|letter| *letter == '\n');
                }
                blank if blank.is_whitespace() && self.is(VERBOSE) => self.nothing = nothing,
                '#' | '&' | '~' | '-' => {
                    self.out.push('\\');
                    self.out.push(letter);
                }
                letter => self.out.push(letter),
            }
        }
        match self.open.is_empty() {
            true => Ok(()),
            false => Err("missing ), unterminated subpattern".to_owned()),
        }
    }

    /// The least and the most of `{2,3}` where `{` has been read, and how long the rest is; any
    /// other brace is itself.
    fn counts(&self) -> Option<(String, String, usize)> {
        let inside: String = self.letters.clone().take_while(|c| *c != '}').collect();
        let count = inside.chars().count();
        let closed = self.letters.clone().nth(count) == Some('}');
        let (low, high) = match inside.split_once(',') {
            Some((low, high)) => (low, high),
            None => (&*inside, &*inside),
        };
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let counts = closed && !inside.is_empty() && digits(low) && digits(high);
        let low_or_none = if low.is_empty() { "0" } else { low };
        counts.then(|| (low_or_none.to_owned(), high.to_owned(), count + 1))
    }

    fn braces(&mut self, nothing: bool) -> Fallible<()> {
        let Some((low, high, count)) = self.counts() else {
            self.out.push_str(r"\{");
            return Ok(());
        };
        if nothing {
            return Err("nothing to repeat".to_owned());
        }
        match low == high {
            true => self.out.push_str(&format!("{{{low}}}")),
            false => self.out.push_str(&format!("{{{low},{high}}}")),
        }
        let _ = self.letters.by_ref().nth(count - 1);
        Ok(())
    }

    /// What looks around from a place of the output on may be repeated in Python; the engine
    /// refuses that, and once is as good as often.
    fn repeated_look(&mut self, from: usize) {
        let (low, high) = match self.letters.peek() {
            Some('*' | '?') => ("0".to_owned(), String::new()),
            Some('+') => ("1".to_owned(), String::new()),
            Some('{') => {
                let mut ahead = self.letters.clone();
                let _ = ahead.next();
                let rest = std::mem::replace(&mut self.letters, ahead);
                let counts = self.counts();
                self.letters = rest;
                let Some((low, high, count)) = counts else {
                    return;
                };
                let _ = self.letters.by_ref().nth(count - 1);
                (low, high)
            }
            _ => return,
        };
        let _ = self.letters.next();
        let lazy = match self.letters.peek() {
            Some('?') => true,
            Some('+') => false,
            _ => return self.perhaps(from, &low, &high, false),
        };
        let _ = self.letters.next();
        self.perhaps(from, &low, &high, lazy);
    }

    fn perhaps(&mut self, from: usize, low: &str, high: &str, lazy: bool) {
        let zero = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'0');
        let look = self.out.split_off(from);
        self.out.push_str(&match (zero(low), zero(high), lazy) {
            (_, true, _) => "(?:)".to_owned(),
            (false, ..) => look,
            (true, _, false) => format!("(?:{look}|)"),
            (true, _, true) => format!("(?:|{look})"),
        });
    }

    fn name(&mut self, end: char) -> Fallible<String> {
        let mut name = String::new();
        loop {
            match self.letters.next() {
                Some(letter) if letter == end => return Ok(name),
                Some(letter) => name.push(letter),
                None => return Err(format!("missing {end}, unterminated name")),
            }
        }
    }

    fn open(&mut self, text: &str) {
        self.open.push(Open {
            flags: self.flags,
            group: self.group,
            looks_from: text.ends_with(['=', '!']).then_some(self.out.len()),
        });
        self.out.push_str(text);
    }

    /// Opens a group that keeps what it matches.
    fn keep(&mut self, text: &str) {
        self.open(text);
        self.parents.push(self.group);
        self.group = self.parents.len() - 1;
    }

    fn group(&mut self, first: bool) -> Fallible<()> {
        if self.letters.next_if_eq(&'?').is_none() {
            self.keep("(");
            return Ok(());
        }
        match self.letters.next() {
            Some(kind @ (':' | '=' | '!' | '>')) => self.open(&format!("(?{kind}")),
            Some('#') => {
                self.name(')')?;
            }
            Some('P') => match self.letters.next() {
                Some('<') => {
                    let name = self.name('>')?;
                    let valid = name.chars().all(|c| c == '_' || c.is_alphanumeric())
                        && !name.starts_with(|c: char| c.is_ascii_digit())
                        && !name.is_empty();
                    if !valid {
                        return Err(format!("bad character in group name '{name}'"));
                    }
                    self.keep(&format!("(?P<{name}>"));
                }
                Some('=') => {
                    let name = self.name(')')?;
                    self.out.push_str(&format!(r"\k<{name}>"));
                }
                other => return Err(format!("unknown extension ?P{}", shown(other))),
            },
            Some('<') => match self.letters.next() {
                Some(kind @ ('=' | '!')) => self.open(&format!("(?<{kind}")),
                other => return Err(format!("unknown extension ?<{}", shown(other))),
            },
            Some('(') => {
                let name = self.name(')')?;
                // Where both branches are empty the engine sees a test that may fail.
                match name.bytes().all(|byte| byte.is_ascii_digit()) {
                    true => self.open(&format!("(?({name})(?=)")),
                    false => self.open(&format!("(?(<{name}>)(?=)")),
                }
            }
            Some(letter) => self.flags_of_group(letter, first)?,
            None => return Err("unexpected end of pattern".to_owned()),
        }
        Ok(())
    }

    /// `(?i)`, `(?i:...)`, `(?-i:...)`
    fn flags_of_group(&mut self, first_letter: char, first: bool) -> Fallible<()> {
        let (mut on, mut off, mut minus) = (0, 0, false);
        let mut letter = first_letter;
        loop {
            match (letter, flag_of(letter)) {
                ('-', _) if !minus => minus = true,
                (')' | ':', _) => break,
                (_, Some(flag)) if minus => off |= flag,
                (_, Some(flag)) => on |= flag,
                (other, None) => return Err(format!("unknown extension ?{other}")),
            }
            letter = self.letters.next().ok_or("missing -, : or )")?;
        }
        if letter == ')' {
            if !first {
                return Err("global flags not at the start of the expression".to_owned());
            }
            self.flags |= on;
            self.all |= on;
            // More of them may follow.
            self.started = false;
            return Ok(());
        }
        let case = match (on & IGNORECASE, off & IGNORECASE) {
            (0, 0) => "(?:",
            (0, _) => "(?-i:",
            _ => "(?i:",
        };
        self.open(case);
        self.flags = (self.flags | on) & !off;
        Ok(())
    }

    /// A code in so many digits of a base.
    fn code(&mut self, digits: usize, base: u32) -> Fallible<()> {
        let mut code = 0;
        for _ in 0..digits {
            let digit = self.letters.next().and_then(|letter| letter.to_digit(base));
            code = code * base + digit.ok_or("incomplete escape")?;
        }
        self.literal(code)
    }

    fn literal(&mut self, code: u32) -> Fallible<()> {
        let letter = char::from_u32(code).ok_or("the escape is no character")?;
        self.out
            .push_str(&format!(r"\x{{{:x}}}", u32::from(letter)));
        Ok(())
    }

    fn escape(&mut self, in_class: bool) -> Fallible<()> {
        let letter = self.letters.next().ok_or("bad escape (end of pattern)")?;
        let ascii = self.is(ASCII);
        match letter {
            'd' | 'D' if !ascii => {
                self.out.push('\\');
                self.out.push(letter);
            }
            'd' | 'w' | 's' | 'D' | 'W' | 'S' => {
                let set = match (letter.to_ascii_lowercase(), ascii) {
                    ('d', _) => "0-9",
                    ('w', true) => ASCII_WORD,
                    ('w', false) => WORD,
                    (_, true) => ASCII_BLANK,
                    (_, false) => BLANK,
                };
                match (letter.is_ascii_lowercase(), in_class) {
                    (true, true) => self.out.push_str(set),
                    (true, false) => self.out.push_str(&format!("(?-i:[{set}])")),
                    (false, true) => self.out.push_str(&format!("[^{set}]")),
                    (false, false) => self.out.push_str(&format!("(?-i:[^{set}])")),
                }
            }
            'b' if in_class => self.out.push_str(r"\x08"),
            'b' if ascii => self.edge("!", "="),
            'B' if ascii && !in_class => self.edge("=", "!"),
            'b' | 'B' | 'A' if !in_class => {
                self.out.push('\\');
                self.out.push(letter);
            }
            'Z' if !in_class => self.out.push_str(r"\z"),
            'a' => self.literal(7)?,
            'f' => self.literal(12)?,
            'n' => self.out.push_str(r"\n"),
            'r' => self.out.push_str(r"\r"),
            't' => self.out.push_str(r"\t"),
            'v' => self.literal(11)?,
            'x' => self.code(2, 16)?,
            'u' => self.code(4, 16)?,
            'U' => self.code(8, 16)?,
            '0' => {
                let mut code = 0;
                for _ in 0..2 {
                    let digit = self.letters.next_if(|c| matches!(c, '0'..='7'));
                    let Some(digit) = digit.and_then(|digit| digit.to_digit(8)) else {
                        break;
                    };
                    code = code * 8 + digit;
                }
                self.literal(code)?;
            }
            '1'..='9' => {
                let mut number = letter.to_string();
                while number.len() < 3
                    && let Some(digit) = self.letters.next_if(char::is_ascii_digit)
                {
                    number.push(digit);
                }
                let octal = number.len() == 3 && number.bytes().all(|b| b < b'8');
                match (in_class || octal, u32::from_str_radix(&number, 8)) {
                    (true, Ok(code)) => self.literal(code & 0xff)?,
                    (true, Err(_)) => return Err(format!("bad escape \\{number}")),
                    (false, _) => self.out.push_str(&format!("(?:\\{number})")),
                }
            }
            other if other.is_ascii_alphabetic() => return Err(format!("bad escape \\{other}")),
            other if other.is_ascii() && !other.is_alphanumeric() && !"<>".contains(other) => {
                self.literal(u32::from(other))?;
            }
            other => self.out.push(other),
        }
        Ok(())
    }

    /// Where a word of ASCII letters begins or ends, or where it does neither.
    fn edge(&mut self, after_word: &str, after_other: &str) {
        let word = format!("(?-i:[{ASCII_WORD}])");
        self.out.push_str(&format!(
            "(?:(?<={word})(?{after_word}{word})|(?<!{word})(?{after_other}{word}))"
        ));
    }

    fn class(&mut self) -> Fallible<()> {
        self.out.push('[');
        if self.letters.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        let mut first = true;
        loop {
            let letter = self.letters.next().ok_or("unterminated character set")?;
            match letter {
                ']' if !first => break,
                '\\' => self.escape(true)?,
                '-' => {
                    // Between two characters a range, anywhere else itself.
                    let last = self.letters.peek() == Some(&']');
                    self.out.push_str(if first || last { r"\-" } else { "-" });
                }
                '[' | ']' | '&' | '~' | '^' | '#' | ' ' => {
                    self.out
                        .push_str(&format!(r"\x{{{:x}}}", u32::from(letter)));
                }
                letter => self.out.push(letter),
            }
            first = false;
        }
        self.out.push(']');
        Ok(())
    }
}

fn shown(letter: Option<char>) -> String {
    letter.map(String::from).unwrap_or_default()
}
