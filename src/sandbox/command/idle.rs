//! IDLE (RFC 2177): the client is told of changes as they happen.

use std::time::{Duration, Instant};

use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;
use crate::sandbox::view::News;

/// When the first message arrives in the demonstration, and how long it takes to the next.
const FIRST: Duration = Duration::from_secs(2);
const NEXT: Duration = Duration::from_secs(20);

pub(super) fn idle(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    args.end()?;
    session.out.put("+ idling\r\n");
    session.flush()?;
    let inbox = session
        .view
        .as_ref()
        .is_some_and(|view| view.name.eq_ignore_ascii_case("INBOX"));
    let mut due = Instant::now() + FIRST;
    loop {
        if inbox && Instant::now() >= due {
            due += NEXT;
            session.server.arrive(session.user());
        }
        let line = session.line_within_a_tick()?;
        session.news(News::All);
        session.flush()?;
        match line {
            _ if session.over => return Err(Refused::no("The mailbox is gone")),
            None => {}
            Some(line) if line.eq_ignore_ascii_case(b"DONE") => {
                return Ok(Answer::new("Idle completed."));
            }
            Some(_) => return Err(Refused::bad("Expected DONE.")),
        }
    }
}
