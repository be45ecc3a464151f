//! Describing a server before it starts.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use chrono::{DateTime as ChronoTime, Utc};

use super::caps::{Caps, Personality};
use super::fault::Fault;
use super::server::{Arrival, Config, Server, listen};
use super::store::rights::Rights;
use super::store::{Quota, Store, names};
use super::{Sandbox, failed};
use crate::data::secret::Secret;
use crate::data::time::DateTime;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::Limits;

/// What a server is to be: users, messages, capabilities, faults.
///
/// Whatever is wrong in it is told by [`Builder::start`].
#[derive(Debug)]
pub struct Builder {
    store: Store,
    personality: Personality,
    caps: Vec<(String, bool)>,
    greeting: Option<String>,
    faults: Vec<Fault>,
    limits: Limits,
    address: IpAddr,
    arrivals: Option<Arrival>,
    wrong: Option<Error>,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            store: Store::new(),
            personality: Personality::default(),
            caps: Vec::new(),
            greeting: None,
            faults: Vec::new(),
            limits: Limits {
                response: 256 << 10,
                literal: 64 << 20,
                depth: 100,
            },
            address: Ipv4Addr::LOCALHOST.into(),
            arrivals: None,
            wrong: None,
        }
    }

    /// A user with a password, which is taken as an OAuth2 token as well. There is an INBOX.
    pub fn user(mut self, name: &str, password: &str) -> Self {
        self.store.add_user(name, Secret::from(password));
        if self.personality == Personality::Gmail {
            self.gmail_folders(name);
        }
        self
    }

    /// Whose manners the server has. Capabilities set before are kept.
    pub fn personality(mut self, personality: Personality) -> Self {
        self.personality = personality;
        if personality == Personality::Gmail {
            let users: Vec<String> = self.store.users.keys().cloned().collect();
            for user in users {
                self.gmail_folders(&user);
            }
        }
        self
    }

    fn gmail_folders(&mut self, user: &str) {
        for (name, special) in [
            ("All Mail", "\\All"),
            ("Drafts", "\\Drafts"),
            ("Sent Mail", "\\Sent"),
            ("Spam", "\\Junk"),
            ("Starred", "\\Flagged"),
            ("Trash", "\\Trash"),
        ] {
            let id = self.store.create(user, &format!("[Gmail]/{name}"));
            if let Some(mailbox) = self.store.get_mut(id) {
                mailbox.special = Some(special.to_owned());
            }
        }
    }

    /// Switches a capability on or off, and with it what belongs to it.
    pub fn capability(mut self, name: &str, on: bool) -> Self {
        self.caps.push((name.to_owned(), on));
        self
    }

    /// What the server says when a client connects: a text after `* OK`, or a whole line that
    /// begins with `* `, such as `* BYE not today`.
    pub fn greeting(mut self, greeting: &str) -> Self {
        let line: String = greeting.chars().filter(|c| !c.is_control()).collect();
        self.greeting = Some(line);
        self
    }

    /// A fault that every connection has.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// How much a client may send at once after its login: the bytes of a command line, the octets
    /// of a literal, the depth of lists.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Listens on this address instead of 127.0.0.1. Beyond loopback everyone who can reach the
    /// machine can try passwords.
    pub fn listen_on(mut self, address: IpAddr) -> Self {
        self.address = address;
        self
    }

    /// A folder of a user; `special` tells what it is for, such as `\Sent`.
    pub fn folder(mut self, user: &str, name: &str, special: Option<&str>) -> Self {
        let made = folder(&mut self.store, user, name).map(|id| {
            if let Some(mailbox) = self.store.get_mut(id) {
                mailbox.special = special.map(str::to_owned);
            }
        });
        self.note(made)
    }

    /// A message in a folder, which is made if it is not there, received now.
    pub fn message(self, user: &str, folder: &str, message: impl AsRef<[u8]>) -> Self {
        self.message_with(user, folder, message, &[], Utc::now().fixed_offset())
    }

    /// A message with flags and the time of its arrival.
    pub fn message_with(
        mut self,
        user: &str,
        folder: &str,
        message: impl AsRef<[u8]>,
        flags: &[&str],
        received: impl Into<DateTime>,
    ) -> Self {
        let received = received.into();
        let put = deliver(
            &mut self.store,
            user,
            folder,
            message.as_ref(),
            flags,
            received,
        );
        self.note(put.map(drop))
    }

    /// All files of a directory whose names end in `.eml`, in the order of their names, in a
    /// folder. Their line ends become CRLF; they were received when they were changed last.
    pub fn directory(mut self, user: &str, folder: &str, path: impl AsRef<Path>) -> Self {
        let read = self.read_directory(user, folder, path.as_ref());
        self.note(read)
    }

    fn read_directory(&mut self, user: &str, folder: &str, path: &Path) -> Result<()> {
        let cannot = |path: &Path, error: std::io::Error| {
            let path = path.display();
            Error::new(ErrorKind::Io, format!("{path} cannot be read: {error}"))
        };
        let mut files = Vec::new();
        for entry in fs::read_dir(path).map_err(|error| cannot(path, error))? {
            let file = entry.map_err(|error| cannot(path, error))?.path();
            if file
                .extension()
                .is_some_and(|ending| ending.eq_ignore_ascii_case("eml"))
            {
                files.push(file);
            }
        }
        files.sort();
        for file in files {
            let raw = fs::read(&file).map_err(|error| cannot(&file, error))?;
            let changed = fs::metadata(&file).and_then(|about| about.modified());
            let changed = changed.map_or_else(|_| Utc::now(), ChronoTime::<Utc>::from);
            let received = changed.fixed_offset().into();
            deliver(
                &mut self.store,
                user,
                folder,
                &with_crlf(&raw),
                &[],
                received,
            )?;
        }
        Ok(())
    }

    /// How much a user may keep: storage in KiB, and messages.
    pub fn quota(mut self, user: &str, storage: Option<u64>, messages: Option<u64>) -> Self {
        let done = match self.store.users.get_mut(user) {
            Some(user) => {
                user.quota = Quota { storage, messages };
                Ok(())
            }
            None => Err(no_user(user)),
        };
        self.note(done)
    }

    /// Shares a folder: `with` is a user or `anyone`, who finds it as `shared/OWNER/FOLDER`, and
    /// `rights` are letters of RFC 4314.
    pub fn share(mut self, owner: &str, name: &str, with: &str, rights: &str) -> Self {
        let done = folder(&mut self.store, owner, name).and_then(|id| {
            let rights = Rights::parse(rights)
                .map_err(|letter| Error::value("rights", format!("{letter:?} is no right")))?;
            if let Some(mailbox) = self.store.get_mut(id) {
                mailbox.acl.insert(with.to_owned(), rights);
            }
            Ok(())
        });
        self.note(done)
    }

    /// Subscribes a user to a folder.
    pub fn subscribe(mut self, user: &str, name: &str) -> Self {
        let done = match self.store.users.get_mut(user) {
            Some(user) => {
                user.subscriptions.insert(names::normal(name));
                Ok(())
            }
            None => Err(no_user(user)),
        };
        self.note(done)
    }

    /// The first thing that is wrong is kept for the start.
    fn note(mut self, done: Result<()>) -> Self {
        if let Err(error) = done {
            self.wrong.get_or_insert(error);
        }
        self
    }

    /// While somebody waits in IDLE for changes of an INBOX, new messages arrive there: these, by
    /// their number.
    pub(super) fn arrivals(mut self, make: Arrival) -> Self {
        self.arrivals = Some(make);
        self
    }

    /// No message that is there already is `\Recent`.
    pub(super) fn settled(mut self) -> Self {
        self.store.settle();
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// What was wrong in the description; `Connect` if there is no port to listen on.
    pub fn start(self) -> Result<Sandbox> {
        if let Some(error) = self.wrong {
            return Err(error);
        }
        let mut caps = Caps::new(self.personality);
        for (name, on) in &self.caps {
            caps.set(name, *on);
        }
        let early = Limits {
            response: self.limits.response.min(8 << 10),
            literal: self.limits.literal.min(8 << 10),
            depth: self.limits.depth.min(10),
        };
        let config = Config {
            personality: self.personality,
            caps,
            greeting: self.greeting,
            early,
            limits: self.limits,
            arrivals: self.arrivals,
        };
        let server = Arc::new(Server::new(config, self.store, self.faults));
        let open = |tls: bool| {
            let listener = TcpListener::bind((self.address, 0));
            let listener = listener.map_err(|error| failed("listen", &error))?;
            let address = listener
                .local_addr()
                .map_err(|error| failed("listen", &error))?;
            let server = server.clone();
            thread::Builder::new()
                .name("sandbox".to_owned())
                .spawn(move || listen(server, listener, tls))
                .map_err(|error| failed("start a thread", &error))?;
            Ok::<_, Error>(address)
        };
        let (plain, tls) = (open(false)?, open(true)?);
        Ok(Sandbox { server, plain, tls })
    }
}

fn no_user(name: &str) -> Error {
    Error::value(
        "user",
        format!("the sandbox has no user {name:?}; name it first"),
    )
}

/// The number of a user's folder, which is made if it is not there.
fn folder(store: &mut Store, user: &str, name: &str) -> Result<u64> {
    if !store.users.contains_key(user) {
        return Err(no_user(user));
    }
    let checked = names::check(name);
    let name = checked.map_err(|why| Error::value("folder", format!("{name:?}: {why}")))?;
    Ok(store.create(user, &name))
}

pub(super) fn deliver(
    store: &mut Store,
    user: &str,
    name: &str,
    raw: &[u8],
    flags: &[&str],
    received: DateTime,
) -> Result<u32> {
    let id = folder(store, user, name)?;
    let flags: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
    let uid = store.deliver(id, raw.into(), &flags, received);
    uid.ok_or_else(|| Error::value("folder", format!("{name:?} can take no more messages")))
}

/// The text with CRLF at every line end.
fn with_crlf(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 40);
    let mut last = 0;
    for byte in raw {
        if *byte == b'\n' && last != b'\r' {
            out.push(b'\r');
        }
        out.push(*byte);
        last = *byte;
    }
    out
}
