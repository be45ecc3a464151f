//! Everything that the server keeps, in memory: users, their folders, the messages in these.

pub(crate) mod flags;
pub(crate) mod mailbox;
pub(crate) mod names;
pub(crate) mod rights;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::data::secret::Secret;
use crate::data::time::DateTime;
use crate::sandbox::mail::Mail;
use crate::sandbox::mail::header;
use flags::Flags;
use mailbox::Mailbox;
use names::{SEPARATOR, SHARED, parents};
use rights::Rights;

/// A user.
#[derive(Debug, Default)]
pub(crate) struct User {
    /// The password, which is taken as an OAuth2 token as well.
    pub(crate) password: Secret,
    /// The folders by name.
    pub(crate) folders: BTreeMap<String, u64>,
    /// The names subscribed to; there need not be a folder of that name.
    pub(crate) subscriptions: BTreeSet<String>,
    /// How much the user may keep.
    pub(crate) quota: Quota,
    /// Annotations of the server for this user (METADATA).
    pub(crate) metadata: BTreeMap<String, Vec<u8>>,
}

/// How much a user may keep; `None` is no limit.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Quota {
    /// Storage, in KiB.
    pub(crate) storage: Option<u64>,
    /// The number of messages.
    pub(crate) messages: Option<u64>,
}

/// All users and folders.
#[derive(Debug, Default)]
pub(crate) struct Store {
    /// The users by name.
    pub(crate) users: BTreeMap<String, User>,
    boxes: HashMap<u64, Mailbox>,
    last_box: u64,
    last_mail: u64,
    /// The conversation that a message id belongs to.
    threads: HashMap<Vec<u8>, u64>,
    /// The UIDVALIDITY of the next folder.
    validity: u32,
}

/// A folder that a user has found: whose, and its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The owner.
    pub(crate) owner: String,
    /// The name among the owner's folders.
    pub(crate) name: String,
    /// The folder's number.
    pub(crate) id: u64,
    /// What the user may do there.
    pub(crate) rights: Rights,
}

impl Store {
    /// An empty store.
    pub(crate) fn new() -> Self {
        Self {
            validity: 1_700_000_000,
            ..Self::default()
        }
    }

    /// Adds a user with an INBOX.
    pub(crate) fn add_user(&mut self, name: &str, password: Secret) {
        let user = self.users.entry(name.to_owned()).or_default();
        user.password = password;
        if !user.folders.contains_key("INBOX") {
            self.create(name, "INBOX");
        }
    }

    /// Makes a folder, unless there is one; its number either way.
    pub(crate) fn create(&mut self, owner: &str, name: &str) -> u64 {
        if let Some(id) = self.own(owner, name) {
            return id;
        }
        self.last_box += 1;
        self.validity += 1;
        let id = self.last_box;
        self.boxes.insert(id, Mailbox::new(id, self.validity));
        if let Some(user) = self.users.get_mut(owner) {
            user.folders.insert(name.to_owned(), id);
        }
        id
    }

    /// Forgets a folder.
    pub(crate) fn delete(&mut self, owner: &str, name: &str) {
        let user = self.users.get_mut(owner);
        if let Some(id) = user.and_then(|user| user.folders.remove(name)) {
            self.boxes.remove(&id);
        }
    }

    /// The number of a user's own folder.
    pub(crate) fn own(&self, owner: &str, name: &str) -> Option<u64> {
        self.users.get(owner)?.folders.get(name).copied()
    }

    /// A folder by its number.
    pub(crate) fn get(&self, id: u64) -> Option<&Mailbox> {
        self.boxes.get(&id)
    }

    /// A folder by its number, to be changed.
    pub(crate) fn get_mut(&mut self, id: u64) -> Option<&mut Mailbox> {
        self.boxes.get_mut(&id)
    }

