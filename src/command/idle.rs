//! Waiting for news (IDLE, RFC 2177, RFC 9051 section 6.3.13).

use std::time::Duration;

use super::update::Updates;
use crate::client::{Client, Update};
use crate::data::text::Text;
use crate::error::{Error, ErrorKind, Result};
use crate::menu::macros::menu;
use crate::wire::line::Line;

/// How long a wait may be asked to last: about a year, so that no clock overflows.
const LONGEST: u64 = 366 * 24 * 3600;

menu! {
    /// Ask the server to tell of changes as they happen (IDLE, RFC 2177).
    ///
    /// Until `idle_done` only `idle_check` is possible. Servers end an IDLE of half an hour, so
    /// end it with `idle_done` and begin anew every ten minutes or so:
    ///
    /// ```python
    /// c.idle()
    /// for response in c.idle_check(timeout=600): print(response)
    /// c.idle_done()
    /// ```
    ///
    /// Needs the capability IDLE and a login; a folder need not be selected, but then there is
    /// little to tell. What comes in before the server agrees is kept for `idle_check`.
    ///
    /// # Errors
    ///
    /// `Capability`, `IllegalState` (not logged in, or in IDLE already), `Refused`; `Abort` for BYE
    /// and for the end of the connection.
    idle();

    /// Wait for news during IDLE, and return it (IDLE, RFC 2177).
    ///
    /// `timeout` is in seconds; without one this waits for ever, and Ctrl-C ends the wait but not
    /// the IDLE. Returns a list of responses, such as `(3, EXISTS)`, `(1, FETCH, (FLAGS, (..)))` or
    /// `(OK, 'Still here')`, as soon as there is one; an empty list when the time is over. News
    /// that came in before the IDLE and was not looked at is among it. Nothing is lost: a response
    /// of which only a part has come in is whole in a later result.
    ///
    /// Needs the capability IDLE.
    ///
    /// ```python
    /// c.idle_check(timeout=30)
    /// ```
    ///
    /// # Errors
    ///
    /// `IllegalState` outside IDLE; `Abort` for BYE and for the end of the connection, after all
    /// that came before it was returned; `Refused` if the server ends the IDLE by itself.
    idle_check(timeout: Seconds = () as "None") -> Vec<Update>;

    /// End IDLE, and return the server's answer with the last news (IDLE, RFC 2177).
    ///
    /// Returns the text of the answer and a list of responses, as `noop` does. A server that is
    /// silent for half a minute, or for the client's time-out, is taken for gone.
    ///
    /// Needs the capability IDLE.
    ///
    /// ```python
    /// text, news = c.idle_done()
    /// ```
    ///
    /// # Errors
    ///
    /// `IllegalState` outside IDLE; `Timeout`, `Abort`.
    idle_done() -> Updates;

    /// Return the number of the socket's file descriptor, for waiting on several at once.
    ///
    /// For `poll` and `select` only: reading from it or writing to it ends in confusion. A socket
    /// that is not readable says nothing about data that was read already, by TLS or by the client:
    /// call `idle_check(0)` until it returns nothing before waiting on the socket.
    ///
    /// ```python
    /// select.select([c.socket()], [], [], 60)
    /// ```
    ///
    /// # Errors
    ///
    /// `IllegalState` for a session over a command (`stream`), or one that is over.
    socket() -> u32;
}

/// The argument type for a time to wait: seconds, or for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seconds(pub Option<Duration>);

impl From<()> for Seconds {
    fn from((): ()) -> Self {
        Self(None)
    }
}

impl From<u64> for Seconds {
    fn from(seconds: u64) -> Self {
        Self(Some(Duration::from_secs(seconds)))
    }
}

impl From<Duration> for Seconds {
    fn from(time: Duration) -> Self {
        Self(Some(time))
    }
}

impl From<Option<Duration>> for Seconds {
    fn from(time: Option<Duration>) -> Self {
        Self(time)
    }
}

fn idle(client: &mut Client) -> Result<()> {
    client.need_login("IDLE")?;
    if !client.has("IDLE")? && !client.has("IMAP4REV2")? {
        client.need("IDLE")?;
    }
    client.hold(&Line::new("IDLE").finish()?, "idle_done()")
}

