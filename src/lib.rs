//! An IMAP client library: what Python's IMAPClient is to Python, for Rust.
//!
//! A [`Client`] is one session with one server. It is blocking, does one thing at a time, and has a
//! method for each thing IMAP can do, named as IMAPClient names it.
//!
//! ```no_run
//! use imapclient::Client;
//!
//! let mut client = Client::builder("imap.example.org").connect()?;
//! client.login("ann", "password")?;
//! client.select_folder("INBOX", true)?;
//! let unseen = client.search("UNSEEN", None)?;
//! for (uid, row) in client.fetch(&unseen, ["ENVELOPE", "RFC822.SIZE"], ())? {
//!     let subject = row.envelope().and_then(|envelope| envelope.subject.as_ref());
//!     println!("{uid} {} {subject:?}", row.number("RFC822.SIZE").unwrap_or(0));
//! }
//! client.logout()?;
//! # Ok::<(), imapclient::Error>(())
//! ```
//!
//! # Connecting
//!
//! [`Client::builder`] describes the session: TLS on port 993 unless [`Builder::tls`] says
//! otherwise, certificates checked as [`TlsOptions`] say, time-outs, limits, a trace. Everything the
//! server sends is limited in length and depth. [`Client::over`] takes any stream instead, and
//! [`Builder::stream`] a command.
//!
//! Then log in: [`Client::login`], [`Client::plain_login`], [`Client::oauth2_login`],
//! [`Client::oauthbearer_login`], [`Client::sasl_login`] for a mechanism of your own, or
//! [`Client::login_by_default`], which takes the safest that the server offers. [`auth`] has more,
//! and with feature `oauth2` gets and renews tokens.
//!
//! # Arguments
//!
//! Arguments are typed, and take what is at hand:
//!
//! - *messages* ([`Messages`]): `7`, `[3, 5]`, `&ids`, `10..=20`, a `Vec<u32>`, the result of a
//!   search, `"5,7:9,*"`, or ids of an iterator by `.collect::<Messages>()`. They are put in order,
//!   made into ranges, and split over several commands if they are many. They are UIDs, unless
//!   [`Client::set_use_uid`] says that they are sequence numbers.
//! - *folders* ([`Folder`]): `&str` or `String`; letters outside ASCII are encoded as IMAP wants
//!   them.
//! - *flags, items, capabilities* ([`Words`]): `"\\Seen"`, [`SEEN`], `["FLAGS", "UID"]`, `()` for
//!   none.
//! - *criteria* ([`Criteria`]): a text in IMAP's own spelling, sent as it stands, or a list whose
//!   elements ([`Criterion`]) are quoted as they must be: texts, numbers, [`chrono`] dates, ids,
//!   and lists for groups.
//! - *times* ([`Moment`]): [`chrono`]'s times, with an offset or naive for local ones; `None`.
//! - *messages to append* ([`Octets`]): `&str`, `&[u8]`, `Vec<u8>`.
//!
//! ```no_run
//! # fn example(client: &mut imapclient::Client) -> imapclient::Result<()> {
//! use imapclient::{Criterion, DELETED, SEEN};
//! use chrono::NaiveDate;
//!
//! let new_year = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap_or_default();
//! let criteria: Vec<Criterion> = vec![
//!     "SINCE".into(), new_year.into(),
//!     "NOT".into(), vec!["FROM".into(), "ann (at home)".into()].into(),
//! ];
//! let found = client.search(criteria, None)?;
//! client.add_flags(&found, [SEEN, "$Done"], false)?;
//! client.move_(1..=5, "Archive/2024")?;
//! client.add_flags("1:*", DELETED, true)?;
//! # Ok(())
//! # }
//! ```
//!
//! # Results
//!
//! Results are typed, printable, and serialize with serde as the shell prints them. Text of the
//! server is [`Text`]: bytes that are usually UTF-8. `fetch` gives its rows by id ([`FetchResult`]),
//! each a [`FetchRow`] with readers for what is commonly asked for; [`Client::fetch_each`] hands
//! them out one by one, and [`Client::set_spool`] puts large bodies into files. What a row holds
//! that cannot be read costs that row only. Commands whose answer is their result give an
//! [`Answer`], with the UIDs of what was appended, copied or moved.
//!
//! What the server tells without being asked is never part of a result: it is news, which
//! [`Client::noop`], [`Client::idle_check`] and [`Client::take_news`] give. Alerts are among
//! [`Client::take_warnings`]. What the server does that no standard allows is counted by name in
//! [`Client::quirks`].
//!
//! # Errors
//!
//! Every [`Error`] has an [`ErrorKind`], one sentence, the server's own words and code if it spoke,
//! and tells whether the session [ended](Error::ends_session) with it. What needs a capability or a
//! state that is not there is refused before anything is sent.
//!
//! # Features
//!
//! | feature | what for |
//! |---|---|
//! | `menu` | calling methods by name with dynamic arguments ([`menu`]) |
//! | `oauth2` | getting and renewing OAuth2 tokens |
//! | `sandbox` | an IMAP server in memory, for tests |
//! | `shell` (default) | the program `imapclient-interact`; a library alone needs none of it |

pub mod auth;
pub mod client;
pub mod command;
pub mod data;
pub mod error;
#[macro_use]
pub mod menu;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod transport;
pub mod wire;

pub use client::{Builder, Client, Selected, State, Tls, Update};
pub use command::answer::Answer;
pub use command::append::Octets;
pub use command::fetch::{
    Address, BodyData, Envelope, FetchResult, FetchRow, FetchValue, FlagsResult,
};
pub use command::folder::FolderInfo;
pub use command::info::{Fact, Info};
pub use command::multiappend::AppendMessage;
pub use command::quota::{MailboxQuotaRoots, Quota};
pub use command::session::namespace::Namespace;
pub use command::thread::{Thread, ThreadPart, Threads};
pub use command::update::Updates;
pub use data::criteria::{Charset, Criteria, Criterion};
pub use data::flag::{
    ALL, ANSWERED, ARCHIVE, DELETED, DRAFT, DRAFTS, FLAGGED, JUNK, RECENT, SEEN, SENT, TRASH, Words,
};
pub use data::folder::Folder;
pub use data::ids::{Ids, SearchIds};
pub use data::messages::Messages;
pub use data::secret::Secret;
pub use data::text::Text;
pub use data::time::{DateTime, Moment};
pub use error::{Error, ErrorKind, Result};
pub use transport::{Interrupt, TlsOptions};
