//! ENVELOPE (RFC 9051 section 7.5.2), from a header.

use super::address::{self, Address};
use super::header::{collapse, fields, unfold};
use crate::sandbox::out::Out;

/// Writes the envelope of the message with this header.
pub(crate) fn write(out: &mut Out, header: &[u8]) {
    const NAMES: [&str; 10] = [
        "Date",
        "Subject",
        "From",
        "Sender",
        "Reply-To",
        "To",
        "Cc",
        "Bcc",
        "In-Reply-To",
        "Message-ID",
    ];
    let mut found: [Option<&[u8]>; 10] = [None; 10];
    for field in fields(header) {
        for (name, slot) in NAMES.iter().zip(found.iter_mut()) {
            if slot.is_none() && field.name.eq_ignore_ascii_case(name.as_bytes()) {
                *slot = Some(field.value);
            }
        }
    }
    let [
        date,
        subject,
        from,
        sender,
        reply_to,
        to,
        cc,
        bcc,
        in_reply_to,
        id,
    ] = found;
    out.put("(").nstring(date.map(unfold).as_deref());
    out.put(" ").nstring(subject.map(collapse).as_deref());
    let from = list(from);
    let or_from = |value: Option<&[u8]>| {
        let read = list(value);
        if read.is_empty() { from.clone() } else { read }
    };
    let (sender, reply_to) = (or_from(sender), or_from(reply_to));
    for addresses in [&from, &sender, &reply_to, &list(to), &list(cc), &list(bcc)] {
        out.put(" ");
        write_addresses(out, addresses);
    }
    out.put(" ").nstring(in_reply_to.map(unfold).as_deref());
    out.put(" ").nstring(id.map(unfold).as_deref()).put(")");
}

fn list(value: Option<&[u8]>) -> Vec<Address> {
    value
        .map(|value| address::parse(&unfold(value)))
        .unwrap_or_default()
}

fn write_addresses(out: &mut Out, addresses: &[Address]) {
    if addresses.is_empty() {
        out.put("NIL");
        return;
    }
    out.put("(");
    for address in addresses {
        out.put("(").nstring(address.name.as_deref()).put(" NIL ");
        out.nstring(address.mailbox.as_deref()).put(" ");
        out.nstring(address.host.as_deref()).put(")");
    }
    out.put(")");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sender_and_reply_to_come_from_from() {
        let mut out = Out::default();
        write(
            &mut out,
            b"Subject: a\r\n  b\r\nFrom: A <a@x>\r\nTo: g: b@y;\r\nReply-To:\r\nMessage-ID: <1@x>\r\n\r\n",
        );
        let a = "((\"A\" NIL \"a\" \"x\"))";
        let g = "((NIL NIL \"g\" NIL)(NIL NIL \"b\" \"y\")(NIL NIL NIL NIL))";
        assert_eq!(
            String::from_utf8(out.bytes).unwrap(),
            format!("(NIL \"a b\" {a} {a} {a} {g} NIL NIL NIL \"<1@x>\")")
        );
    }
}
