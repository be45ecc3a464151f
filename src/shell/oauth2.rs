//! Tokens of the accounts in this process, and getting the refresh token that they come from.

use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use imapclient::auth::oauth2::{Caller, Grant, Tokens, by_browser, by_device};
use imapclient::data::escape::escape_control;
use imapclient::data::secret::Secret;
use imapclient::error::Error;
use imapclient::transport::Interrupt;

use crate::ask::drop_typed_ahead;
use crate::cli::LoginBy;
use crate::config::{Account, OAuth2, Place, Problem, set_value};
use crate::confirm::yes as yes_to;
use crate::connect::{Common, Failure};
use crate::exit::{Exit, Stage};

/// The key that a new refresh token goes to.
const KEY: &str = "oauth2_refresh_token";

/// The tokens that are known in this process, by the configuration they were got with.
#[derive(Clone, Default)]
pub(crate) struct TokenStore(Rc<RefCell<Vec<Entry>>>);

struct Entry {
    oauth2: OAuth2,
    tokens: Tokens,
    /// Where the refresh token stands.
    place: Option<Place>,
}

impl TokenStore {
    /// Whether an access token can be had for an account; the error tells how to get there.
    pub(crate) fn ready(&self, oauth2: &OAuth2) -> Result<(), Problem> {
        match self.0.borrow().iter().any(|entry| entry.oauth2 == *oauth2) {
            true => Ok(()),
            false => oauth2.refresh_token().map(drop),
        }
    }

    /// Runs `call` with the tokens of an account, and the place of its refresh token.
    fn with<T>(
        &self,
        oauth2: &OAuth2,
        call: impl FnOnce(&mut Tokens, Option<&Place>) -> T,
    ) -> Result<T, Problem> {
        self.ready(oauth2)?;
        let mut known = self.0.borrow_mut();
        if !known.iter().any(|entry| entry.oauth2 == *oauth2) {
            let refresh = oauth2.refresh_token()?.clone();
            known.push(Entry {
                oauth2: oauth2.clone(),
                tokens: Tokens::new(oauth2.application.clone(), refresh),
                place: oauth2.place.clone(),
            });
        }
        match known.iter_mut().find(|entry| entry.oauth2 == *oauth2) {
            Some(entry) => Ok(call(&mut entry.tokens, entry.place.as_ref())),
            None => Err(Problem::new("no tokens are known")),
        }
    }

    /// Takes over what a login gave, and where its refresh token was put.
    pub(crate) fn keep(&self, oauth2: &OAuth2, grant: Grant, place: Option<Place>) {
        let refresh = grant.refresh.clone().unwrap_or_default();
        let mut tokens = Tokens::new(oauth2.application.clone(), refresh);
        tokens.keep(grant);
        let mut known = self.0.borrow_mut();
        known.retain(|entry| entry.oauth2 != *oauth2);
        known.push(Entry {
            oauth2: oauth2.clone(),
            tokens,
            place,
        });
    }

    /// How long the access token at hand is good for, if there is one.
    pub(crate) fn lifetime(&self, oauth2: &OAuth2) -> Result<Option<Duration>, Problem> {
        self.with(oauth2, |tokens, _| tokens.lifetime())
    }

    /// Gets a new access token.
    pub(crate) fn renew(
        &self,
        oauth2: &OAuth2,
        caller: &Caller,
        warn: &mut dyn FnMut(&str),
    ) -> Result<Secret, Failure> {
        let token = self.with(oauth2, |tokens, _| tokens.renew(caller))?;
        let token = token.map_err(|error| Failure::Error(error, Stage::Login))?;
        self.keep_rotated(oauth2, warn);
        Ok(token)
    }

    /// A refresh token that the server replaced goes where the old one stands.
    fn keep_rotated(&self, oauth2: &OAuth2, warn: &mut dyn FnMut(&str)) {
        let rotated = self.with(oauth2, |tokens, place| {
            tokens.take_rotated().map(|token| (token, place.cloned()))
        });
        let Ok(Some((rotated, place))) = rotated else {
            return;
        };
        let lost = match place {
            Some(place) => match write(&place, &rotated) {
                Ok(()) => return,
                Err(why) => format!("it cannot be written to {place} ({why})"),
            },
            None => "it cannot be kept there".to_owned(),
        };
        let origin = &oauth2.origin;
        warn(&format!(
            "the token server replaced the refresh token of {origin}, and {lost}; the old one may \
             be refused from now on, then get a new one with --oauth2-login"
        ));
    }
}

