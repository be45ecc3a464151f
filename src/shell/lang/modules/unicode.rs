//! `unicodedata`: what Unicode says about characters.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::native::{Module, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

/// `unicodedata`
pub(super) static MODULE: Module = Module::new(
    "unicodedata",
    "What Unicode says about characters.",
    FUNCTIONS,
);

natives! {
    FUNCTIONS {
        "category" "(chr)" "The kind of a character in two letters: Lu, Ll, Nd, Zs ..." => |_, args| character(&args, "category").map(|letter| Value::str(category(letter)));
        "combining" "(chr)" "The class of a mark that joins the letter before it; 0 for others." => |_, args| character(&args, "combining").map(|letter| Value::Int(canonical_combining_class(letter).into()));
        "is_normalized" "(form, unistr)" "Whether a text is in a form already." => is_normalized;
        "lookup" "(name)" "The character of that name." => lookup;
        "name" "(chr[, default])" "The name of a character." => name;
        "normalize" "(form, unistr)" "A text in the form NFC, NFKC, NFD or NFKD." => |i, args| normalize(i, args).map(|(_, made)| Value::str(made));
    }
}

fn wanted(function: &str, what: &str, given: Option<&Value>) -> Raised {
    let kind = given.map_or_else(|| "nothing".to_owned(), Value::type_name);
    Raised::new(
        "TypeError",
        format!("{function}() needs {what}, not {kind}"),
    )
}

/// The one character that the first argument must be.
fn character(args: &CallArgs, function: &str) -> R<char> {
    let given = args.positional.first();
    let text = given.and_then(Value::as_str).unwrap_or_default();
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => Ok(letter),
        _ => Err(wanted(function, "one character", given)),
    }
}

fn category(letter: char) -> &'static str {
    match letter.general_category() {
        GeneralCategory::UppercaseLetter => "Lu",
        GeneralCategory::LowercaseLetter => "Ll",
        GeneralCategory::TitlecaseLetter => "Lt",
        GeneralCategory::ModifierLetter => "Lm",
        GeneralCategory::OtherLetter => "Lo",
        GeneralCategory::NonspacingMark => "Mn",
        GeneralCategory::SpacingMark => "Mc",
        GeneralCategory::EnclosingMark => "Me",
        GeneralCategory::DecimalNumber => "Nd",
        GeneralCategory::LetterNumber => "Nl",
        GeneralCategory::OtherNumber => "No",
        GeneralCategory::ConnectorPunctuation => "Pc",
        GeneralCategory::DashPunctuation => "Pd",
        GeneralCategory::OpenPunctuation => "Ps",
        GeneralCategory::ClosePunctuation => "Pe",
        GeneralCategory::InitialPunctuation => "Pi",
        GeneralCategory::FinalPunctuation => "Pf",
        GeneralCategory::OtherPunctuation => "Po",
        GeneralCategory::MathSymbol => "Sm",
        GeneralCategory::CurrencySymbol => "Sc",
        GeneralCategory::ModifierSymbol => "Sk",
        GeneralCategory::OtherSymbol => "So",
        GeneralCategory::SpaceSeparator => "Zs",
        GeneralCategory::LineSeparator => "Zl",
        GeneralCategory::ParagraphSeparator => "Zp",
        GeneralCategory::Control => "Cc",
        GeneralCategory::Format => "Cf",
        GeneralCategory::Surrogate => "Cs",
        GeneralCategory::PrivateUse => "Co",
        GeneralCategory::Unassigned => "Cn",
    }
}

/// A text as it was given, and in the form that was asked for.
fn normalize(interpreter: &mut Interpreter, args: CallArgs) -> R<(String, String)> {
    let [form, text] = args.bind("normalize", ["form", "unistr"], 2)?;
    let given = text.as_ref().and_then(Value::as_str);
    let given = given.ok_or_else(|| wanted("normalize", "a text", text.as_ref()))?;
    let form = form.as_ref().and_then(Value::as_str).unwrap_or_default();
    let made = match &*form {
        "NFC" => interpreter.gather(given.nfc())?,
        "NFD" => interpreter.gather(given.nfd())?,
        "NFKC" => interpreter.gather(given.nfkc())?,
        "NFKD" => interpreter.gather(given.nfkd())?,
        _ => {
            let wrong = "invalid normalization form; there are NFC, NFKC, NFD and NFKD";
            return Err(Raised::new("ValueError", wrong));
        }
    };
    Ok((given.to_string(), made))
}

fn is_normalized(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let (given, made) = normalize(interpreter, args)?;
    Ok(Value::Bool(given == made))
}

fn name(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let letter = character(&args, "name")?;
    match (unicode_names2::name(letter), args.positional.get(1)) {
        (Some(name), _) => Ok(Value::str(name.to_string())),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(Raised::new("ValueError", "no such name")),
    }
}

fn lookup(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let given = args.positional.first();
    let name = given.and_then(Value::as_str);
    let name = name.ok_or_else(|| wanted("lookup", "a name", given))?;
    match unicode_names2::character(&name) {
        Some(letter) => Ok(Value::str(letter.to_string())),
        None => Err(Raised::new(
            "KeyError",
            format!("undefined character name '{name}'"),
        )),
    }
}
