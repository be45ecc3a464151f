//! BODY and BODYSTRUCTURE (RFC 9051 section 7.5.2), from a tree of parts.

use super::Mail;
use super::envelope;
use super::header::{field, fields, unfold};
use super::tree::{Content, Inside, Part, disposition};
use crate::sandbox::out::Out;

/// Writes the structure of a part; `full` adds what only BODYSTRUCTURE has.
pub(crate) fn write(out: &mut Out, mail: &Mail, part: &Part, full: bool) {
    let header = mail.slice(&part.header);
    out.put("(");
    if let Inside::Parts(parts) = &part.inside {
        for part in parts {
            write(out, mail, part, full);
        }
        if parts.is_empty() {
            // There is always one.
            out.put("(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0");
            out.put(if full { " NIL NIL NIL NIL)" } else { ")" });
        }
        out.put(" ").string(part.content.sub.as_bytes());
        if full {
            out.put(" ");
            params(out, &part.content.params);
            extension(out, header);
        }
        out.put(")");
        return;
    }
    out.string(part.content.main.as_bytes()).put(" ");
    out.string(part.content.sub.as_bytes()).put(" ");
    params(out, &with_charset(&part.content));
    for name in ["Content-ID", "Content-Description"] {
        out.put(" ").nstring(field(header, name).as_deref());
    }
    let encoding = field(header, "Content-Transfer-Encoding");
    let encoding = encoding.filter(|encoding| !encoding.is_empty());
    out.put(" ").string(encoding.as_deref().unwrap_or(b"7bit"));
    out.put(" ").show(part.body.len());
    if let Inside::Message(inner) = &part.inside {
        out.put(" ");
        envelope::write(out, mail.slice(&inner.header));
        out.put(" ");
        write(out, mail, inner, full);
        out.put(" ").show(part.lines);
    } else if part.content.main.eq_ignore_ascii_case("text") {
        out.put(" ").show(part.lines);
    }
    if full {
        out.put(" ")
            .nstring(field(header, "Content-MD5").as_deref());
        extension(out, header);
    }
    out.put(")");
}

/// Text without a charset is US-ASCII, and says so.
fn with_charset(content: &Content) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut params = content.params.clone();
    let is_text = content.main.eq_ignore_ascii_case("text");
    if is_text && content.param("charset").is_none() {
        params.push((b"charset".to_vec(), b"us-ascii".to_vec()));
    }
    params
}

/// Disposition, language and location.
fn extension(out: &mut Out, header: &[u8]) {
    let (mut place, mut languages, mut location) = (None, None, None);
    for field in fields(header) {
        let name = field.name.to_ascii_lowercase();
        let slot = match name.as_slice() {
            b"content-disposition" => &mut place,
            b"content-language" => &mut languages,
            b"content-location" => &mut location,
            _ => continue,
        };
        slot.get_or_insert_with(|| unfold(field.value));
    }
    out.put(" ");
    match place.as_deref().and_then(disposition) {
        Some(read) => {
            out.put("(").string(read.main.as_bytes()).put(" ");
            params(out, &read.params);
            out.put(")");
        }
        None => {
            out.put("NIL");
        }
    }
    out.put(" ");
    let languages = languages.unwrap_or_default();
    let mut tags = languages
        .split(|byte| *byte == b',')
        .map(<[u8]>::trim_ascii)
        .filter(|tag| !tag.is_empty());
    match (tags.next(), tags.next()) {
        (None, _) => out.put("NIL"),
        (Some(tag), None) => out.put("(").string(tag).put(")"),
        (Some(first), Some(second)) => {
            out.put("(").string(first).put(" ").string(second);
            for tag in tags {
                out.put(" ").string(tag);
            }
            out.put(")")
        }
    };
    out.put(" ").nstring(location.as_deref());
}

fn params(out: &mut Out, params: &[(Vec<u8>, Vec<u8>)]) {
    if params.is_empty() {
        out.put("NIL");
        return;
    }
    for (position, (name, value)) in params.iter().enumerate() {
        out.put(if position == 0 { "(" } else { " " });
        out.string(name).put(" ").string(value);
    }
    out.put(")");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(raw: &str, full: bool) -> String {
        let mail = Mail::new(raw.as_bytes().into(), 1, 1);
        let mut out = Out::default();
        write(&mut out, &mail, mail.tree(), full);
        String::from_utf8(out.bytes).unwrap()
    }

    #[test]
    fn leaves_parts_and_messages() {
        assert_eq!(
            shown("\r\none\r\ntwo\r\n", true),
            "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 10 2 NIL NIL NIL NIL)"
        );
        assert_eq!(
            shown("Content-Type: multipart/mixed\r\n\r\nx", false),
            "((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0) \"mixed\")"
        );
        assert_eq!(
            shown(
                "Content-Type: image/png; name=x\r\nContent-ID: <1>\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"a b\"\r\nContent-Language: de, en\r\n\r\nAA==",
                true
            ),
            "(\"image\" \"png\" (\"name\" \"x\") \"<1>\" NIL \"base64\" 4 NIL (\"attachment\" (\"filename\" \"a b\")) (\"de\" \"en\") NIL)"
        );
        let inner = shown(
            "Content-Type: message/rfc822\r\n\r\nSubject: s\r\n\r\nx\r\n",
            false,
        );
        assert_eq!(
            inner,
            "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 17 (NIL \"s\" NIL NIL NIL NIL NIL NIL NIL NIL) (\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 3 1) 3)"
        );
    }
}
