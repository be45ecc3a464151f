//! Tells of new messages in INBOX as they arrive, until it is interrupted.
//!
//! ```sh
//! IMAP_PASSWORD=secret cargo run --example idle -- imap.example.org ann
//! ```

use imapclient::{Client, Result};

/// Servers end an IDLE of half an hour, and firewalls forget a silent connection sooner.
const RENEW_SECONDS: u64 = 10 * 60;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(host), Some(user)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: idle HOST USER [PORT], with the password in IMAP_PASSWORD");
        std::process::exit(2);
    };
    let password = std::env::var("IMAP_PASSWORD").unwrap_or_default();

    let port = arguments.next().and_then(|port| port.parse().ok());
    let mut client = Client::builder(host).port(port.unwrap_or(993)).connect()?;
    client.login(user, password)?;
    client.select_folder("INBOX", true)?;
    loop {
        client.idle()?;
        // Comes back as soon as there is something, else empty-handed when the time is over. BYE
        // and a connection that has gone are errors, and end the program.
        for update in client.idle_check(RENEW_SECONDS)? {
            println!("{update:?}");
        }
        client.idle_done()?;
        if let Some(folder) = client.selected() {
            println!("{} messages", folder.exists);
        }
    }
}