    /// Whose folder a name means to a user, and its name there.
    pub(crate) fn owner<'a>(user: &'a str, name: &'a str) -> Option<(&'a str, &'a str)> {
        let shared = name
            .strip_prefix(SHARED)
            .and_then(|rest| rest.strip_prefix(SEPARATOR));
        match shared {
            None if name == SHARED => None,
            None => Some((user, name)),
            Some(rest) => rest.split_once(SEPARATOR),
        }
    }

    /// The folder that a name means to a user, if it is one and may be seen.
    pub(crate) fn find(&self, user: &str, name: &str) -> Option<Found> {
        let (owner, name) = Self::owner(user, name)?;
        let name = names::normal(name);
        let id = self.own(owner, &name)?;
        let rights = self.rights(user, owner, id);
        rights.any("lr").then(|| Found {
            owner: owner.to_owned(),
            name,
            id,
            rights,
        })
    }

    /// What a user may do in a folder.
    pub(crate) fn rights(&self, user: &str, owner: &str, id: u64) -> Rights {
        if user == owner {
            return Rights::all();
        }
        let Some(mailbox) = self.boxes.get(&id) else {
            return Rights::default();
        };
        let of = |name: &str| mailbox.acl.get(name).copied().unwrap_or_default();
        let given = of("anyone").with(of("authenticated"));
        let given = given.with(of(user));
        given.without(of(&format!("-{user}")))
    }

    /// All names that a user can see, with the folders behind them; a level that is only part of
    /// other names has none.
    pub(crate) fn visible(&self, user: &str) -> BTreeMap<String, Option<Found>> {
        let mut all = BTreeMap::new();
        for (owner, account) in &self.users {
            for (name, id) in &account.folders {
                let rights = self.rights(user, owner, *id);
                if !rights.any("l") {
                    continue;
                }
                let shown = match owner == user {
                    true => name.clone(),
                    false => format!("{SHARED}{SEPARATOR}{owner}{SEPARATOR}{name}"),
                };
                for parent in parents(&shown) {
                    all.entry(parent.to_owned()).or_insert(None);
                }
                let found = Found {
                    owner: owner.clone(),
                    name: name.clone(),
                    id: *id,
                    rights,
                };
                all.insert(shown, Some(found));
            }
        }
        all
    }

    /// A message of these octets, with a number of its own and that of its conversation.
    pub(crate) fn mail(&mut self, raw: Arc<[u8]>) -> Arc<Mail> {
        self.last_mail += 1;
        let id = self.last_mail;
        let mut own = None;
        let mut thread = None;
        let head = raw.get(..header::end(&raw)).unwrap_or_default();
        for field in header::fields(head) {
            let is = |name: &str| field.name.eq_ignore_ascii_case(name.as_bytes());
            if is("Message-ID") {
                own = Some(field.value.trim_ascii().to_vec());
            } else if is("References") || is("In-Reply-To") {
                let words = field.value.split(u8::is_ascii_whitespace);
                thread = thread.or_else(|| {
                    let mut words = words.filter(|word| !word.is_empty());
                    words.find_map(|word| self.threads.get(word).copied())
                });
            }
        }
        if let Some(own) = own {
            let known = thread.or_else(|| self.threads.get(&own).copied());
            thread = Some(known.unwrap_or(id));
            self.threads.entry(own).or_insert(known.unwrap_or(id));
        }
        Arc::new(Mail::new(raw, id, thread.unwrap_or(id)))
    }

    /// Puts a message into a folder.
    pub(crate) fn deliver(
        &mut self,
        id: u64,
        raw: Arc<[u8]>,
        flags: &[String],
        received: DateTime,
    ) -> Option<u32> {
        let mail = self.mail(raw);
        let mailbox = self.boxes.get_mut(&id)?;
        let flags = mailbox.flags(flags).unwrap_or_else(Flags::default);
        mailbox.add(mail, flags, received, 0)
    }

    /// From now on no message that is there is `\Recent`.
    pub(crate) fn settle(&mut self) {
        for mailbox in self.boxes.values_mut() {
            mailbox.first_recent = mailbox.uidnext;
        }
    }

    /// What a user keeps: octets and messages.
    pub(crate) fn usage(&self, owner: &str) -> (u64, u64) {
        let folders = self.users.get(owner).into_iter();
        folders
            .flat_map(|user| user.folders.values())
            .filter_map(|id| self.boxes.get(id))
            .fold((0, 0), |(octets, messages), mailbox| {
                (
                    octets + mailbox.size,
                    messages + mailbox.messages.len() as u64,
                )
            })
    }

    /// Whether a user may keep that much more.
    pub(crate) fn has_room(&self, owner: &str, octets: u64, messages: u64) -> bool {
        let Some(user) = self.users.get(owner) else {
            return false;
        };
        if user.quota.storage.is_none() && user.quota.messages.is_none() {
            return true;
        }
        let (held, count) = self.usage(owner);
        let fits = |limit: Option<u64>, wanted: u64| limit.is_none_or(|limit| wanted <= limit);
        let storage = user.quota.storage.map(|kib| kib.saturating_mul(1024));
        fits(storage, held + octets) && fits(user.quota.messages, count + messages)
    }
}
