//! What a certificate says of itself (X.509, RFC 5280): just enough DER to show it to a person.
//!
//! Whether it can be trusted is rustls' business, never decided by what is read here.

use chrono::{DateTime, NaiveDateTime, Utc};

/// What a certificate says of itself. What could not be read is empty.
#[derive(Clone, Debug, Default)]
pub struct Certificate {
    /// Whom it is for, as `CN=mail.example.org, O=Example`.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// The host names and addresses it is valid for.
    pub names: Vec<String>,
    /// From when on it is valid.
    pub not_before: Option<DateTime<Utc>>,
    /// Until when it is valid.
    pub not_after: Option<DateTime<Utc>>,
    /// The SHA-256 of its DER form, as `AB:CD:..`.
    pub sha256: String,
}

/// The object identifiers of the attributes that names are made of.
const ATTRIBUTES: [(&[u8], &str); 7] = [
    (b"\x55\x04\x03", "CN"),
    (b"\x55\x04\x06", "C"),
    (b"\x55\x04\x07", "L"),
    (b"\x55\x04\x08", "ST"),
    (b"\x55\x04\x0a", "O"),
    (b"\x55\x04\x0b", "OU"),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", "emailAddress"),
];

/// subjectAltName.
const ALTERNATIVE_NAMES: &[u8] = b"\x55\x1d\x11";

/// The fields of a certificate that are shown, still in DER.
struct Fields<'a> {
    issuer: &'a [u8],
    validity: &'a [u8],
    subject: &'a [u8],
    rest: &'a [u8],
}

impl Certificate {
    /// Reads what can be read.
    pub(super) fn read(der: &[u8]) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, der);
        let hex: Vec<String> = (digest.as_ref().iter())
            .map(|byte| format!("{byte:02X}"))
            .collect();
        let mut certificate = Self {
            sha256: hex.join(":"),
            ..Self::default()
        };
        if let Some(fields) = fields(der) {
            certificate.subject = name(fields.subject);
            certificate.issuer = name(fields.issuer);
            if let Some((tag, content, rest)) = element(fields.validity) {
                certificate.not_before = time(tag, content);
                certificate.not_after =
                    element(rest).and_then(|(tag, content, _)| time(tag, content));
            }
            certificate.names = alternative_names(fields.rest).unwrap_or_default();
        }
        certificate
    }
}

/// Whether a certificate was issued by itself: issuer and subject are the same.
pub(super) fn is_self_signed(der: &[u8]) -> bool {
    fields(der).is_some_and(|fields| fields.issuer == fields.subject)
}

fn fields(der: &[u8]) -> Option<Fields<'_>> {
    let (_, certificate, _) = element(der)?;
    let (_, mut tbs, _) = element(certificate)?;
    // version [0] is optional; then serial, algorithm, issuer, validity, subject, key, extensions.
    if tbs.first() == Some(&0xa0) {
        tbs = element(tbs)?.2;
    }
    let (_, _, rest) = element(tbs)?;
    let (_, _, rest) = element(rest)?;
    let (_, issuer, rest) = element(rest)?;
    let (_, validity, rest) = element(rest)?;
    let (_, subject, rest) = element(rest)?;
    let (_, _, rest) = element(rest)?;
    Some(Fields {
        issuer,
        validity,
        subject,
        rest,
    })
}

/// A distinguished name as text.
fn name(mut sets: &[u8]) -> String {
    let mut parts = Vec::new();
    while let Some((_, mut set, rest)) = element(sets) {
        sets = rest;
        while let Some((_, pair, more)) = element(set) {
            set = more;
            let Some((_, kind, value)) = element(pair) else {
                continue;
            };
            let label = (ATTRIBUTES.iter().find(|(id, _)| *id == kind)).map(|(_, label)| *label);
            if let (Some(label), Some((tag, value, _))) = (label, element(value)) {
                parts.push(format!("{label}={}", text(tag, value)));
            }
        }
    }
    parts.join(", ")
}

