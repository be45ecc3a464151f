//! What Unicode says about letters, asked as Python asks it.

use std::borrow::Cow;

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Digits that are not decimal: raised, in circles and the like, from one to another.
#[rustfmt::skip]
const DIGITS: &[(u32, u32)] = &[
    (0xb2, 0xb3), (0xb9, 0xb9), (0x1369, 0x1371), (0x19da, 0x19da), (0x2070, 0x2070),
    (0x2074, 0x2079), (0x2080, 0x2089), (0x2460, 0x2468), (0x2474, 0x247c), (0x2488, 0x2490),
    (0x24ea, 0x24ea), (0x24f5, 0x24fd), (0x24ff, 0x24ff), (0x2776, 0x277e), (0x2780, 0x2788),
    (0x278a, 0x2792), (0x10a40, 0x10a43), (0x10e60, 0x10e68), (0x11052, 0x1105a),
    (0x1f100, 0x1f10a),
];

/// Ideographs that are numbers.
#[rustfmt::skip]
const NUMBERS: &[u32] = &[
    0x3405, 0x3483, 0x382a, 0x3b4d, 0x4e00, 0x4e03, 0x4e07, 0x4e09, 0x4e5d, 0x4e8c, 0x4e94, 0x4e96,
    0x4ebf, 0x4ec0, 0x4edf, 0x4ee8, 0x4f0d, 0x4f70, 0x5104, 0x5146, 0x5169, 0x516b, 0x516d, 0x5341,
    0x5343, 0x5344, 0x5345, 0x534c, 0x53c1, 0x53c2, 0x53c3, 0x53c4, 0x56db, 0x58f1, 0x58f9, 0x5e7a,
    0x5efe, 0x5eff, 0x5f0c, 0x5f0d, 0x5f0e, 0x5f10, 0x62fe, 0x634c, 0x67d2, 0x6f06, 0x7396, 0x767e,
    0x8086, 0x842c, 0x8cae, 0x8cb3, 0x8d30, 0x9621, 0x9646, 0x964c, 0x9678, 0x96f6, 0xf96b, 0xf973,
    0xf978, 0xf9b2, 0xf9d1, 0xf9d3, 0xf9fd, 0x20001, 0x20064, 0x200e2, 0x20121, 0x2092a, 0x20983,
    0x2098c, 0x2099c, 0x20aea, 0x20afd, 0x20b19, 0x22390, 0x22998, 0x23b1b, 0x2626d, 0x2f890,
];

fn of_group(letter: char, group: GeneralCategoryGroup) -> bool {
    letter.general_category_group() == group
}

/// Whether it is a letter.
pub(crate) fn is_alpha(letter: char) -> bool {
    match letter.is_ascii() {
        true => letter.is_ascii_alphabetic(),
        false => of_group(letter, GeneralCategoryGroup::Letter),
    }
}

/// Whether it is a letter or stands for a number.
pub(crate) fn is_alnum(letter: char) -> bool {
    is_alpha(letter) || is_numeric(letter)
}

/// Whether it stands for a number: digits, fractions, Roman numerals and ideographs.
pub(crate) fn is_numeric(letter: char) -> bool {
    match letter.is_ascii() {
        true => letter.is_ascii_digit(),
        false => {
            of_group(letter, GeneralCategoryGroup::Number)
                || NUMBERS.binary_search(&u32::from(letter)).is_ok()
        }
    }
}

/// Whether it is a digit of any script, raised ones included.
pub(crate) fn is_digit(letter: char) -> bool {
    let code = u32::from(letter);
    let inside = |(first, last): &(u32, u32)| (*first..=*last).contains(&code);
    is_decimal(letter) || !letter.is_ascii() && DIGITS.iter().any(inside)
}

/// Whether it is a digit that numbers are written with, in any script.
pub(crate) fn is_decimal(letter: char) -> bool {
    match letter.is_ascii() {
        true => letter.is_ascii_digit(),
        false => letter.general_category() == GeneralCategory::DecimalNumber,
    }
}

