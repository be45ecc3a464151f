//! A command that the server answers with questions: AUTHENTICATE.

use zeroize::Zeroizing;

use super::Client;
use super::run::refusal;
use crate::error::{Error, Result};
use crate::wire::line::Command;
use crate::wire::part::Chunk;
use crate::wire::response::{Head, Kind, Response};

/// Answers one question of the server; `None` cancels the command.
pub(crate) type Responder<'a> = dyn FnMut(&[u8]) -> Result<Option<Vec<u8>>> + 'a;

impl Client {
    /// Runs a command; `respond` gets the text of each continuation and gives the line to send.
    ///
    /// The lines are secret. When `respond` fails, the command is cancelled and its error comes
    /// back, with the session in step, also when the user does not wait for the server's last word.
    pub(crate) fn converse(
        &mut self,
        command: &Command,
        respond: &mut Responder<'_>,
    ) -> Result<Response> {
        self.settle()?;
        let tag = self.next_tag();
        for chunk in command.encode(&tag, self.literal_mode()) {
            self.link.send(&chunk).map_err(|error| self.lost(error))?;
        }
        let mut failed: Option<Error> = None;
        loop {
            let response = match (self.receive(), failed.is_some()) {
                (Ok(response), _) => response,
                (Err(error), true) if !error.ends_session() => {
                    self.outstanding.push_back(tag);
                    return Err(failed.unwrap_or(error));
                }
                // A question without an answer leaves the server waiting: no way back into step.
                (Err(error), _) => return Err(self.lost(error.with_end(true))),
            };
            match response.head() {
                Head::Continuation => {
                    let line = if failed.is_some() {
                        None
                    } else {
                        respond(response.text()).unwrap_or_else(|error| {
                            failed = Some(error);
                            None
                        })
                    };
                    self.answer(line)?;
                }
                Head::Status { kind, .. } if response.tag() == Some(tag.as_bytes()) => {
                    return match (failed, kind) {
                        (Some(error), _) => Err(error),
                        (None, Kind::Ok) => Ok(response),
                        (None, _) => {
                            Err(refusal(command.verb(), command.masked_summary(), &response))
                        }
                    };
                }
                _ if response.is_bare() => {
                    let refused = refusal(command.verb(), command.masked_summary(), &response);
                    return Err(failed.unwrap_or(refused));
                }
                _ if response.tag().is_some() => return Err(self.stray_tag(&response)),
                _ => self.keep_as_news(response),
            }
        }
    }

    /// Sends the answer to a question; `None` cancels the command.
    pub(super) fn answer(&mut self, line: Option<Vec<u8>>) -> Result<()> {
        let masked = match line {
            Some(_) => b"****\r\n".to_vec(),
            None => b"*\r\n".to_vec(),
        };
        let line = Zeroizing::new(line.unwrap_or_else(|| b"*".to_vec()));
        let mut chunk = Chunk {
            bytes: Vec::with_capacity(line.len() + 2),
            masked,
            secret: true,
            wait: false,
        };
        chunk.bytes.extend_from_slice(&line);
        chunk.bytes.extend_from_slice(b"\r\n");
        self.link.send(&chunk).map_err(|error| self.lost(error))
    }
}