/// How token servers are spoken to for `account`.
pub(crate) fn caller(account: &Account, interrupt: &Interrupt) -> Caller {
    let mut caller = Caller::default().interrupt(interrupt.clone());
    if let Some(timeout) = account.timeout {
        caller = caller.timeout(timeout);
    }
    if let Some(file) = &account.tls_options.ca_file {
        caller = caller.ca_file(file.clone());
    }
    // For tests, which wait for no clock.
    if std::env::var_os("IMAPCLIENT_OAUTH2_NO_WAIT").is_some() {
        caller = caller.without_waiting();
    }
    caller
}

/// Gets an access token and logs in with it. One that was at hand and is refused is renewed, once.
pub(crate) fn login(
    account: &Account,
    oauth2: &OAuth2,
    common: &Common,
    warn: &mut dyn FnMut(&str),
    login: &mut dyn FnMut(&Secret) -> Result<(), Error>,
) -> Result<(), Failure> {
    let caller = caller(account, &common.interrupt);
    let failed = |error| Failure::Error(error, Stage::Login);
    let store = &common.tokens;
    let access = store.with(oauth2, |tokens, _| tokens.access(&caller))?;
    let (token, new) = access.map_err(failed)?;
    store.keep_rotated(oauth2, warn);
    let refused = |error: &Error| Exit::of(error, Stage::Login) == Exit::Login;
    match login(&token) {
        Err(error) if !new && refused(&error) && !error.ends_session() => {
            let token = store.renew(oauth2, &caller, warn)?;
            login(&token).map_err(failed)
        }
        other => other.map_err(failed),
    }
}

/// Puts a refresh token into the file.
pub(crate) fn write(place: &Place, refresh: &Secret) -> Result<(), String> {
    let text = std::str::from_utf8(refresh.expose()).map_err(|error| error.to_string())?;
    set_value(&place.file, &place.section, KEY, text)
}

/// Obtains a refresh token, saying on `say` what the user must do.
pub(crate) fn obtain(
    oauth2: &OAuth2,
    by: LoginBy,
    caller: &Caller,
    say: &mut dyn FnMut(&str),
) -> Result<Grant, Error> {
    let by_code = match by {
        LoginBy::Device => true,
        LoginBy::Browser => false,
        LoginBy::Auto => oauth2.application.has_device_login(),
    };
    if by_code {
        return by_device(&oauth2.application, caller, &mut |address, code| {
            say(&format!(
                "open {address} in any browser, on any device, and type the code {code}"
            ));
        });
    }
    by_browser(&oauth2.application, caller, &mut |address| {
        say(&format!(
            "open this address in a browser on this machine, and log in there:\n{address}"
        ));
        if io::stderr().is_terminal() {
            open_browser(address);
        }
    })
}

/// Opens the address, if this machine knows how; the user sees it anyway.
fn open_browser(address: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let _ = Command::new(program)
        .args(arguments)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}

/// `--oauth2-login`: gets a refresh token and puts it into the file, or prints it if there is none.
pub(crate) fn command_line(
    account: &Account,
    by: LoginBy,
    yes: bool,
    common: &Common,
) -> Result<Exit, Failure> {
    let Some(oauth2) = &account.oauth2 else {
        return Err(Problem::new("--oauth2-login: there is no account for it").into());
    };
    if let (Some(place), false) = (&oauth2.home, yes)
        && !io::stdin().is_terminal()
    {
        return Err(Problem::new(format!(
            "--oauth2-login would write the refresh token to {place}; allow it by --yes, or be \
             there to be asked"
        ))
        .into());
    }
    let caller = caller(account, &common.interrupt);
    let grant = obtain(oauth2, by, &caller, &mut say);
    let grant = grant.map_err(|error| Failure::Error(error, Stage::Login))?;
    let refresh = grant.refresh.unwrap_or_default();
    let Some(place) = &oauth2.home else {
        say(
            "this is the refresh token; keep it as safe as a password (imapclient_oauth2_refresh_token)",
        );
        let mut out = io::stdout();
        let printed = out
            .write_all(refresh.expose())
            .and_then(|()| out.write_all(b"\n"))
            .and_then(|()| out.flush());
        return match printed {
            Ok(()) => Ok(Exit::Success),
            Err(error) => Err(Problem::unwritten(&error).into()),
        };
    };
    // An Enter pressed while the browser was waited for must not cost the token.
    drop_typed_ahead();
    if !yes
        && !yes_to(
            &format!("write the refresh token to {place}?"),
            &common.interrupt,
        )
    {
        say("nothing was written; the refresh token is gone");
        return Ok(Exit::Success);
    }
    write(place, &refresh)
        .map_err(|why| Problem::new(format!("{place} cannot be written: {why}")))?;
    say(&format!("the refresh token is in {place}"));
    Ok(Exit::Success)
}

pub(crate) fn say(text: &str) {
    let lines: Vec<_> = text
        .lines()
        .map(|line| escape_control(line, false))
        .collect();
    let _ = writeln!(io::stderr(), "{}", lines.join("\n"));
}
