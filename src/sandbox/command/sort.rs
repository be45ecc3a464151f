//! SORT (RFC 5256), with DISPLAYFROM and DISPLAYTO (RFC 5957).

use super::search;
use crate::data::words::decode_words;
use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::mail::{Mail, address, subject};
use crate::sandbox::session::Session;
use crate::sandbox::store::mailbox::Message;

/// By what is sorted, and whether downwards.
struct Order {
    by: By,
    reverse: bool,
}

#[derive(Clone, Copy)]
enum By {
    Arrival,
    Date,
    Size,
    Subject,
    /// The mailbox of the first address of a field.
    Address(&'static str),
    /// Its name, or the address.
    Display(&'static str),
}

/// What messages are compared by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Number(i64),
    Text(String),
}

pub(super) fn sort(session: &mut Session, args: &mut Args<'_>, uid: bool) -> Outcome {
    let orders = orders(session, args)?;
    let charset = args.text()?;
    let found = search::find(session, args, charset)?;
    let mut ranked: Vec<(Vec<Rank>, u32)> = found
        .messages
        .iter()
        .map(|(number, message)| {
            let ranks = orders.iter().map(|order| rank(order.by, message)).collect();
            (ranks, if uid { message.uid } else { *number })
        })
        .collect();
    // Equal ones stay in the order of their sequence numbers.
    ranked.sort_by(|(one, _), (other, _)| {
        let pairs = orders.iter().zip(one.iter().zip(other));
        let mut compared = pairs.map(|(order, (one, other))| match order.reverse {
            true => other.cmp(one),
            false => one.cmp(other),
        });
        compared
            .find(|order| order.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    session.out.put("* SORT");
    for (_, id) in &ranked {
        session.out.put(" ").show(id);
    }
    session.out.end();
    Ok(Answer::new("Sort completed."))
}

fn orders(session: &Session, args: &mut Args<'_>) -> Result<Vec<Order>, Refused> {
    let mut orders = Vec::new();
    args.list(|args| {
        let reverse = args.take("REVERSE");
        let refused = args.expected("a sort criterion");
        let display = session.server.has("SORT=DISPLAY");
        let by = match args.word()?.as_str() {
            "ARRIVAL" => By::Arrival,
            "DATE" => By::Date,
            "SIZE" => By::Size,
            "SUBJECT" => By::Subject,
            "FROM" => By::Address("From"),
            "TO" => By::Address("To"),
            "CC" => By::Address("Cc"),
            "DISPLAYFROM" if display => By::Display("From"),
            "DISPLAYTO" if display => By::Display("To"),
            _ => return Err(refused),
        };
        orders.push(Order { by, reverse });
        match orders.len() > 50 {
            true => Err(Refused::bad("Too many sort criteria")),
            false => Ok(()),
        }
    })?;
    match orders.is_empty() {
        true => Err(Refused::bad("No sort criteria")),
        false => Ok(orders),
    }
}

/// When a message was sent, or else received, in seconds since 1970 (RFC 5256 section 2.2).
pub(super) fn sent(message: &Message) -> i64 {
    let sent = message.mail.sent();
    sent.map_or_else(
        || search::utc(message),
        |(_, utc)| utc.and_utc().timestamp(),
    )
}

fn rank(by: By, message: &Message) -> Rank {
    let mail = &*message.mail;
    match by {
        By::Arrival => Rank::Number(search::utc(message)),
        By::Date => Rank::Number(sent(message)),
        By::Size => Rank::Number(i64::try_from(mail.raw().len()).unwrap_or(i64::MAX)),
        By::Subject => {
            let raw = mail.field("Subject").unwrap_or_default();
            Rank::Text(subject::base(&raw).0)
        }
        By::Address(field) => Rank::Text(first(mail, field, false)),
        By::Display(field) => Rank::Text(first(mail, field, true)),
    }
}

/// The first address of a field, in upper case.
fn first(mail: &Mail, field: &str, display: bool) -> String {
    let value = mail.field(field).unwrap_or_default();
    let addresses = address::parse(&value);
    let Some(address) = addresses.first() else {
        return String::new();
    };
    let mailbox = address.mailbox.as_deref().unwrap_or_default();
    let name = address.name.as_deref().filter(|_| display);
    let shown = match (name, &address.host) {
        (Some(name), _) => decode_words(name),
        (None, Some(host)) if display => {
            let (mailbox, host) = (
                String::from_utf8_lossy(mailbox),
                String::from_utf8_lossy(host),
            );
            format!("{mailbox}@{host}")
        }
        _ => String::from_utf8_lossy(mailbox).into_owned(),
    };
    shown.to_uppercase()
}
