//! Prints the unread messages of INBOX: who wrote, about what, the first line, the attachments.
//!
//! ```sh
//! IMAP_PASSWORD=secret cargo run --example unread -- imap.example.org ann
//! ```
//!
//! What a message is made of is mail-parser's work: `fetch` gives its octets.

use imapclient::command::fetch::FetchRow;
use imapclient::{Client, Result};
use mail_parser::{MessageParser, MimeHeaders};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(host), Some(user)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: unread HOST USER [PORT], with the password in IMAP_PASSWORD");
        std::process::exit(2);
    };
    let password = std::env::var("IMAP_PASSWORD").unwrap_or_default();

    let port = arguments.next().and_then(|port| port.parse().ok());
    let mut client = Client::builder(host).port(port.unwrap_or(993)).connect()?;
    client.login(user, password)?;
    client.select_folder("INBOX", true)?;
    let unread = client.search("UNSEEN", None)?;
    println!("{} unread", unread.len());
    // Row by row, so that no more than one message is in memory. PEEK leaves them unread.
    client.fetch_each(&unread, "BODY.PEEK[]", (), &mut |row| {
        show(&row);
        Ok(())
    })?;
    client.logout()?;
    Ok(())
}

fn show(row: &FetchRow) {
    let Some(octets) = row.body_section("") else {
        return;
    };
    let Some(message) = MessageParser::default().parse(octets.as_bytes()) else {
        println!("{}: cannot be read", row.id);
        return;
    };
    let from = message.from().and_then(|from| from.first());
    println!(
        "{}: {} - {}",
        row.id,
        from.and_then(|from| from.name().or(from.address()))
            .unwrap_or("nobody"),
        message.subject().unwrap_or("(no subject)")
    );
    if let Some(line) = message
        .body_text(0)
        .as_deref()
        .and_then(|text| text.lines().next())
    {
        println!("    {line}");
    }
    for attachment in message.attachments() {
        let name = attachment.attachment_name().unwrap_or("unnamed");
        println!("    [{name}, {} bytes]", attachment.contents().len());
    }
}