/// A text with the digits of other scripts as those of ASCII: they stand in tens, from zero on.
pub(crate) fn ascii_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let ascii = |letter: char| {
        if letter.is_ascii() || !is_decimal(letter) {
            return letter;
        }
        let code = u32::from(letter);
        let before =
            (1..=code).take_while(|back| char::from_u32(code - back).is_some_and(is_decimal));
        let digit = u32::try_from(before.count() % 10).unwrap_or(0);
        char::from_digit(digit, 10).unwrap_or(letter)
    };
    text.chars().map(ascii).collect()
}

/// Whether `repr` shows it as it is.
pub(crate) fn is_printable(letter: char) -> bool {
    match letter.is_ascii() {
        true => !letter.is_ascii_control(),
        false => !matches!(
            letter.general_category_group(),
            GeneralCategoryGroup::Other | GeneralCategoryGroup::Separator
        ),
    }
}

/// Whether it is between the cases: the first half of two letters in one is large.
pub(crate) fn is_title(letter: char) -> bool {
    matches!(letter, 'ǅ' | 'ǈ' | 'ǋ' | 'ǲ' | 'ᾼ' | 'ῌ' | 'ῼ'
        | '\u{1f88}'..='\u{1f8f}' | '\u{1f98}'..='\u{1f9f}' | '\u{1fa8}'..='\u{1faf}')
}

/// Whether it has case at all.
pub(crate) fn is_cased(letter: char) -> bool {
    letter.is_uppercase() || letter.is_lowercase() || is_title(letter)
}

/// A letter as the first of a word: of several that it becomes only the first is upper case.
pub(crate) fn titled(letter: char) -> String {
    let code = u32::from(letter);
    let one = |code| char::from_u32(code).unwrap_or(letter).to_string();
    match letter {
        'Ǆ'..='ǆ' => return 'ǅ'.to_string(),
        'Ǉ'..='ǉ' => return 'ǈ'.to_string(),
        'Ǌ'..='ǌ' => return 'ǋ'.to_string(),
        'Ǳ'..='ǳ' => return 'ǲ'.to_string(),
        // Georgian has capitals for headings only.
        '\u{10d0}'..='\u{10ff}' => return letter.to_string(),
        '\u{1f80}'..='\u{1faf}' => return one(code | 8),
        'ᾳ' | 'ᾼ' | 'ῃ' | 'ῌ' | 'ῳ' | 'ῼ' => return one(code & !0xf | 0xc),
        _ => {}
    }
    let mut upper = letter.to_uppercase();
    let Some(first) = upper.next() else {
        return letter.to_string();
    };
    let rest: String = upper.collect();
    first.to_string()
        + &match letter {
            'ŉ' => rest,
            // The iota below stays below.
            '\u{1fb2}'..='\u{1ff7}' => rest.replace('Ι', "\u{345}"),
            _ => rest.to_lowercase(),
        }
}

/// A text in lower case, its letters apart; how a sigma is written depends on the letters beside it.
pub(crate) fn lowered(text: &str) -> impl Iterator<Item = (char, String)> {
    let lower: Vec<char> = text.to_lowercase().chars().collect();
    let mut at = 0;
    text.chars().map(move |letter| {
        let from = at;
        at += letter.to_lowercase().count();
        (
            letter,
            lower.get(from..at).unwrap_or_default().iter().collect(),
        )
    })
}

/// A text for comparisons that ignore case; the letters do not depend on those beside them.
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        let code = u32::from(letter);
        match letter {
            letter if letter.is_ascii() => out.push(letter.to_ascii_lowercase()),
            'ı' | '\u{13a0}'..='\u{13f5}' => out.push(letter),
            '\u{13f8}'..='\u{13fd}' => out.extend(char::from_u32(code - 8)),
            '\u{ab70}'..='\u{abbf}' => out.extend(char::from_u32(code - 0xab70 + 0x13a0)),
            letter => {
                let upper = letter.to_lowercase().flat_map(char::to_uppercase);
                out.extend(upper.flat_map(char::to_lowercase));
            }
        }
    }
    out
}
