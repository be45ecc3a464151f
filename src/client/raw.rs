//! One command whose answer is an answer, whatever it is: NO and BAD are no errors here.

use super::Client;
use crate::error::Result;
use crate::wire::line::Command;
use crate::wire::response::{Head, Response};

impl Client {
    /// Runs one command; `see` gets each untagged response as it arrives. The tagged answer comes
    /// back, whatever it says.
    pub(crate) fn answer_to(
        &mut self,
        command: &Command,
        see: &mut dyn FnMut(Response),
    ) -> Result<Response> {
        self.settle()?;
        let tag = self.next_tag();
        let sent = self.send(&tag, command, &mut |_, response| {
            see(response);
            Ok(None)
        })?;
        if let Some(answer) = sent {
            return Ok(answer);
        }
        loop {
            let response = match self.receive() {
                Ok(response) => response,
                Err(error) => {
                    self.outstanding.push_back(tag);
                    return Err(error);
                }
            };
            match response.head() {
                Head::Status { .. } if response.tag() == Some(tag.as_bytes()) => {
                    return Ok(response);
                }
                _ if response.tag().is_some() => return Err(self.stray_tag(&response)),
                Head::Continuation => {
                    see(response);
                    self.answer(None)?;
                }
                _ => see(response),
            }
        }
    }
}
