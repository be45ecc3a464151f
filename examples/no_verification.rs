//! Connects without looking at the server's certificate: for a test server, and for nothing else.
//! Whoever sits between can read the password.
//!
//! ```sh
//! cargo run --example no_verification -- localhost 10993
//! ```

use imapclient::transport::TlsOptions;
use imapclient::{Client, Result};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let Some(host) = arguments.next() else {
        eprintln!("usage: no_verification HOST [PORT]");
        std::process::exit(2);
    };
    let port = arguments
        .next()
        .and_then(|port| port.parse().ok())
        .unwrap_or(993);
    let options = TlsOptions {
        verify_cert: false,
        ..TlsOptions::default()
    };
    let mut client = Client::builder(host)
        .port(port)
        .tls_options(options)
        .connect()?;
    println!("{}", client.welcome());
    for capability in client.capabilities()?.0 {
        println!("  {capability}");
    }
    client.logout()?;
    Ok(())
}
