//! Format specifications: `[[fill]align][sign][#][0][width][,][.precision][type]`.

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

use super::bigint;
use super::raise::{R, Raised};

/// A parsed specification.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Spec {
    pub(crate) fill: Option<char>,
    pub(crate) align: Option<char>,
    pub(crate) sign: Option<char>,
    pub(crate) alternate: bool,
    pub(crate) zero: bool,
    pub(crate) width: usize,
    pub(crate) group: Option<char>,
    pub(crate) precision: Option<usize>,
    pub(crate) kind: Option<char>,
}

/// The widest field that makes sense.
pub(crate) const WIDEST: usize = 1 << 20;

/// Reads a specification.
pub(crate) fn parse(text: &str) -> R<Spec> {
    let wrong = || Raised::new("ValueError", format!("Invalid format specifier '{text}'"));
    let letters: Vec<char> = text.chars().collect();
    let mut spec = Spec::default();
    let mut rest = &letters[..];
    let is_align = |c: Option<&char>| matches!(c, Some('<' | '>' | '=' | '^'));
    if is_align(rest.get(1)) {
        spec.fill = rest.first().copied();
        spec.align = rest.get(1).copied();
        rest = rest.get(2..).unwrap_or_default();
    } else if is_align(rest.first()) {
        spec.align = rest.first().copied();
        rest = rest.get(1..).unwrap_or_default();
    }
    let take = |wanted: &[char], rest: &mut &[char]| -> Option<char> {
        let found = rest.first().copied().filter(|c| wanted.contains(c))?;
        *rest = rest.get(1..).unwrap_or_default();
        Some(found)
    };
    spec.sign = take(&['+', '-', ' '], &mut rest);
    spec.alternate = take(&['#'], &mut rest).is_some();
    spec.zero = take(&['0'], &mut rest).is_some();
    spec.width = number(&mut rest)?.unwrap_or(0);
    spec.group = take(&[',', '_'], &mut rest);
    if take(&['.'], &mut rest).is_some() {
        spec.precision = Some(
            number(&mut rest)?
                .ok_or_else(|| Raised::new("ValueError", "Format specifier missing precision"))?,
        );
    }
    spec.kind = rest.first().copied();
    if rest.len() > 1 {
        return Err(wrong());
    }
    Ok(spec)
}

impl Spec {
    /// Refuses groups in what is no number in digits.
    fn check_group(&self, kind: char) -> R<()> {
        match (self.group, kind) {
            (None, _) | (_, 'd' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => Ok(()),
            (Some('_'), 'b' | 'o' | 'x' | 'X') => Ok(()),
            (Some(group), kind) => Err(Raised::new(
                "ValueError",
                format!("Cannot specify '{group}' with '{kind}'."),
            )),
        }
    }
}

fn number(rest: &mut &[char]) -> R<Option<usize>> {
    let digits: String = rest.iter().take_while(|c| c.is_ascii_digit()).collect();
    if digits.is_empty() {
        return Ok(None);
    }
    *rest = rest.get(digits.len()..).unwrap_or_default();
    match digits.parse() {
        Ok(number) if number <= WIDEST => Ok(Some(number)),
        _ => Err(Raised::new(
            "ValueError",
            "Too many decimal digits in format string",
        )),
    }
}

impl Spec {
    /// Pads text to the width; `default` is the alignment where none is given.
    pub(crate) fn pad(&self, text: &str, default: char) -> String {
        let missing = self.width.saturating_sub(text.chars().count());
        let fill = self.fill.unwrap_or(if self.zero { '0' } else { ' ' });
        let default = if self.zero && default == '>' {
            '='
        } else {
            default
        };
        let repeat = |count| std::iter::repeat_n(fill, count).collect::<String>();
        match self.align.unwrap_or(default) {
            '<' => format!("{text}{}", repeat(missing)),
            '^' => format!(
                "{}{text}{}",
                repeat(missing / 2),
                repeat(missing - missing / 2)
            ),
            '=' => {
                let digits = text
                    .find(|c: char| !matches!(c, '+' | '-' | ' '))
                    .unwrap_or(0);
                let digits = match text.get(digits..digits + 2) {
                    Some("0x" | "0X" | "0o" | "0b") if self.alternate => digits + 2,
                    _ => digits,
                };
                let (sign, digits) = text.split_at(digits);
                format!("{sign}{}{digits}", repeat(missing))
            }
            _ => format!("{}{text}", repeat(missing)),
        }
    }

    /// How wide digits must be that are filled up with zeros, beside what else stands there.
    fn zeros(&self, beside: usize) -> usize {
        let zero = self.fill.unwrap_or(if self.zero { '0' } else { ' ' }) == '0';
        match zero && matches!(self.align, None | Some('=')) && (self.zero || self.align.is_some())
        {
            true => self.width.saturating_sub(beside),
            false => 0,
        }
    }

