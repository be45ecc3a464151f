//! What the server can do: learnt from whatever passes by, asked for only when unknown.

use super::{Client, State};
use crate::data::text::Text;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::line::{Line, LiteralMode};
use crate::wire::response::Response;

/// The capabilities as last heard, and the extensions switched on.
#[derive(Debug, Default)]
pub(super) struct Capabilities {
    known: Option<Vec<Text>>,
    before_login: Option<Vec<Text>>,
    enabled: Vec<Text>,
    heard: u64,
}

impl Capabilities {
    pub(super) fn is_enabled(&self, name: &str) -> bool {
        self.enabled.iter().any(|e| e.eq_ignore_ascii_case(name))
    }

    /// Forgets all that was told in clear.
    pub(super) fn forget_all(&mut self) {
        let heard = self.heard;
        *self = Self {
            heard,
            ..Self::default()
        };
    }

    fn learn(&mut self, words: &[u8], before_login: bool) {
        let words = upper_words(words);
        if !words.is_empty() {
            if before_login {
                self.before_login = Some(words.clone());
            }
            self.known = Some(words);
            self.heard += 1;
        }
    }

    fn contains(&self, name: &str) -> Option<bool> {
        let known = self.known.as_ref()?;
        Some(known.iter().any(|k| k.eq_ignore_ascii_case(name)))
    }
}

fn upper_words(words: &[u8]) -> Vec<Text> {
    words
        .split(|byte| matches!(byte, b' ' | b'\t'))
        .filter(|word| !word.is_empty())
        .map(|word| Text::from(word.to_ascii_uppercase()))
        .collect()
}

impl Client {
    /// Learns from a response that passes by.
    pub(super) fn learn_capabilities(&mut self, response: &Response) {
        // The code of a login's OK speaks of what comes after it.
        let before_login = self.state == State::NotAuthenticated && response.tag().is_none();
        if let Some(code) = response.code().filter(|code| code.is("CAPABILITY")) {
            self.capabilities.learn(code.args(), before_login);
        } else if response.is("CAPABILITY") {
            self.capabilities.learn(response.rest(), before_login);
        } else if response.is("ENABLED") {
            let words = upper_words(response.rest());
            self.capabilities.enabled.extend(words);
        }
    }

    /// Forgets what was learnt: after STARTTLS, and after a login that told nothing new.
    pub(crate) fn forget_capabilities(&mut self) {
        self.capabilities.known = None;
    }

    /// The capabilities in upper case, in the server's order; asked for only when unknown.
    pub(crate) fn known_capabilities(&mut self) -> Result<Vec<Text>> {
        if self.capabilities.known.is_none() {
            self.alive()?;
            let command = Line::new("CAPABILITY").finish()?;
            self.run(command, &|response| response.is("CAPABILITY"))?;
        }
        self.capabilities.known.clone().ok_or_else(|| {
            Error::protocol("the server did not list its capabilities when asked to")
        })
    }

    /// The capabilities as last heard; nothing is sent for them.
    pub fn capabilities_told(&self) -> Option<&[Text]> {
        self.capabilities.known.as_deref()
    }

    /// Whether the server has `name`, asking it if that is unknown.
    pub(crate) fn has(&mut self, name: &str) -> Result<bool> {
        if self.capabilities.known.is_none() {
            self.known_capabilities()?;
        }
        Ok(self.capabilities.contains(name).unwrap_or(false))
    }

    /// Whether the server is known to have `name`; nothing is asked.
    pub fn has_heard(&self, name: &str) -> bool {
        self.capabilities.contains(name).unwrap_or(false)
    }

    /// The capabilities that the server told before login, if it did.
    pub fn capabilities_before_login(&self) -> Option<&[Text]> {
        self.capabilities.before_login.as_deref()
    }

    /// The extensions that were switched on by ENABLE.
    pub fn enabled(&self) -> &[Text] {
        &self.capabilities.enabled
    }

    /// Whether anything is known of the server's capabilities.
    pub(crate) fn has_heard_any(&self) -> bool {
        self.capabilities.known.is_some()
    }

    /// Forgets one capability that turned out to be a lie.
    pub(crate) fn disbelieve(&mut self, name: &str) {
        if let Some(known) = &mut self.capabilities.known {
            known.retain(|known| !known.eq_ignore_ascii_case(name));
        }
    }

    /// These extensions were switched on by a server that does not say so.
    pub(crate) fn assume_enabled(&mut self, names: &[Text]) {
        let names = names
            .iter()
            .map(|name| name.as_bytes().to_ascii_uppercase());
        self.capabilities.enabled.extend(names.map(Text::from));
    }

    /// Refuses a call that needs a capability the server lacks. Nothing of the call is sent.
    pub(crate) fn need(&mut self, name: &str) -> Result<()> {
        if self.has(name)? {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Capability,
            format!("Server does not support {name} capability"),
        ))
    }

    /// How literals may be sent, by what is known now (RFC 7888).
    pub(super) fn literal_mode(&self) -> LiteralMode {
        if self.has_heard("LITERAL+") {
            LiteralMode::Plus
        } else if self.has_heard("LITERAL-") || self.has_heard("IMAP4REV2") {
            LiteralMode::Minus
        } else {
            LiteralMode::Sync
        }
    }

    /// A mark to give to [`Client::logged_in`].
    pub(crate) fn capabilities_heard(&self) -> u64 {
        self.capabilities.heard
    }

    /// Login succeeded. What was learnt before it no longer counts, unless the server told its
    /// capabilities anew since the mark was taken.
    pub(crate) fn logged_in(&mut self, mark: u64) {
        if self.capabilities.heard == mark {
            self.forget_capabilities();
        }
        self.enter(State::Authenticated, None);
    }
}
