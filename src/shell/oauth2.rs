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

use crate::cli::LoginBy;
use crate::config::{Account, OAuth2, Problem, confirm, set_value};
use crate::connect::{Common, Failure};
use crate::exit::{Exit, Stage};

/// The key that a new refresh token goes to.
const KEY: &str = "oauth2_refresh_token";

/// The tokens that are known in this process, by the configuration they were got with.
#[derive(Clone, Default)]
pub(crate) struct TokenStore(Rc<RefCell<Vec<(OAuth2, Tokens)>>>);

impl TokenStore {
    /// Runs `call` with the tokens of an account.
    pub(crate) fn with<T>(
        &self,
        oauth2: &OAuth2,
        call: impl FnOnce(&mut Tokens) -> T,
    ) -> Result<T, Problem> {
        let mut known = self.0.borrow_mut();
        let at = match known.iter().position(|(own, _)| own == oauth2) {
            Some(at) => at,
            None => {
                let refresh = oauth2.refresh_token()?.clone();
                let tokens = Tokens::new(oauth2.application.clone(), refresh);
                known.push((oauth2.clone(), tokens));
                known.len() - 1
            }
        };
        match known.get_mut(at) {
            Some((_, tokens)) => Ok(call(tokens)),
            None => Err(Problem::new("no tokens are known")),
        }
    }

    /// Takes over what a login gave.
    pub(crate) fn keep(&self, oauth2: &OAuth2, grant: Grant) {
        let mut known = self.0.borrow_mut();
        known.retain(|(own, _)| own != oauth2);
        let refresh = grant.refresh.clone().unwrap_or_default();
        let mut tokens = Tokens::new(oauth2.application.clone(), refresh);
        tokens.keep(grant);
        known.push((oauth2.clone(), tokens));
    }
}

/// How token servers are spoken to for `account`.
pub(crate) fn caller(interrupt: &Interrupt, timeout: Option<Duration>) -> Caller {
    let mut caller = Caller::default().interrupt(interrupt.clone());
    if let Some(timeout) = timeout {
        caller = caller.timeout(timeout);
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
    let caller = caller(&common.interrupt, account.timeout);
    let failed = |error| Failure::Error(error, Stage::Login);
    let store = &common.tokens;
    let access = store.with(oauth2, |tokens| tokens.access(&caller))?;
    let (token, new) = access.map_err(failed)?;
    keep_rotated(oauth2, store, warn);
    let first = login(&token);
    let refused = |error: &Error| Exit::of(error, Stage::Login) == Exit::Login;
    match first {
        Err(error) if !new && refused(&error) && !error.ends_session() => {
            let token = store.with(oauth2, |tokens| tokens.renew(&caller))?;
            let token = token.map_err(failed)?;
            keep_rotated(oauth2, store, warn);
            login(&token).map_err(failed)
        }
        other => other.map_err(failed),
    }
}

/// A refresh token that the server replaced goes where the old one came from.
pub(crate) fn keep_rotated(oauth2: &OAuth2, store: &TokenStore, warn: &mut dyn FnMut(&str)) {
    let Ok(Some(rotated)) = store.with(oauth2, Tokens::take_rotated) else {
        return;
    };
    let origin = &oauth2.origin;
    let lost = match &oauth2.place {
        Some((file, section)) => match write(oauth2, &rotated) {
            Ok(()) => return,
            Err(why) => format!(
                "it cannot be written to {} [{section}] ({why})",
                file.display()
            ),
        },
        None => "it cannot be kept there".to_owned(),
    };
    warn(&format!(
        "the token server replaced the refresh token of {origin}, and {lost}; the old one may be \
         refused from now on, then get a new one with --oauth2-login"
    ));
}

pub(crate) fn write(oauth2: &OAuth2, refresh: &Secret) -> Result<(), String> {
    let Some((file, section)) = &oauth2.place else {
        return Err("there is no file".to_owned());
    };
    let text = std::str::from_utf8(refresh.expose()).map_err(|error| error.to_string())?;
    set_value(file, section, KEY, text)
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
    if let (Some((file, section)), false) = (&oauth2.place, yes)
        && !io::stdin().is_terminal()
    {
        return Err(Problem::new(format!(
            "--oauth2-login would write the refresh token to {} [{section}]; allow it by --yes, \
             or be there to be asked",
            file.display()
        ))
        .into());
    }
    let caller = caller(&common.interrupt, account.timeout);
    let grant = obtain(oauth2, by, &caller, &mut say);
    let grant = grant.map_err(|error| Failure::Error(error, Stage::Login))?;
    let refresh = grant.refresh.unwrap_or_default();
    let Some((file, section)) = &oauth2.place else {
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
    let place = format!("{} [{section}]", file.display());
    if !yes && !confirm(&format!("write the refresh token to {place}?")) {
        say("nothing was written; the refresh token is gone");
        return Ok(Exit::Success);
    }
    write(oauth2, &refresh)
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
