//! Logging in with a name and a password (RFC 9051 sections 6.2.2 and 6.2.3).

use super::answer::Answer;
use crate::auth;
use crate::client::Client;
use crate::data::secret::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::menu::macros::menu;
use crate::wire::line::Line;

menu! {
    /// Log in with a user name and a password (LOGIN).
    ///
    /// A name or password outside ASCII goes by AUTHENTICATE PLAIN, as LOGIN cannot carry it.
    login(username: String, password: Secret) -> Answer;

    /// Log in by SASL PLAIN (RFC 4616), optionally on behalf of another identity.
    plain_login(identity: String, password: Secret, authorization_identity: Secret = "" as "None") -> Answer;
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
    let message = auth::plain(
        authorization_identity.expose(),
        identity.as_bytes(),
        &password,
    )?;
    let done = auth::authenticate(client, "PLAIN", &mut |_| Ok(Some(message.clone())))?;
    Ok(Answer::read(&done, &[]))
}
