//! A small OAuth2 token server that answers as Google and Microsoft do: refresh tokens, device
//! codes, codes of the browser, and introspection for Dovecot. What it should say next can be laid
//! down, and what it was asked is kept.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What it says next, whatever it is asked.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    Json(u16, &'static str),
    Html(u16),
    Redirect(&'static str),
    /// Nothing: the connection is closed.
    Close,
    /// Nothing at all, for as long as the other side waits.
    Hang,
}

/// The client that is known here.
pub(crate) const CLIENT: &str = "client-7";
/// The secret of that client.
pub(crate) const SECRET: &str = "client-secret-7";
/// A refresh token that is good for the user `user`.
pub(crate) const REFRESH: &str = "refresh-good";
/// As the one above; but each renewal gives a new one.
pub(crate) const ROTATING: &str = "refresh-rotating";
/// Its access tokens live for less time than anybody would use them.
pub(crate) const SHORT: &str = "refresh-short";
/// The code that the browser comes back with.
pub(crate) const CODE: &str = "code-good";

/// A question, as it was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) form: HashMap<String, String>,
}

#[derive(Default)]
struct State {
    next: VecDeque<Reply>,
    asked: Vec<Asked>,
    issued: Vec<String>,
    revoked: bool,
}

/// The running server.
pub(crate) struct TokenServer {
    pub(crate) port: u16,
    state: Arc<Mutex<State>>,
}

impl TokenServer {
    /// Starts it; it runs until the test program ends.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                std::thread::spawn(move || serve(stream, &shared));
            }
        });
        Self { port, state }
    }

    /// The address of one of its pages: `token`, `device`, `authorize`, `introspect`.
    pub(crate) fn url(&self, page: &str) -> String {
        format!("http://127.0.0.1:{}/{page}", self.port)
    }

    /// What it says to the next questions, one after the other, introspection excepted.
    pub(crate) fn says(&self, replies: &[Reply]) {
        self.state
            .lock()
            .unwrap()
            .next
            .extend(replies.iter().cloned());
    }

    /// What it was asked since this was last called, introspection excepted.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }

    /// Waits until it is asked something.
    pub(crate) fn wait_for_a_question(&self) {
        while self.state.lock().unwrap().asked.is_empty() {
            std::thread::yield_now();
        }
    }

    /// From now on no access token that was given is good any more.
    pub(crate) fn revoke(&self) {
        self.state.lock().unwrap().issued.clear();
    }

    /// Whether the server gives tokens that no IMAP server takes.
    pub(crate) fn give_bad_tokens(&self, bad: bool) {
        self.state.lock().unwrap().revoked = bad;
    }
}

fn serve(stream: TcpStream, state: &Mutex<State>) {
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return;
    }
    let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    let mut bearer = String::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        let header = header.trim();
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(':').unwrap_or((header, ""));
        match name.to_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap(),
            "authorization" => bearer = value.trim().replace("Bearer ", ""),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let body = String::from_utf8(body).unwrap();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let pairs = query.split('&').chain(body.split('&'));
    let form: HashMap<String, String> = pairs
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    let answer = answer(state, path, form, &bearer);
    let mut stream = stream;
    if let Some((0, ..)) = answer {
        // Until the other side goes away.
        let _ = reader.read(&mut [0]);
        return;
    }
    if let Some((status, kind, body)) = answer {
        let extra = match status {
            302 => "Location: http://127.0.0.1:1/elsewhere\r\n",
            _ => "",
        };
        let _ = write!(
            stream,
            "HTTP/1.1 {status} x\r\nContent-Type: {kind}\r\n{extra}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
    }
}

fn answer(
    state: &Mutex<State>,
    path: &str,
    form: HashMap<String, String>,
    bearer: &str,
) -> Option<(u16, &'static str, String)> {
    let json = |status, body: String| Some((status, "application/json; charset=utf-8", body));
    let mut state = state.lock().unwrap();
    if path == "/introspect" {
        let token = form.get("token").map_or(bearer, String::as_str);
        let active = state.issued.iter().any(|issued| issued == token);
        return json(
            200,
            format!(r#"{{"active":{active},"username":"user","scope":"mail"}}"#),
        );
    }
    state.asked.push(Asked {
        path: path.to_owned(),
        form: form.clone(),
    });
    match state.next.pop_front() {
        Some(Reply::Json(status, body)) => return json(status, body.to_owned()),
        Some(Reply::Html(status)) => {
            return Some((
                status,
                "text/html",
                "<html>Hello, I am a page</html>".to_owned(),
            ));
        }
        Some(Reply::Redirect(_)) => return Some((302, "text/html", String::new())),
        Some(Reply::Close) => return None,
        Some(Reply::Hang) => return Some((0, "", String::new())),
        None => {}
    }
    let get = |name: &str| form.get(name).map_or("", String::as_str);
    if path == "/device" {
        return json(
            200,
            r#"{"device_code":"device-1","user_code":"WDJB-MJHT","verification_url":"https://example.com/device","verification_uri":"https://example.com/device","expires_in":1800,"interval":5}"#.to_owned(),
        );
    }
    if path != "/token" {
        return Some((404, "text/plain", "nothing".to_owned()));
    }
    let secret = get("client_secret");
    if get("client_id") != CLIENT || !(secret.is_empty() || secret == SECRET) {
        return json(
            401,
            r#"{"error":"invalid_client","error_description":"The OAuth client was not found."}"#
                .to_owned(),
        );
    }
    let (lifetime, refresh) = match (get("grant_type"), get("refresh_token"), get("code")) {
        ("refresh_token", REFRESH, _) => (3600, None),
        ("refresh_token", SHORT, _) => (30, None),
        ("refresh_token", token, _) if token.starts_with(ROTATING) => {
            (3600, Some(format!("{token}%2")))
        }
        ("authorization_code", _, CODE) => (3600, Some(REFRESH.to_owned())),
        ("urn:ietf:params:oauth:grant-type:device_code", ..) => (3600, Some(REFRESH.to_owned())),
        _ => {
            return json(
                400,
                r#"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#.to_owned(),
            );
        }
    };
    let number = state.asked.len() + state.issued.len();
    let token = format!("access-{number}-{}", state.issued.len());
    if !state.revoked {
        state.issued.push(token.clone());
    }
    let refresh = refresh.map_or(String::new(), |token| {
        format!(r#","refresh_token":"{token}""#)
    });
    json(
        200,
        format!(
            r#"{{"access_token":"{token}","expires_in":{lifetime},"scope":"mail","token_type":"Bearer"{refresh}}}"#
        ),
    )
}

/// A value of a form.
pub(crate) fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let code: Vec<u8> = rest.by_ref().take(2).collect();
                let code = String::from_utf8(code).unwrap();
                bytes.push(u8::from_str_radix(&code, 16).unwrap());
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}
