//! x
use imapclient::client::{Client, Tls};
use imapclient::data::secret::Secret;
use imapclient::transport::{TlsOptions, WriterTrace};
fn main() {
    let mut o = TlsOptions::default();
    o.ca_file = Some("/tmp/dc/cert.pem".into());
    for (tls, port) in [
        (Tls::None, 10143),
        (Tls::StartTls, 10143),
        (Tls::Implicit, 10993),
    ] {
        let mut c = Client::builder("localhost")
            .port(port)
            .tls(tls)
            .tls_options(o.clone())
            .trace(Box::new(WriterTrace::new(std::io::stderr())))
            .connect()
            .unwrap();
        c.login_by_default("user", &Secret::from("pass")).unwrap();
        println!("{:?}", c.capabilities().unwrap());
        println!("{:?}", c.list_folders("", "*").unwrap());
        println!(
            "{}",
            serde_json::to_string_pretty(&c.select_folder("INBOX", false).unwrap()).unwrap()
        );
        println!("{:?}", c.noop().unwrap());
        println!("{:?}", c.folder_status("INBOX", ()).unwrap());
        println!("{:?}", c.namespace().unwrap());
        println!("{:?}", c.id_(()).unwrap());
        println!("{:?}", c.logout().unwrap());
    }
    let c = Client::builder("localhost").port(10993).connect();
    println!("{:?}", c.err().map(|e| e.message().to_owned()));
    let c = Client::builder("localhost").port(10143).connect();
    println!("{:?}", c.err().map(|e| e.message().to_owned()));
    let c = Client::builder("localhost").port(10144).connect();
    println!("{:?}", c.err().map(|e| e.message().to_owned()));
    let c = Client::builder("nosuch.invalid").port(10144).connect();
    println!("{:?}", c.err().map(|e| e.message().to_owned()));
    let mut o2 = o.clone();
    o2.ca_file = None;
    o2.verify_cert = false;
    let mut c = Client::builder("localhost")
        .port(10993)
        .tls_options(o2)
        .connect()
        .unwrap();
    println!("{:?}", c.login("user", "wrong").err());
}
