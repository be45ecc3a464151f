//! Contents of parts as text: for SEARCH, BINARY and PREVIEW.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::html::html_to_text;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

use super::Mail;
use super::header::{field, fields};
use super::tree::{Inside, Part};
use crate::data::words::{decode_charset, decode_words};

/// How many letters a preview has (RFC 8970 section 3.1 allows 256).
const PREVIEW: usize = 200;

/// The contents of a part without their transfer encoding; `None` for an encoding nobody knows.
pub(crate) fn octets<'a>(mail: &'a Mail, part: &Part) -> Option<Cow<'a, [u8]>> {
    let body = mail.slice(&part.body);
    let encoding = field(mail.slice(&part.header), "Content-Transfer-Encoding");
    let encoding = encoding.unwrap_or_default().to_ascii_lowercase();
    match encoding.as_slice() {
        b"base64" => base64_decode(body).map(Cow::Owned),
        b"quoted-printable" => quoted_printable_decode(body).map(Cow::Owned),
        b"" | b"7bit" | b"8bit" | b"binary" => Some(body.into()),
        _ => None,
    }
}

/// The contents of a text part as text.
fn text(mail: &Mail, part: &Part) -> Option<String> {
    let octets = octets(mail, part)?;
    let charset = part.content.param("charset").unwrap_or(b"utf-8");
    let charset = String::from_utf8_lossy(charset);
    Some(decode_charset(&charset, &octets))
}

fn is_text(part: &Part) -> bool {
    part.content.main.eq_ignore_ascii_case("text")
}

/// Hands every text of the message to `take`, headers of parts and of nested messages included,
/// until it says that it has seen enough.
pub(crate) fn texts(mail: &Mail, part: &Part, take: &mut dyn FnMut(&str) -> bool) -> bool {
    match &part.inside {
        Inside::Parts(parts) => parts
            .iter()
            .any(|part| take(&headers(mail.slice(&part.header))) || texts(mail, part, take)),
        Inside::Message(inner) => {
            take(&headers(mail.slice(&inner.header))) || texts(mail, inner, take)
        }
        Inside::Leaf if is_text(part) => text(mail, part).is_some_and(|text| take(&text)),
        Inside::Leaf => false,
    }
}

/// A header made readable, a line for each field.
pub(crate) fn headers(header: &[u8]) -> String {
    let mut out = String::new();
    for field in fields(header) {
        out.push_str(&String::from_utf8_lossy(field.name));
        out.push_str(": ");
        out.push_str(&decode_words(&super::header::unfold(field.value)));
        out.push('\n');
    }
    out
}

/// The beginning of what the message says, on one line.
pub(crate) fn preview(mail: &Mail) -> String {
    let mut shown = String::new();
    if let Some(part) = first_text(mail.tree())
        && let Some(text) = text(mail, part)
    {
        let text = match part.content.sub.eq_ignore_ascii_case("html") {
            true => html_to_text(&text),
            false => text,
        };
        let lines = text.lines().filter(|line| !line.starts_with('>'));
        for word in lines.flat_map(str::split_whitespace) {
            if !shown.is_empty() {
                shown.push(' ');
            }
            shown.push_str(word);
            if shown.len() > 4 * PREVIEW {
                break;
            }
        }
    }
    shown.chars().take(PREVIEW).collect()
}

/// The first plain text, or the first text of another kind.
fn first_text(part: &Part) -> Option<&Part> {
    match &part.inside {
        Inside::Leaf => Some(part).filter(|part| is_text(part)),
        Inside::Message(inner) => first_text(inner),
        Inside::Parts(parts) => {
            let mut texts = parts.iter().filter_map(first_text);
            let first = texts.next()?;
            let plain = std::iter::once(first)
                .chain(texts)
                .find(|part| part.content.is("text", "plain"));
            plain.or(Some(first))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_are_decoded() {
        let raw = "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Hi <b>there</b></p>\r\n--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe=\r\n, all\r\n> old\r\n--b--\r\n";
        let mail = Mail::new(raw.as_bytes().into(), 1, 1);
        assert_eq!(preview(&mail), "Grüße, all");
        let mut seen = Vec::new();
        texts(&mail, mail.tree(), &mut |text| {
            seen.push(text.to_owned());
            false
        });
        assert!(
            seen.iter().any(|text| text.contains("Grüße, all")),
            "{seen:?}"
        );
        let html = Mail::new(
            b"Content-Type: text/html\r\n\r\n<p>Hi <b>there</b></p>"[..].into(),
            1,
            1,
        );
        assert_eq!(preview(&html), "Hi there");
        let odd = Mail::new(
            b"Content-Transfer-Encoding: x-uue\r\n\r\nx"[..].into(),
            1,
            1,
        );
        assert_eq!(octets(&odd, odd.tree()), None);
    }
}
