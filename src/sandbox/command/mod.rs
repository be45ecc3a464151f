//! The commands: one file for each family, as in the client.

mod acl;
mod append;
mod copy;
mod expunge;
mod fetch;
mod folder;
mod gmail;
mod idle;
mod list;
mod login;
mod metadata;
mod quota;
mod scram;
mod search;
mod select;
mod session;
mod sort;
mod status;
mod store;
mod target;
mod thread;

use super::answer::{Outcome, Refused};
use super::args::Args;
use super::session::Session;
use super::view::News;

/// In which state a command is possible (RFC 9051 section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// Always.
    Any,
    /// Before the login.
    Out,
    /// After it.
    In,
    /// With an open folder.
    Open,
}

/// One command.
struct Command {
    name: &'static str,
    when: When,
    /// Capabilities of which one must be offered; none for what every server has.
    needs: &'static [&'static str],
    run: Run,
}

/// What does a command.
#[derive(Clone, Copy)]
enum Run {
    Plain(fn(&mut Session, &mut Args<'_>) -> Outcome),
    /// The same by sequence numbers or, after `UID`, by UIDs.
    Numbered(fn(&mut Session, &mut Args<'_>, bool) -> Outcome, News),
}

const fn plain(
    name: &'static str,
    when: When,
    needs: &'static [&'static str],
    run: fn(&mut Session, &mut Args<'_>) -> Outcome,
) -> Command {
    Command {
        name,
        when,
        needs,
        run: Run::Plain(run),
    }
}

const fn numbered(
    name: &'static str,
    needs: &'static [&'static str],
    news: News,
    run: fn(&mut Session, &mut Args<'_>, bool) -> Outcome,
) -> Command {
    Command {
        name,
        when: When::Open,
        needs,
        run: Run::Numbered(run, news),
    }
}

/// IMAP4rev2 has many extensions of IMAP4rev1 built in.
const REV2: &str = "IMAP4rev2";
const THREADS: &[&str] = &["THREAD=REFERENCES", "THREAD=ORDEREDSUBJECT"];

const COMMANDS: &[Command] = &[
    plain("CAPABILITY", When::Any, &[], session::capability),
    plain("NOOP", When::Any, &[], session::noop),
    plain("LOGOUT", When::Any, &[], session::logout),
    plain("ID", When::Any, &["ID"], session::id),
    plain("STARTTLS", When::Out, &["STARTTLS"], session::starttls),
    plain("LOGIN", When::Out, &[], login::login),
    plain("AUTHENTICATE", When::Out, &[], login::authenticate),
    plain("ENABLE", When::In, &["ENABLE", REV2], session::enable),
    plain(
        "COMPRESS",
        When::In,
        &["COMPRESS=DEFLATE"],
        session::compress,
    ),
    plain(
        "NAMESPACE",
        When::In,
        &["NAMESPACE", REV2],
        session::namespace,
    ),
    plain("LIST", When::In, &[], list::list),
    plain("LSUB", When::In, &[], list::lsub),
    plain("XLIST", When::In, &["XLIST"], list::xlist),
    plain("SELECT", When::In, &[], select::select),
    plain("EXAMINE", When::In, &[], select::examine),
    plain("STATUS", When::In, &[], status::status),
    plain("CREATE", When::In, &[], folder::create),
    plain("DELETE", When::In, &[], folder::delete),
    plain("RENAME", When::In, &[], folder::rename),
    plain("SUBSCRIBE", When::In, &[], folder::subscribe),
    plain("UNSUBSCRIBE", When::In, &[], folder::unsubscribe),
    plain("APPEND", When::In, &[], append::append),
    plain("IDLE", When::In, &["IDLE", REV2], idle::idle),
    plain("GETQUOTA", When::In, &["QUOTA"], quota::get),
    plain("GETQUOTAROOT", When::In, &["QUOTA"], quota::root),
    plain("SETQUOTA", When::In, &["QUOTASET"], quota::set),
    plain("GETACL", When::In, &["ACL"], acl::get),
    plain("SETACL", When::In, &["ACL"], acl::set),
    plain("DELETEACL", When::In, &["ACL"], acl::delete),
    plain("LISTRIGHTS", When::In, &["ACL"], acl::list),
    plain("MYRIGHTS", When::In, &["ACL"], acl::mine),
    plain("GETMETADATA", When::In, &["METADATA"], metadata::get),
    plain("SETMETADATA", When::In, &["METADATA"], metadata::set),
    plain("CHECK", When::Open, &[], session::check),
    plain("CLOSE", When::Open, &[], expunge::close),
    plain(
        "UNSELECT",
        When::Open,
        &["UNSELECT", REV2],
        expunge::unselect,
    ),
    plain("EXPUNGE", When::Open, &[], expunge::expunge),
    numbered("FETCH", &[], News::NoExpunge, fetch::fetch),
    numbered("STORE", &[], News::NoExpunge, store::store),
    numbered("SEARCH", &[], News::NoExpunge, search::search),
    numbered("SORT", &["SORT"], News::NoExpunge, sort::sort),
    numbered("THREAD", THREADS, News::NoExpunge, thread::thread),
    numbered("COPY", &[], News::All, copy::copy),
    numbered("MOVE", &["MOVE", REV2], News::All, copy::move_),
];

/// Does one command, and tells the client the news that it may be told with it.
pub(super) fn run(session: &mut Session, name: &[u8], mut args: Args<'_>) -> Outcome {
    let mut name = String::from_utf8_lossy(name).to_ascii_uppercase();
    let uid = name == "UID";
    if uid {
        name = args.word()?;
        if name == "EXPUNGE" && session.server.has("UIDPLUS") | session.server.has(REV2) {
            ready(session, When::Open)?;
            let outcome = expunge::uid_expunge(session, &mut args);
            return with_news(session, outcome, News::All);
        }
    }
    let command = COMMANDS.iter().find(|command| {
        let numbered = matches!(command.run, Run::Numbered(..));
        let offered =
            command.needs.is_empty() || command.needs.iter().any(|need| session.server.has(need));
        command.name == name && (numbered || !uid) && offered
    });
    let Some(command) = command else {
        return Err(Refused::bad("Unknown command"));
    };
    ready(session, command.when)?;
    match command.run {
        Run::Plain(run) => {
            let outcome = run(session, &mut args);
            with_news(session, outcome, News::All)
        }
        Run::Numbered(run, news) => {
            let outcome = run(session, &mut args, uid);
            with_news(session, outcome, if uid { News::All } else { news })
        }
    }
}

fn ready(session: &Session, when: When) -> Result<(), Refused> {
    let (logged_in, open) = (session.user.is_some(), session.view.is_some());
    match when {
        When::Out if logged_in => Err(Refused::bad("Already logged in")),
        When::In | When::Open if !logged_in => Err(Refused::bad("Log in first")),
        When::Open if !open => Err(Refused::bad("No mailbox selected")),
        _ => Ok(()),
    }
}

/// A command that was not understood changes nothing, and nothing is told with it.
fn with_news(session: &mut Session, outcome: Outcome, which: News) -> Outcome {
    if !matches!(outcome, Err(Refused::Bad(_))) {
        session.news(which);
    }
    outcome
}