    fn signed(&self, negative: bool, digits: &str) -> String {
        let sign = match (negative, self.sign) {
            (true, _) => "-",
            (false, Some('+')) => "+",
            (false, Some(' ')) => " ",
            _ => "",
        };
        format!("{sign}{digits}")
    }

    /// Whether a whole number is written as a float is.
    fn as_float(&self) -> bool {
        matches!(self.kind, Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%'))
    }

    /// A whole number.
    pub(crate) fn integer(&self, value: &BigInt) -> R<String> {
        self.check_group(self.kind.unwrap_or('d'))?;
        if self.precision.is_some() && !self.as_float() {
            return Err(Raised::new(
                "ValueError",
                "Precision not allowed in integer format specifier",
            ));
        }
        let magnitude = value.magnitude();
        let (prefix, digits, group) = match self.kind {
            None | Some('d' | 'n') => {
                let digits = bigint::digits(value)?;
                ("", digits.trim_start_matches('-').to_owned(), 3)
            }
            Some('x') => ("0x", format!("{magnitude:x}"), 4),
            Some('X') => ("0X", format!("{magnitude:X}"), 4),
            Some('o') => ("0o", format!("{magnitude:o}"), 4),
            Some('b') => ("0b", format!("{magnitude:b}"), 4),
            Some('c') if self.sign.is_some() || self.alternate => {
                return Err(Raised::new(
                    "ValueError",
                    "Sign and # not allowed with integer format specifier 'c'",
                ));
            }
            Some('c') => {
                let letter = value.to_u32().and_then(char::from_u32);
                let letter = letter
                    .ok_or_else(|| Raised::new("OverflowError", "%c arg not in range(0x110000)"))?;
                return Ok(self.pad(&letter.to_string(), '>'));
            }
            _ if self.as_float() => return self.float(bigint::to_float(value)?),
            Some(kind) => return Err(unknown(kind, "int")),
        };
        let prefix = if self.alternate { prefix } else { "" };
        let digits = match self.group {
            Some(separator) => {
                let sign = self.signed(value.is_negative(), prefix);
                grouped(&digits, separator, group, self.zeros(sign.len()))
            }
            None => digits,
        };
        Ok(self.pad(
            &self.signed(value.is_negative(), &format!("{prefix}{digits}")),
            '>',
        ))
    }

    /// A float.
    pub(crate) fn float(&self, value: f64) -> R<String> {
        self.check_group(self.kind.unwrap_or('d'))?;
        let magnitude = value.abs();
        if let Some(kind) = self.kind.filter(|kind| *kind != 'n' && !self.as_float()) {
            return Err(unknown(kind, "float"));
        }
        let digits = if !value.is_finite() {
            let text = if value.is_nan() { "nan" } else { "inf" };
            match self.kind {
                Some('%') => format!("{text}%"),
                Some(kind) if kind.is_ascii_uppercase() => text.to_uppercase(),
                _ => text.to_owned(),
            }
        } else {
            let precision = self.precision.unwrap_or(6);
            match self.kind {
                Some('f' | 'F') => format!("{magnitude:.precision$}"),
                Some('e') => exponent(magnitude, precision, 'e'),
                Some('E') => exponent(magnitude, precision, 'E'),
                Some('%') => format!("{:.precision$}%", magnitude * 100.0),
                Some('g' | 'n') => general(magnitude, precision, 'e', self.alternate, 0),
                Some('G') => general(magnitude, precision, 'E', self.alternate, 0),
                None if self.precision.is_some() => {
                    let text = general(magnitude, precision, 'e', self.alternate, 1);
                    match text.contains(['.', 'e']) {
                        true => text,
                        false => text + ".0",
                    }
                }
                _ => float_repr(magnitude),
            }
        };
        let digits = match self.alternate && value.is_finite() {
            true => with_point(digits),
            false => digits,
        };
        let digits = match self.group.filter(|_| value.is_finite()) {
            Some(separator) => {
                let end = digits.find(['.', 'e', 'E', '%']).unwrap_or(digits.len());
                let (whole, rest) = digits.split_at(end);
                let negative = value.is_sign_negative() && !value.is_nan();
                let sign = self.signed(negative, rest);
                grouped(whole, separator, 3, self.zeros(sign.len())) + rest
            }
            None => digits,
        };
        Ok(self.pad(
            &self.signed(value.is_sign_negative() && !value.is_nan(), &digits),
            '>',
        ))
    }

    /// Text.
    pub(crate) fn text(&self, text: &str) -> R<String> {
        self.check_group(self.kind.unwrap_or('s'))?;
        match self.kind {
            None | Some('s') => {}
            Some(kind) => return Err(unknown(kind, "str")),
        }
        if self.sign.is_some() {
            return Err(Raised::new(
                "ValueError",
                "Sign not allowed in string format specifier",
            ));
        }
        if self.alternate {
            return Err(Raised::new(
                "ValueError",
                "Alternate form (#) not allowed in string format specifier",
            ));
        }
        if self.align == Some('=') {
            return Err(Raised::new(
                "ValueError",
                "'=' alignment not allowed in string format specifier",
            ));
        }
        let cut: String = match self.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text.to_owned(),
        };
        Ok(self.pad(&cut, '<'))
    }
}

fn unknown(kind: char, what: &str) -> Raised {
    Raised::new(
        "ValueError",
        format!("Unknown format code '{kind}' for object of type '{what}'"),
    )
}

/// Digits in groups; with zeros before them, in groups as well, up to a width.
fn grouped(digits: &str, separator: char, size: usize, width: usize) -> String {
    let mut count = digits.chars().count();
    while count > 0 && count + (count - 1) / size < width {
        count += 1;
    }
    let mut out = String::new();
    for (at, digit) in format!("{digits:0>count$}").chars().enumerate() {
        if at > 0 && (count - at).is_multiple_of(size) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// `1.5e+07`: at least two digits of exponent, as C has it.
fn exponent(value: f64, precision: usize, letter: char) -> String {
    let text = format!("{value:.precision$e}");
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, power) = match power.strip_prefix('-') {
        Some(power) => ('-', power),
        None => ('+', power),
    };
    format!("{mantissa}{letter}{sign}{power:0>2}")
}

/// The number with a point, even if nothing follows it.
fn with_point(digits: String) -> String {
    if digits.contains('.') {
        return digits;
    }
    let end = digits.find(['e', 'E', '%']).unwrap_or(digits.len());
    let (whole, rest) = digits.split_at(end);
    format!("{whole}.{rest}")
}

/// Fixed or with an exponent, whichever is shorter; `room` is what must stay behind the point.
fn general(value: f64, precision: usize, letter: char, keep_zeros: bool, room: i64) -> String {
    let precision = precision.max(1);
    let rounded = format!("{value:.*e}", precision - 1);
    let power: i64 = rounded
        .split_once('e')
        .and_then(|(_, p)| p.parse().ok())
        .unwrap_or(0);
    let fixed = (-4..precision as i64 - room).contains(&power);
    let text = if fixed {
        let decimals = usize::try_from(precision as i64 - 1 - power).unwrap_or(0);
        format!("{value:.decimals$}")
    } else {
        exponent(value, precision - 1, letter)
    };
    if keep_zeros || !text.contains('.') {
        return text;
    }
    match text.split_once(letter) {
        Some((mantissa, power)) if !fixed => {
            let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
            format!("{mantissa}{letter}{power}")
        }
        _ => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
    }
}

/// A float as `repr` gives it: the shortest digits that read back the same.
pub(crate) fn float_repr(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-4..1e16).contains(&magnitude) {
        let text = format!("{value:e}");
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let digits = digits
            - text
                .split_once('e')
                .map_or(0, |(_, power)| power.trim_start_matches('-').len());
        let text = even(
            value,
            text,
            format!("{value:.0$e}", digits.saturating_sub(1)),
        );
        let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, power) = match power.strip_prefix('-') {
            Some(power) => ('-', power),
            None => ('+', power),
        };
        return format!("{mantissa}e{sign}{power:0>2}");
    }
    let text = format!("{value}");
    match text.split_once('.') {
        Some((_, digits)) => {
            let rounded = format!("{value:.0$}", digits.len());
            even(value, text, rounded)
        }
        None => text + ".0",
    }
}

