//! IDLE (RFC 2177): the client is told of changes as they happen.

use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;
use crate::sandbox::view::News;

pub(super) fn idle(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    args.end()?;
    session.out.put("+ idling\r\n");
    session.flush()?;
    loop {
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