fn idle_check(client: &mut Client, timeout: Seconds) -> Result<Vec<Update>> {
    need_idle(client, "idle_check")?;
    let longest = Duration::from_secs(LONGEST);
    client.watch(timeout.0.map(|time| time.min(longest)))?;
    Ok(client.take_news())
}

fn idle_done(client: &mut Client) -> Result<Updates> {
    need_idle(client, "idle_done")?;
    let done = client.release("DONE")?;
    Ok(Updates {
        text: Text::new(done.rest()),
        responses: client.take_news(),
    })
}

fn need_idle(client: &Client, call: &str) -> Result<()> {
    client.need_login("IDLE")?;
    if client.is_held() {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::IllegalState,
        format!("{call} is possible only in IDLE: call idle() first"),
    ))
}

fn socket(client: &mut Client) -> Result<u32> {
    client.descriptor().ok_or_else(|| {
        let why = match client.ended() {
            Some(_) => "the connection is closed, so there is no socket",
            None => "this session does not run over a socket of its own",
        };
        Error::new(ErrorKind::IllegalState, why)
    })
}

#[cfg(feature = "menu")]
mod dynamic {
    use std::time::Duration;

    use super::Seconds;
    use crate::menu::{Arg, FromArg};

    impl FromArg for Seconds {
        const WHAT: &'static str = "a number of seconds, or None";

