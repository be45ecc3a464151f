//! `%%` and `%(key)s` in values, as Python's `configparser` has them.
//!
//! One thing is kinder: a `%` that begins neither is itself, where Python refuses the value.

use std::borrow::Cow;

/// How deep references may lead to references (Python's limit).
const DEPTH: usize = 10;

/// How many references one value may lead to, all in all.
const REFERENCES: usize = 10_000;

/// `raw` with its references replaced; `look` gives the raw value of a key (lower case).
///
/// The error is the second half of a sentence about the value, and never quotes it.
pub(super) fn interpolate<'a>(
    raw: &'a str,
    look: &dyn Fn(&str) -> Option<Cow<'a, str>>,
) -> Result<String, String> {
    let mut out = String::new();
    let mut left = REFERENCES;
    expand(raw, look, DEPTH, &mut left, &mut out)?;
    Ok(out)
}

fn expand<'a>(
    raw: &str,
    look: &dyn Fn(&str) -> Option<Cow<'a, str>>,
    depth: usize,
    left: &mut usize,
    out: &mut String,
) -> Result<(), String> {
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        rest = after;
        if let Some(after) = rest.strip_prefix('%') {
            out.push('%');
            rest = after;
        } else if let Some((key, after)) = reference(rest) {
            let value = look(&key.to_lowercase()).ok_or_else(|| {
                format!(
                    "refers to the key `{key}`, which is not there; write %% for a percent sign"
                )
            })?;
            if depth == 0 || *left == 0 {
                return Err(format!("refers to other keys too often (at `{key}`)"));
            }
            *left -= 1;
            expand(&value, look, depth - 1, left, out)?;
            rest = after;
        } else {
            out.push('%');
        }
    }
    out.push_str(rest);
    Ok(())
}

/// The key of `(key)s...` and what follows.
fn reference(text: &str) -> Option<(&str, &str)> {
    let (key, after) = text.strip_prefix('(')?.split_once(')')?;
    let after = after.strip_prefix('s')?;
    (!key.is_empty()).then_some((key, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(raw: &str) -> Result<String, String> {
        interpolate(raw, &|key| match key {
            "host" => Some(Cow::Borrowed("h%%")),
            "both" => Some(Cow::Borrowed("<%(host)s>")),
            "loop" => Some(Cow::Borrowed("x%(loop)s")),
            "wide" => Some(Cow::Owned("%(host)s".repeat(200))),
            _ => None,
        })
    }

    #[test]
    fn references_and_percent_signs() {
        let table = [
            ("", ""),
            ("a%f", "a%f"),
            ("100%", "100%"),
            ("100%%", "100%"),
            ("%%(host)s", "%(host)s"),
            ("%(host)s!", "h%!"),
            ("%(HOST)s", "h%"),
            ("%(both)s", "<h%>"),
            ("%(host)", "%(host)"),
            ("%()s", "%()s"),
            ("%(host", "%(host"),
        ];
        for (raw, value) in table {
            assert_eq!(run(raw).as_deref(), Ok(value), "{raw}");
        }
    }

    #[test]
    fn what_cannot_end_well_is_refused() {
        assert!(run("%(nowhere)s").unwrap_err().contains("`nowhere`"));
        assert!(run("%(loop)s").unwrap_err().contains("too often"));
        let wide = "%(wide)s".repeat(200);
        assert!(run(&wide).unwrap_err().contains("too often"));
    }
}
