//! Logs in with OAuth2 and counts the messages of INBOX.
//!
//! ```sh
//! REFRESH_TOKEN=... CLIENT_SECRET=... cargo run --example oauth2 -- imap.gmail.com ann@gmail.com CLIENT_ID
//! ```
//!
//! The refresh token is got once, for instance with `imapclient-interact --oauth2-login`.

use imapclient::auth::oauth2::{Caller, Provider, Tokens};
use imapclient::data::secret::Secret;
use imapclient::{Client, Result};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut argument = || arguments.next().unwrap_or_default();
    let (host, user, client_id) = (argument(), argument(), argument());
    let Some(provider) = Provider::of_host(&host).filter(|_| !client_id.is_empty()) else {
        eprintln!(
            "usage: oauth2 HOST USER CLIENT_ID, where HOST is imap.gmail.com or another known one"
        );
        std::process::exit(2);
    };
    let secret = |name| Secret::from(std::env::var(name).unwrap_or_default());

    let mut application = provider.application(client_id);
    if !secret("CLIENT_SECRET").is_empty() {
        application = application.client_secret(secret("CLIENT_SECRET"));
    }
    // Access tokens live for an hour; this one keeps them, and gets new ones in time.
    let mut tokens = Tokens::new(application, secret("REFRESH_TOKEN"));
    let (token, _) = tokens.access(&Caller::default())?;

    let mut client = Client::builder(host).connect()?;
    client.oauth2_login(user, token, "XOAUTH2", "")?;
    let folder = client.select_folder("INBOX", true)?;
    println!("{} messages", folder.number("EXISTS").unwrap_or(0));
    client.logout()?;
    Ok(())
}
