//! Connects to a server whose certificate a CA of one's own signed, or that signed it itself.
//!
//! ```sh
//! cargo run --example custom_ca -- imap.internal ca.pem
//! ```

use std::path::PathBuf;

use imapclient::transport::TlsOptions;
use imapclient::{Client, Result};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(host), Some(file)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: custom_ca HOST FILE [PORT], where FILE holds certificates as PEM");
        std::process::exit(2);
    };
    // The CAs of the system are believed as well; the certificate must name the host all the same.
    let options = TlsOptions {
        ca_file: Some(PathBuf::from(file)),
        ..TlsOptions::default()
    };
    let port = arguments.next().and_then(|port| port.parse().ok());
    let mut client = Client::builder(host)
        .port(port.unwrap_or(993))
        .tls_options(options)
        .connect()?;
    println!("{}", client.welcome());
    client.logout()?;
    Ok(())
}