/// A string: BMPString is UTF-16, the others are near enough to UTF-8.
fn text(tag: u8, value: &[u8]) -> String {
    if tag != 0x1e {
        return String::from_utf8_lossy(value).into_owned();
    }
    let units = value.chunks_exact(2).map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        _ => 0,
    });
    char::decode_utf16(units)
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// UTCTime (two digits of the year, 50 and later are of the last century) or GeneralizedTime.
fn time(tag: u8, content: &[u8]) -> Option<DateTime<Utc>> {
    let digits = str::from_utf8(content).ok()?.strip_suffix('Z')?;
    let whole = match tag {
        0x17 => {
            let century = if digits < "50" { "20" } else { "19" };
            format!("{century}{digits}")
        }
        _ => digits.to_owned(),
    };
    let naive = NaiveDateTime::parse_from_str(&whole, "%Y%m%d%H%M%S").ok()?;
    Some(naive.and_utc())
}

/// The host names and addresses of the extension subjectAltName.
fn alternative_names(mut rest: &[u8]) -> Option<Vec<String>> {
    let extensions = loop {
        let (tag, content, more) = element(rest)?;
        if tag == 0xa3 {
            break content;
        }
        rest = more;
    };
    let (_, mut extensions, _) = element(extensions)?;
    while let Some((_, extension, more)) = element(extensions) {
        extensions = more;
        let (_, id, mut value) = element(extension)?;
        if id != ALTERNATIVE_NAMES {
            continue;
        }
        // A boolean says whether the extension is critical.
        if value.first() == Some(&0x01) {
            value = element(value)?.2;
        }
        let (_, octets, _) = element(value)?;
        let (_, mut names, _) = element(octets)?;
        let mut all = Vec::new();
        while let Some((tag, content, more)) = element(names) {
            names = more;
            match (tag, content) {
                (0x82, _) => all.push(String::from_utf8_lossy(content).into_owned()),
                (0x87, [a, b, c, d]) => all.push(format!("{a}.{b}.{c}.{d}")),
                (0x87, _) => {
                    if let Ok(octets) = <[u8; 16]>::try_from(content) {
                        all.push(std::net::Ipv6Addr::from(octets).to_string());
                    }
                }
                _ => {}
            }
        }
        return Some(all);
    }
    None
}

/// One DER element: its tag, its content, and what follows.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (len, rest) = match usize::from(*first) {
        short @ 0..=127 => (short, rest),
        long => {
            let (digits, rest) = rest.split_at_checked(long - 128)?;
            let len = digits.iter().try_fold(0usize, |len, digit| {
                len.checked_mul(256)?.checked_add(usize::from(*digit))
            })?;
            (len, rest)
        }
    };
    let (content, rest) = rest.split_at_checked(len)?;
    Some((*tag, content, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_both_kinds() {
        let shown = |tag, text: &str| time(tag, text.as_bytes()).map(|time| time.to_rfc3339());
        assert_eq!(
            shown(0x17, "491231235959Z").as_deref(),
            Some("2049-12-31T23:59:59+00:00")
        );
        assert_eq!(
            shown(0x17, "500101000000Z").as_deref(),
            Some("1950-01-01T00:00:00+00:00")
        );
        assert_eq!(
            shown(0x18, "20500101000000Z").as_deref(),
            Some("2050-01-01T00:00:00+00:00")
        );
        assert_eq!(shown(0x17, "nonsense"), None);
    }

    #[test]
    fn what_is_no_certificate_is_empty_but_has_a_digest() {
        for der in [&b""[..], b"\x30\xff", b"\x30\x03\x30\x01\x00", &[0x30; 300]] {
            let certificate = Certificate::read(der);
            assert_eq!(certificate.subject, "");
            assert_eq!(certificate.sha256.len(), 95);
            assert!(!is_self_signed(der));
        }
    }
}
