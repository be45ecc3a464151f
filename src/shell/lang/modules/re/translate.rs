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
}

type Fallible<T> = Result<T, String>;

struct Translator<'a> {
    letters: Peekable<Chars<'a>>,
    out: String,
    /// The flags here, and those outside of each group that is open.
    flags: i128,
    outside: Vec<i128>,
    all: i128,
    started: bool,
}

/// Translates a pattern, or says what is wrong with it.
pub(super) fn translate(pattern: &str, flags: i128) -> Fallible<Translated> {
    let mut translator = Translator {
        letters: pattern.chars().peekable(),
        out: String::with_capacity(pattern.len() + 8),
        flags,
        outside: Vec::new(),
        all: flags,
        started: false,
    };
    translator.run()?;
    let case = match translator.all & IGNORECASE {
        0 => "",
        _ => "(?i)",
    };
    Ok(Translated {
        pattern: format!("{case}{}", translator.out),
        flags: translator.all,
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
            match letter {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                '(' => self.group(first)?,
                ')' => {
                    let outside = self.outside.pop();
                    self.flags = outside.ok_or("unbalanced parenthesis")?;
                    self.out.push(')');
                }
                '^' if self.is(MULTILINE) => self.out.push_str("(?m:^)"),
                '^' => self.out.push_str(r"\A"),
                '$' if self.is(MULTILINE) => self.out.push_str("(?m:$)"),
                '$' => self.out.push_str(r"(?=\n?\z)"),
                '.' if self.is(DOTALL) => self.out.push_str("(?s:.)"),
                '.' => self.out.push_str(r"[^\n]"),
                '{' => self.braces(),
                '}' => self.out.push_str(r"\}"),
                '#' if self.is(VERBOSE) => {
                    let _ = self.letters.by_ref().find(|letter| *letter == '\n');
                }
                blank if blank.is_whitespace() && self.is(VERBOSE) => {}
                '#' | '&' | '~' | '-' => {
                    self.out.push('\\');
                    self.out.push(letter);
                }
                letter => self.out.push(letter),
            }
        }
        match self.outside.is_empty() {
            true => Ok(()),
            false => Err("missing ), unterminated subpattern".to_owned()),
        }
    }

    /// `{2,3}` repeats; any other brace is itself.
    fn braces(&mut self) {
        let inside: String = self.letters.clone().take_while(|c| *c != '}').collect();
        let closed = self.letters.clone().nth(inside.chars().count()) == Some('}');
        let (low, high) = match inside.split_once(',') {
            Some((low, high)) => (low, Some(high)),
            None => (&*inside, None),
        };
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let some = !low.is_empty() || high.is_some();
        if !closed || !some || !digits(low) || !digits(high.unwrap_or("")) {
            self.out.push_str(r"\{");
            return;
        }
        let low = if low.is_empty() { "0" } else { low };
        match high {
            Some(high) => self.out.push_str(&format!("{{{low},{high}}}")),
            None => self.out.push_str(&format!("{{{low}}}")),
        }
        let count = inside.chars().count();
        let _ = self.letters.by_ref().nth(count);
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
        self.outside.push(self.flags);
        self.out.push_str(text);
    }

    fn group(&mut self, first: bool) -> Fallible<()> {
        if self.letters.next_if_eq(&'?').is_none() {
            self.open("(");
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
                    self.open(&format!("(?P<{name}>"));
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
                match name.bytes().all(|byte| byte.is_ascii_digit()) {
                    true => self.open(&format!("(?({name})")),
                    false => self.open(&format!("(?(<{name}>)")),
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
            'd' | 'w' | 's' if ascii => {
                let set = match letter {
                    'd' => "0-9",
                    'w' => "a-zA-Z0-9_",
                    _ => r" \t\n\r\x0b\x0c",
                };
                match in_class {
                    true => self.out.push_str(set),
                    false => self.out.push_str(&format!("[{set}]")),
                }
            }
            'D' | 'W' | 'S' if ascii => self.out.push_str(match letter {
                'D' => "[^0-9]",
                'W' => "[^a-zA-Z0-9_]",
                _ => r"[^ \t\n\r\x0b\x0c]",
            }),
            's' if in_class => self.out.push_str(r"\s\x1c-\x1f"),
            's' => self.out.push_str(r"[\s\x1c-\x1f]"),
            'S' if !in_class => self.out.push_str(r"[^\s\x1c-\x1f]"),
            'd' | 'D' | 'w' | 'W' | 'S' => {
                self.out.push('\\');
                self.out.push(letter);
            }
            'b' if in_class => self.out.push_str(r"\x08"),
            'b' if ascii => self.out.push_str(r"(?-u:\b)"),
            'B' if ascii && !in_class => self.out.push_str(r"(?-u:\B)"),
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
