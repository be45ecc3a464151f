//! A folder that messages are put into, by APPEND, COPY and MOVE: all of them, or none.

use crate::sandbox::answer::Refused;
use crate::sandbox::store::flags::Flags;
use crate::sandbox::store::mailbox::Mailbox;
use crate::sandbox::store::{Found, Store};

/// Finds the folder.
pub(super) fn find(store: &Store, user: &str, name: &str) -> Result<Found, Refused> {
    let found = store.find(user, name);
    let found = found
        .ok_or_else(|| Refused::code("TRYCREATE", format!("Mailbox doesn't exist: {name}")))?;
    if !found.rights.any("i") || store.get(found.id).is_some_and(|mailbox| mailbox.fixed) {
        return Err(Refused::forbidden());
    }
    Ok(found)
}

/// Whether its owner has room for so many octets in so many messages.
pub(super) fn has_room(
    store: &Store,
    found: &Found,
    octets: impl Iterator<Item = usize>,
) -> Result<(), Refused> {
    let (count, octets) = octets.fold((0, 0), |(count, all), size| (count + 1, all + size as u64));
    match store.has_room(&found.owner, octets, count) {
        true => Ok(()),
        false => Err(Refused::over_quota()),
    }
}

/// The flags that the messages have in this folder, if it can take all of them.
pub(super) fn flags<T>(
    mailbox: &mut Mailbox,
    messages: &[T],
    each: impl Fn(&mut Mailbox, &T) -> Option<Flags>,
) -> Result<Vec<Flags>, Refused> {
    let flags: Option<Vec<_>> = messages
        .iter()
        .map(|message| each(mailbox, message))
        .collect();
    match mailbox.has_uids(messages.len()) {
        true => flags.ok_or_else(Refused::full),
        false => Err(Refused::full()),
    }
}
