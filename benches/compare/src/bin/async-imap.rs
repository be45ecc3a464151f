//! The crate `async-imap` doing a job, without printing anything: `async-imap PORT JOB`

use futures::TryStreamExt;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let port: u16 = arguments.next().and_then(|port| port.parse().ok()).unwrap_or(0);
    let job = arguments.next().unwrap_or_default();
    let stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.expect("connects");
    let mut client = async_imap::Client::new(stream);
    client.read_response().await.expect("greets");
    let login = client.login("user", "pass").await;
    let mut session = login.map_err(|fault| fault.0).expect("logs in");
    session.select("INBOX").await.expect("selects");
    let count = match compare::items(&job) {
        Some(items) => {
            let rows = session.uid_fetch("1:*", items).await.expect("fetches");
            rows.try_fold(0, |count, _| async move { Ok(count + 1) }).await.expect("reads")
        }
        None => session.uid_search("ALL").await.expect("searches").len(),
    };
    println!("{count}");
}
