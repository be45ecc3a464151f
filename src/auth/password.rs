//! The mechanisms that are made with a password and need no state: PLAIN, LOGIN, CRAM-MD5; and
//! EXTERNAL, which needs none.

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use zeroize::Zeroizing;

use super::prepare::prepared;
use super::{Begins, authenticate};
use crate::client::Client;
use crate::data::secret::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::response::Response;

/// PLAIN (RFC 4616): all in one message.
pub(crate) fn plain(
    client: &mut Client,
    authorization: &Secret,
    name: &str,
    password: &Secret,
) -> Result<Response> {
    let parts = [
        ("authorization_identity", authorization.expose()),
        ("identity", name.as_bytes()),
        ("password", password.expose()),
    ];
    for (argument, value) in parts {
        no_nul(argument, value)?;
    }
    let message = Zeroizing::new(parts.map(|(_, value)| value).join(&0));
    authenticate(client, "PLAIN", Begins::Client, &mut |_| {
        Ok(Some(message.to_vec()))
    })
}

/// LOGIN, as Microsoft had it before there were standards: the server asks for the name, then for
/// the password. Its questions are worded in any way, so only their order counts.
pub(super) fn login(client: &mut Client, name: &str, password: &Secret) -> Result<Response> {
    let mut answers = [name.as_bytes(), password.expose()].into_iter();
    authenticate(client, "LOGIN", Begins::ServerLoosely, &mut |_| {
        let answer = answers.next().map(<[u8]>::to_vec);
        answer.map(Some).ok_or_else(|| {
            Error::new(
                ErrorKind::Login,
                "the server asks for more than name and password, so the login was cancelled",
            )
        })
    })
}

/// CRAM-MD5 (RFC 2195): the name, and the challenge signed with the password.
pub(super) fn cram_md5(client: &mut Client, name: &str, password: &Secret) -> Result<Response> {
    no_nul("username", name.as_bytes())?;
    let name = prepared(&Secret::from(name));
    let password = prepared(password);
    let mut asked = false;
    authenticate(client, "CRAM-MD5", Begins::Server, &mut |challenge| {
        if std::mem::replace(&mut asked, true) {
            return Err(Error::new(
                ErrorKind::Login,
                "the server asks for more than one answer, so the login was cancelled",
            ));
        }
        let mut answer = name.expose().to_vec();
        answer.push(b' ');
        answer.extend(digest(&password, challenge)?.bytes());
        Ok(Some(answer))
    })
}

fn digest(password: &Secret, challenge: &[u8]) -> Result<String> {
    let mac = Hmac::<Md5>::new_from_slice(password.expose());
    let mac = mac.map_err(|_| Error::value("password", "the password cannot be used as a key"))?;
    let digest = mac.chain_update(challenge).finalize().into_bytes();
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// EXTERNAL (RFC 4422 appendix A): whoever the TLS session's certificate is for; the message names
/// whom to act for, which may be left out.
pub(super) fn external(client: &mut Client, authorization: &str) -> Result<Response> {
    let certified = client.is_tls() && client.peer_tls().client_cert.is_some();
    if !certified && !client.is_stream() {
        return Err(Error::value(
            "mechanism",
            "EXTERNAL logs in by the client's certificate, and there is none: give one by --client-cert (ssl_client_cert), over TLS",
        ));
    }
    no_nul("username", authorization.as_bytes())?;
    let message = authorization.as_bytes().to_vec();
    authenticate(client, "EXTERNAL", Begins::Client, &mut |_| {
        Ok(Some(message.clone()))
    })
}

fn no_nul(argument: &'static str, value: &[u8]) -> Result<()> {
    match value.contains(&0) {
        false => Ok(()),
        true => Err(Error::value(
            argument,
            format!("{argument} holds a NUL byte"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard() {
        let challenge = b"<1896.697170952@postoffice.reston.mci.net>";
        let digest = digest(&Secret::from("tanstaaftanstaaf"), challenge).unwrap();
        assert_eq!(digest, "b913a602c7eda7a495b4e6e7334d3890");
        // A key longer than a block.
        assert!(super::digest(&Secret::from("x".repeat(100)), challenge).is_ok());
    }
}
