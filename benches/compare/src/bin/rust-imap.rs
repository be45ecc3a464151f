//! The crate `imap` doing a job, without printing anything: `rust-imap PORT JOB`

fn main() {
    let mut arguments = std::env::args().skip(1);
    let port: u16 = arguments.next().and_then(|port| port.parse().ok()).unwrap_or(0);
    let job = arguments.next().unwrap_or_default();
    let stream = std::net::TcpStream::connect(("127.0.0.1", port)).expect("connects");
    let mut client = imap::Client::new(stream);
    client.read_greeting().expect("greets");
    let mut session = client.login("user", "pass").map_err(|fault| fault.0).expect("logs in");
    session.select("INBOX").expect("selects");
    let count = match compare::items(&job) {
        Some(items) => {
            let rows = session.uid_fetch("1:*", items).expect("fetches");
            rows.iter().filter(|row| row.uid.is_some()).count()
        }
        None => session.uid_search("ALL").expect("searches").len(),
    };
    println!("{count}");
}
