//! `_inner`: what the modules written in the language leave to the program. Nobody else imports it.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::class::Instance;
use crate::lang::native::{Module, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

/// `_inner`
pub(super) static MODULE: Module = Module {
    constant: |_, name| {
        let kind = super::email::MIME.iter().find(|kind| kind.name == name);
        kind.map(Value::Type)
    },
    ..Module::new("_inner", "For the modules of this program.", FUNCTIONS)
};

natives! {
    FUNCTIONS {
        "bare" "(x)" "An instance of the same class without attributes; None of what is no instance." => bare;
        "join" "(fields, delimiter, quote, special)" "The fields with delimiters between them; one with a special letter in quotation marks." => join;
        "split" "(line, state, field, style)" "The state, the fields and the last field's text behind a line of CSV." => split;
    }
}

fn bare(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let Some(Value::Instance(instance)) = args.positional.first() else {
        return Ok(Value::None);
    };
    let args = instance.args.borrow().to_vec();
    let made = Instance::new(instance.class.clone(), args);
    Ok(Value::Instance(made))
}

fn join(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let names = ["fields", "delimiter", "quote", "special"];
    let [fields, delimiter, quote, special] = args.bind("join", names, 4)?;
    let text = |value: &Option<Value>| value.as_ref().and_then(Value::as_str);
    let delimiter = text(&delimiter).unwrap_or_default();
    let quote = text(&quote).unwrap_or_default();
    let special: Vec<char> = text(&special).unwrap_or_default().chars().collect();
    let mut out = String::new();
    let fields = interpreter.collect(&fields.unwrap_or(Value::None))?;
    for (at, field) in fields.iter().enumerate() {
        interpreter.tick()?;
        let field = field.as_str().unwrap_or_default();
        if at > 0 {
            out.push_str(&delimiter);
        }
        match field.contains(special.as_slice()) || fields.len() == 1 && field.is_empty() {
            true => {
                out.push_str(&quote);
                out.push_str(&field.replace(&*quote, &format!("{quote}{quote}")));
                out.push_str(&quote);
            }
            false => out.push_str(&field),
        }
    }
    Ok(Value::str(out))
}

/// Where in a row of CSV a letter stands. The numbers are what Python code sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Start = 0,
    Field = 1,
    Escape = 2,
    Inside = 3,
    InsideEscape = 4,
    Quote = 5,
    End = 6,
    EscapedEnd = 7,
    Next = 8,
}

const STATES: [State; 9] = [
    State::Start,
    State::Field,
    State::Escape,
    State::Inside,
    State::InsideEscape,
    State::Quote,
    State::End,
    State::EscapedEnd,
    State::Next,
];

/// What separates fields and how they are quoted.
struct Style {
    delimiter: char,
    quote: Option<char>,
    escape: Option<char>,
    doubled: bool,
    skip_blanks: bool,
    strict: bool,
    /// Fields without quotation marks are numbers.
    numbers: bool,
}

/// A row that is being split.
struct Row {
    style: Style,
    state: State,
    fields: Vec<Value>,
    field: String,
    /// Whether the field began without a quotation mark.
    bare: bool,
}

impl Row {
    fn save(&mut self, next: State) {
        let text = Value::str(std::mem::take(&mut self.field));
        self.fields.push(match self.style.numbers && self.bare {
            // To be made a number by who asked.
            true => Value::tuple(vec![text]),
            false => text,
        });
        self.bare = false;
        self.state = next;
    }

    fn add(&mut self, letter: char, next: State) {
        self.field.push(letter);
        self.state = next;
    }

