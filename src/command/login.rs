//! Logging in (RFC 9051 sections 6.2.2 and 6.2.3): with a password, a token, or a mechanism of the
//! caller's own.

use super::answer::Answer;
use crate::auth::{self, SaslCallable};
use crate::client::Client;
use crate::data::secret::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::menu::macros::menu;
use crate::wire::line::Line;

menu! {
    /// Log in with a user name and a password (LOGIN, RFC 9051 section 6.2.3).
    ///
    /// A name or password outside ASCII goes by AUTHENTICATE PLAIN, as LOGIN cannot carry it.
    ///
    /// ```python
    /// c.login('ann', getpass())
    /// ```
    login(username: String, password: Secret) -> Answer;

    /// Log in by SASL PLAIN (RFC 4616), optionally on behalf of another identity.
    ///
    /// Needs the capability AUTH=PLAIN.
    ///
    /// ```python
    /// c.plain_login('ann', password)
    /// c.plain_login('admin', password, 'ann')
    /// ```
    plain_login(identity: String, password: Secret, authorization_identity: Secret = "" as "None") -> Answer;

    /// Log in with an OAuth2 access token (XOAUTH2, RFC 6749 for the token).
    ///
    /// `mech` may be `OAUTH2` for servers that call it so. A server that refuses says why; that is
    /// part of the error.
    ///
    /// Needs the capability AUTH=XOAUTH2.
    ///
    /// ```python
    /// c.oauth2_login('ann@gmail.com', token)
    /// ```
    oauth2_login(user: String, access_token: Secret, mech: String = "XOAUTH2" as "'XOAUTH2'", vendor: Secret = "" as "None") -> Answer;

    /// Log in with an OAuth2 access token (OAUTHBEARER, RFC 7628).
    ///
    /// An empty identity stands for whoever the token is for.
    ///
    /// Needs the capability AUTH=OAUTHBEARER.
    ///
    /// ```python
    /// c.oauthbearer_login('ann@example.com', token)
    /// ```
    oauthbearer_login(identity: String, access_token: Secret) -> Answer;

    /// Log in by a SASL mechanism of your own (RFC 4422).
    ///
    /// `mech_callable` is called once for each challenge, with its bytes, and returns the answer;
    /// in a mechanism in which the client begins, the first challenge is empty. None cancels the
    /// login. What it raises cancels the login too, and arrives unchanged. The client cannot be
    /// used inside it.
    ///
    /// Needs the capability AUTH= with the name of the mechanism.
    ///
    /// ```python
    /// c.sasl_login('PLAIN', lambda challenge: '\0ann\0' + password)
    /// ```
    sasl_login(mech_name: String, mech_callable: SaslCallable) -> Answer;
}

fn login(client: &mut Client, username: String, password: Secret) -> Result<Answer> {
    client.need_no_login("LOGIN")?;
    if client.has_heard("LOGINDISABLED") {
        return Err(Error::new(
            ErrorKind::Login,
            "the server forbids LOGIN on this connection (LOGINDISABLED); encrypt it with TLS or STARTTLS first",
        )
        .with_answer(Some("LOGINDISABLED".to_owned()), ""));
    }
    if !username.is_ascii() || !password.expose().is_ascii() {
        return plain_login(client, username, password, Secret::from(""));
    }
    let command = Line::new("LOGIN")
        .astring(username.as_bytes())
        .secret_string(&password)
        .finish()?;
    let mark = client.capabilities_heard();
    let done = client.tell(command).map_err(auth::refused)?;
    client.logged_in(mark);
    Ok(Answer::read(&done, &[]))
}

fn plain_login(
    client: &mut Client,
    identity: String,
    password: Secret,
    authorization_identity: Secret,
) -> Result<Answer> {
    let done = auth::plain(client, &authorization_identity, &identity, &password)?;
    Ok(Answer::read(&done, &[]))
}

fn oauth2_login(
    client: &mut Client,
    user: String,
    access_token: Secret,
    mech: String,
    vendor: Secret,
) -> Result<Answer> {
    let mech = mech.to_ascii_uppercase();
    let done = auth::xoauth2(client, &mech, &user, &access_token, &vendor)?;
    Ok(Answer::read(&done, &[]))
}

fn oauthbearer_login(
    client: &mut Client,
    identity: String,
    access_token: Secret,
) -> Result<Answer> {
    let done = auth::oauthbearer(client, &identity, &access_token)?;
    Ok(Answer::read(&done, &[]))
}

fn sasl_login(
    client: &mut Client,
    mech_name: String,
    mech_callable: SaslCallable,
) -> Result<Answer> {
    let done = auth::custom(client, &mech_name, mech_callable)?;
    Ok(Answer::read(&done, &[]))
}

#[cfg(feature = "menu")]
impl crate::menu::FromArg for SaslCallable {
    const WHAT: &'static str = "a function that answers challenges";

    fn from_arg(arg: crate::menu::Arg) -> std::result::Result<Self, String> {
        match arg {
            crate::menu::Arg::Callable(callable) => Ok(Self::from(callable)),
            other => Err(format!("expected {}, got {}", Self::WHAT, other.describe())),
        }
    }
}