/// Of two shortest texts of a number that lies in the middle between them, the one that ends in an
/// even digit, which `rounded` is.
fn even(value: f64, shortest: String, rounded: String) -> String {
    match rounded.parse() == Ok(value) {
        true => rounded,
        false => shortest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_python_writes_them() {
        for (spec, value, expected) in [
            ("", 12, "12"),
            ("5d", 12, "   12"),
            ("<5", 12, "12   "),
            ("^5", 12, " 12  "),
            ("05", -12, "-0012"),
            ("+,", 1234567, "+1,234,567"),
            ("#x", 255, "0xff"),
            ("#010x", 255, "0x000000ff"),
            ("_b", 255, "1111_1111"),
            ("*>6", 1, "*****1"),
            (".2f", 3, "3.00"),
            ("c", 65, "A"),
        ] {
            assert_eq!(
                parse(spec).unwrap().integer(&value.into()).unwrap(),
                expected,
                "{spec}"
            );
        }
        for (spec, value, expected) in [
            ("", 1.0, "1.0"),
            (".2f", 2.345, "2.35"),
            (".3e", 123456.0, "1.235e+05"),
            ("g", 1e10, "1e+10"),
            ("g", 0.0001, "0.0001"),
            (".3", 12.3456, "12.3"),
            ("8.2f", -1.5, "   -1.50"),
            (".1%", 0.256, "25.6%"),
            (",.2f", 1234.5, "1,234.50"),
            ("", 1e16, "1e+16"),
            ("", 1.5e-5, "1.5e-05"),
        ] {
            assert_eq!(
                parse(spec).unwrap().float(value).unwrap(),
                expected,
                "{spec}"
            );
        }
        assert!(parse("5q5").is_err());
        assert!(parse("d").unwrap().float(1.0).is_err());
    }
}