        fn from_arg(arg: Arg) -> Result<Self, String> {
            let seconds = match arg {
                Arg::None => return Ok(Self(None)),
                Arg::Int(seconds) => seconds as f64,
                Arg::Float(seconds) => seconds,
                other => return Err(format!("expected {}, got {}", Self::WHAT, other.describe())),
            };
            match Duration::try_from_secs_f64(seconds) {
                Ok(time) => Ok(Self(Some(time))),
                Err(_) => Err(format!("{seconds} is no number of seconds to wait")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{client, client_in_pieces};
    use crate::client::Client;
    use crate::error::ErrorKind;

    fn shown(updates: &impl serde::Serialize) -> String {
        serde_json::to_string(updates).unwrap()
    }

    fn idling(answers: &[u8]) -> Client {
        let (mut client, _) = client("IMAP4REV1 IDLE", true, answers);
        client.idle().unwrap();
        client
    }

    #[test]
    fn fault_idle_keeps_what_comes_before_the_plus() {
        let mut client = idling(b"* 3 EXISTS\r\n+ idling\r\n* 1 RECENT\r\nA1 OK done\r\n");
        assert_eq!(
            shown(&client.idle_check(0).unwrap()),
            r#"[[3,"EXISTS"],[1,"RECENT"]]"#
        );
        assert_eq!(shown(&client.idle_done().unwrap()), r#"["done",[]]"#);
        assert!(client.capabilities().is_ok());
    }

    #[test]
    fn fault_idle_joins_lines_that_come_in_pieces() {
        let pieces = [
            "+ idling\r\n* 3 EXI",
            "",
            "STS\r\n* 1 REC",
            "",
            "",
            "ENT\r\n",
        ];
        let mut client = client_in_pieces("IMAP4REV1 IDLE", &pieces);
        client.idle().unwrap();
        assert_eq!(shown(&client.idle_check(0).unwrap()), "[]");
        assert_eq!(shown(&client.idle_check(0).unwrap()), r#"[[3,"EXISTS"]]"#);
        assert_eq!(shown(&client.idle_check(0).unwrap()), "[]");
        assert_eq!(shown(&client.idle_check(60).unwrap()), r#"[[1,"RECENT"]]"#);
        assert_eq!(client.idle_check(()).unwrap_err().kind(), ErrorKind::Abort);
    }

    /// Whoever waits for the socket and leaves the news where it is must not find it readable for ever.
    #[test]
    fn idle_is_heard_although_old_news_waits() {
        let pieces = ["+ idling\r\n", "* 3 EXISTS\r\n", "* 4 EXISTS\r\n", ""];
        let mut client = client_in_pieces("IMAP4REV1 IDLE", &pieces);
        client.idle().unwrap();
        for exists in [3, 4, 4] {
            client.hear_idle(std::time::Duration::ZERO).unwrap();
            assert_eq!(client.selected().unwrap().exists, exists);
        }
        assert_eq!(client.take_news().len(), 2);
    }

    #[test]
    fn fault_idle_done_gives_a_dead_link_up() {
        let ticks = [""; 4];
        let pieces: Vec<&str> = ["+ idling\r\n"].into_iter().chain(ticks).collect();
        let mut client = client_in_pieces("IMAP4REV1 IDLE", &pieces);
        client.set_timeout_for_test(std::time::Duration::ZERO);
        client.idle().unwrap();
        let error = client.idle_done().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert!(
            error.message().contains("the end of IDLE in vain"),
            "{error}"
        );
        assert!(client.ended().is_some());
    }

    #[test]
    fn an_interrupt_ends_the_wait_and_not_the_idle() {
        let mut client = client_in_pieces(
            "IMAP4REV1 IDLE",
            &["+ idling\r\n", "", "* 3 EXISTS\r\n", "A1 OK done\r\n"],
        );
        client.idle().unwrap();
        client.interrupt().set();
        let error = client.idle_check(()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted);
        client.interrupt().clear();
        assert_eq!(
            shown(&client.idle_done().unwrap()),
            r#"["done",[[3,"EXISTS"]]]"#
        );
    }

    #[test]
    fn fault_idle_reads_literals() {
        let mut client = idling(b"+\r\n* 1 FETCH (BODY[] {3}\r\na)b)\r\nA1 OK done\r\n");
        assert_eq!(
            shown(&client.idle_check(0).unwrap()),
            r#"[[1,"FETCH",["BODY[]","a)b"]]]"#
        );
    }

    #[test]
    fn fault_idle_tells_of_bye_and_of_the_end() {
        let mut client = idling(b"+ idling\r\n* 3 EXISTS\r\n* BYE going down\r\n");
        assert_eq!(shown(&client.idle_check(0).unwrap()), r#"[[3,"EXISTS"]]"#);
        let error = client.idle_check(0).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Abort);
        assert!(error.message().contains("going down"), "{error}");
        let mut client = idling(b"+ idling\r\n");
        for _ in 0..2 {
            let error = client.idle_check(()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Abort, "{error}");
        }
        let mut client = idling(b"+ idling\r\n");
        assert_eq!(client.idle_done().unwrap_err().kind(), ErrorKind::Abort);
    }

    #[test]
    fn nothing_else_meanwhile() {
        let (mut client, sent) = client(
            "IMAP4REV1 IDLE",
            true,
            b"+ idling\r\nA1 OK done\r\n* BYE bye\r\nA2 OK bye\r\n",
        );
        assert_eq!(
            client.idle_check(0).unwrap_err().message(),
            "idle_check is possible only in IDLE: call idle() first"
        );
        client.idle().unwrap();
        for error in [
            client.idle().unwrap_err(),
            client.noop().unwrap_err(),
            client.select_folder("x", false).unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::IllegalState);
            assert_eq!(
                error.message(),
                "IDLE is running: end it with idle_done() first"
            );
        }
        assert!(client.selected().is_some());
        assert_eq!(client.logout().unwrap(), "bye");
        assert_eq!(sent.text(), "A1 IDLE\r\nDONE\r\nA2 LOGOUT\r\n");
    }

    #[test]
    fn a_server_that_refuses_or_ends_it() {
        let (mut client, _) = client(
            "IMAP4REV1 IDLE",
            true,
            b"A1 NO not now\r\n+ idling\r\n* 4 EXISTS\r\nA2 OK too long\r\nA3 OK noop\r\n",
        );
        assert_eq!(client.idle().unwrap_err().message(), "IDLE failed: not now");
        client.idle().unwrap();
        assert_eq!(shown(&client.idle_check(()).unwrap()), r#"[[4,"EXISTS"]]"#);
        assert_eq!(
            client.idle_check(()).unwrap_err().message(),
            "the server ended IDLE by itself: too long"
        );
        assert_eq!(shown(&client.noop().unwrap()), r#"["noop",[]]"#);
    }

    #[test]
    fn no_socket_without_a_connection() {
        let (mut client, _) = client("IMAP4REV1", false, b"");
        assert_eq!(client.socket().unwrap_err().kind(), ErrorKind::IllegalState);
    }
}