    /// One letter, or the end of the line.
    fn step(&mut self, letter: Option<char>) -> Result<(), String> {
        use State as S;
        let ends = matches!(letter, None | Some('\r' | '\n'));
        let after = if letter.is_none() { S::Start } else { S::End };
        let is = |mark: Option<char>| letter.is_some() && letter == mark;
        let (quote, escape) = (is(self.style.quote), is(self.style.escape));
        let delimiter = is(Some(self.style.delimiter));
        match (self.state, letter) {
            (S::Start, None) | (S::Inside | S::EscapedEnd, None) => {}
            (S::Start, Some('\r' | '\n')) => self.state = S::End,
            (S::Start | S::Next, _) if ends => self.save(after),
            (S::Start | S::Next, _) if quote => self.state = S::Inside,
            (S::Start | S::Next, _) if escape => self.state = S::Escape,
            (S::Start | S::Next, Some(' ')) if self.style.skip_blanks => self.state = S::Next,
            (S::Start | S::Next, _) if delimiter => self.save(S::Next),
            (S::Start | S::Next, Some(letter)) => {
                self.bare = true;
                self.add(letter, S::Field);
            }
            (S::Escape, Some(letter @ ('\r' | '\n'))) => self.add(letter, S::EscapedEnd),
            (S::Escape, letter) => self.add(letter.unwrap_or('\n'), S::Field),
            (S::Field | S::EscapedEnd, _) if ends => self.save(after),
            (S::Field | S::EscapedEnd, _) if escape => self.state = S::Escape,
            (S::Field | S::EscapedEnd, _) if delimiter => self.save(S::Next),
            // What follows an escaped line end may go on behind its own line.
            (S::EscapedEnd, Some(letter)) => self.field.push(letter),
            (S::Field, Some(letter)) => self.add(letter, S::Field),
            (S::Inside, _) if escape => self.state = S::InsideEscape,
            (S::Inside, _) if quote && self.style.doubled => self.state = S::Quote,
            (S::Inside, _) if quote => self.state = S::Field,
            (S::Inside, Some(letter)) => self.field.push(letter),
            (S::InsideEscape, letter) => self.add(letter.unwrap_or('\n'), S::Inside),
            (S::Quote, Some(letter)) if quote => self.add(letter, S::Inside),
            (S::Quote, _) if delimiter => self.save(S::Next),
            (S::Quote, _) if ends => self.save(after),
            (S::Quote, Some(letter)) if !self.style.strict => self.add(letter, S::Field),
            (S::Quote, _) => {
                let quote = self.style.quote.unwrap_or('"');
                return Err(format!(
                    "'{}' expected after '{quote}'",
                    self.style.delimiter
                ));
            }
            (S::End, None) => self.state = S::Start,
            (S::End, Some('\r' | '\n')) => {}
            (S::Field | S::Next, None) => self.save(S::Start),
            (S::End, Some(_)) => {
                return Err("new-line character seen in unquoted field - \
                            do you need to open the file with newline=''?"
                    .to_owned());
            }
        }
        Ok(())
    }
}

fn split(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let names = ["line", "state", "field", "style"];
    let [line, state, field, style] = args.bind("split", names, 4)?;
    let wrong = || {
        Raised::new(
            "TypeError",
            "a line, a state, a field and a style are wanted",
        )
    };
    let text = |value: &Option<Value>| value.as_ref().and_then(Value::as_str);
    let (Some(line), Some(field)) = (text(&line), text(&field)) else {
        return Err(wrong());
    };
    let state = state.and_then(|state| state.as_int()).ok_or_else(wrong)?;
    let style = interpreter.collect(&style.unwrap_or(Value::None))?;
    let letter = |at: usize| style.get(at)?.as_str()?.chars().next();
    let is = |at: usize| matches!(style.get(at), Some(Value::Bool(true)));
    let mut row = Row {
        style: Style {
            delimiter: letter(0).ok_or_else(wrong)?,
            quote: letter(1),
            escape: letter(2),
            doubled: is(3),
            skip_blanks: is(4),
            strict: is(5),
            numbers: is(6),
        },
        state: *usize::try_from(state % 16)
            .ok()
            .and_then(|at| STATES.get(at))
            .ok_or_else(wrong)?,
        fields: Vec::new(),
        field: field.to_string(),
        bare: state >= 16,
    };
    let letters = line.chars().map(Some).chain([None]);
    for (at, letter) in letters.enumerate() {
        if at % 4096 == 4095 {
            interpreter.tick()?;
        }
        if let Err(said) = row.step(letter) {
            return Ok(Value::str(said));
        }
    }
    let state = row.state as i128 + if row.bare { 16 } else { 0 };
    let field = Value::str(row.field);
    Ok(Value::tuple(vec![
        Value::Int(state),
        Value::list(row.fields),
        field,
    ]))
}
