//! `:oauth2`: the tokens of the account.

use imapclient::data::escape::escape_control;

use super::{After, OwnCommand};
use crate::app::App;
use crate::cli::LoginBy;
use crate::config::{OAuth2, Place};
use crate::confirm::yes;
use crate::lang::Host;
use crate::oauth2::{caller, obtain, say, write};

pub(super) const COMMANDS: &[OwnCommand] = &[OwnCommand {
    names: &[":oauth2"],
    argument: "[login]",
    what: "the state of the account's tokens; `renew`; `login`, `login device`, `login browser`",
    run: |app, argument| app.oauth2_command(argument).map(|()| After::GoOn),
}];

impl App {
    /// `:oauth2`: shows the state of the account's tokens, renews them, or logs in anew.
    fn oauth2_command(&mut self, argument: &str) -> Result<(), String> {
        let Some(oauth2) = self.settings.account.oauth2.clone() else {
            return Err(
                "this account does not use OAuth2 (oauth2 = true in its section)".to_owned(),
            );
        };
        let mut words = argument.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (None, ..) => self.oauth2_state(&oauth2),
            (Some("renew"), None, _) => self.oauth2_renew(&oauth2),
            (Some("login"), None, _) => self.oauth2_login(&oauth2, LoginBy::Auto),
            (Some("login"), Some("device"), None) => self.oauth2_login(&oauth2, LoginBy::Device),
            (Some("login"), Some("browser"), None) => self.oauth2_login(&oauth2, LoginBy::Browser),
            _ => Err(
                ":oauth2 takes nothing (the state), renew, or login, login device, login browser"
                    .to_owned(),
            ),
        }
    }

    fn tell(&self, text: &str) {
        let text = escape_control(text, false).into_owned();
        self.world.borrow_mut().say(&text);
    }

    fn oauth2_state(&self, oauth2: &OAuth2) -> Result<(), String> {
        let server = oauth2.application.server();
        let state = match self.common.tokens.lifetime(oauth2) {
            Ok(Some(time)) => format!("an access token for {} s more", time.as_secs()),
            Ok(None) => "no access token at hand".to_owned(),
            Err(_) => "no refresh token (:oauth2 login gets one)".to_owned(),
        };
        self.tell(&format!("tokens come from {server}; {state}"));
        Ok(())
    }

    fn oauth2_renew(&self, oauth2: &OAuth2) -> Result<(), String> {
        let caller = caller(&self.settings.account, &self.common.interrupt);
        let world = self.world.clone();
        let mut warn = |text: &str| world.borrow_mut().warn(text);
        let renewed = self.common.tokens.renew(oauth2, &caller, &mut warn);
        renewed.map_err(|failure| failure.to_string())?;
        self.oauth2_state(oauth2)
    }

    fn oauth2_login(&mut self, oauth2: &OAuth2, by: LoginBy) -> Result<(), String> {
        let caller = caller(&self.settings.account, &self.common.interrupt);
        let grant = obtain(oauth2, by, &caller, &mut say).map_err(|error| error.to_string())?;
        let refresh = grant.refresh.clone().unwrap_or_default();
        let home = oauth2.home.as_ref();
        let question = |place: &Place| format!("write the refresh token to {place}?");
        let interrupt = &self.common.interrupt;
        let place = home.filter(|place| yes(&question(place), interrupt));
        // It serves this process in any case.
        self.common.tokens.keep(oauth2, grant, place.cloned());
        match place {
            Some(place) => {
                write(place, &refresh)
                    .map_err(|why| format!("{place} cannot be written: {why}"))?;
                self.tell(&format!("the refresh token is in {place}"));
            }
            None => {
                self.tell("nothing was written; the refresh token is known until you leave");
            }
        }
        self.reconnect()
    }
}
