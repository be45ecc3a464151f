//! Getting a refresh token: by a code on another device, and in the browser.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use imapclient::auth::oauth2::{Application, Caller, by_browser, by_device};
use imapclient::error::ErrorKind;
use support::stage::{LOOK, Stage, said, silent, well};
use support::tokens::{CLIENT, CODE, REFRESH, Reply, TokenServer, decode};

#[test]
fn a_device_login_waits_for_the_user_and_writes_the_file() {
    let pending = Reply::Json(
        400,
        r#"{"error":"authorization_pending","error_description":"AADSTS70016: Pending."}"#,
    );
    let slow = Reply::Json(
        428,
        r#"{"error":"slow_down","error_description":"Too fast."}"#,
    );
    let stage = Stage::new();
    let details = r#"{"device_code":"device-1","user_code":"ABCD","verification_uri":"https://microsoft.com/devicelogin","expires_in":900,"interval":5,"message":"To sign in, ..."}"#;
    stage
        .tokens()
        .says(&[Reply::Json(200, details), pending.clone(), slow, pending]);
    let keys = stage.keys("");
    let output = stage.run(&keys, &["--oauth2-login", "--yes"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("open https://microsoft.com/devicelogin in any browser"));
    assert!(said(&output).contains("type the code ABCD"));
    assert!(said(&output).contains("the refresh token is in "));
    silent(&output);
    assert_eq!(output.stdout, b"");
    let asked = stage.tokens().asked();
    assert_eq!(asked.len(), 5);
    assert_eq!(asked[4].form["device_code"], "device-1");
    let new = keys.replace("; end", &format!("oauth2_refresh_token = {REFRESH}\n; end"));
    assert_eq!(stage.content(), new);
    let mode = fs::metadata(stage.folder.path().join("x.ini"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    well(&stage.run(&new, &LOOK));
    // Google's word for the address, and both words at once.
    let google = r#"{"device_code":"device-1","user_code":"EFGH","verification_url":"https://www.google.com/device","expires_in":900,"interval":5}"#;
    stage.tokens().says(&[Reply::Json(200, google)]);
    let output = stage.run(&keys, &["--oauth2-login=device", "--yes"]);
    assert!(
        said(&output).contains("open https://www.google.com/device "),
        "{}",
        said(&output)
    );
    let output = stage.run(&keys, &["--oauth2-login=device", "--yes"]);
    assert!(
        said(&output).contains("open https://example.com/device "),
        "{}",
        said(&output)
    );
}

#[test]
fn a_device_login_that_fails_changes_nothing() {
    let stage = Stage::new();
    let keys = stage.keys("");
    let begun = Reply::Json(
        200,
        r#"{"device_code":"device-1","user_code":"ABCD","verification_uri":"https://x/","expires_in":900}"#,
    );
    let table = [
        (
            r#"{"error":"expired_token"}"#,
            "nobody logged in before the code expired",
        ),
        (r#"{"error":"access_denied"}"#, "the login was denied"),
        (
            r#"{"error":"authorization_declined"}"#,
            "the login was denied",
        ),
        (
            r#"{"error":"invalid_grant"}"#,
            "the login was not accepted; begin again",
        ),
    ];
    for (answer, words) in table {
        stage
            .tokens()
            .says(&[begun.clone(), Reply::Json(400, answer)]);
        let output = stage.run(&keys, &["--oauth2-login", "--yes"]);
        assert_eq!(output.status.code(), Some(4), "{}", said(&output));
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    let token = Reply::Json(200, r#"{"access_token":"access-9","token_type":"Bearer"}"#);
    stage.tokens().says(&[begun.clone(), token]);
    let output = stage.run(&keys, &["--oauth2-login", "--yes"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(
        said(&output).contains("gave no refresh token"),
        "{}",
        said(&output)
    );
    // A hitch is no end; a server that stays away is.
    stage.tokens().asked();
    stage.tokens().says(&[
        begun.clone(),
        Reply::Close,
        Reply::Json(502, ""),
        Reply::Close,
    ]);
    let output = stage.run(&keys, &["--oauth2-login", "--yes"]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert_eq!(stage.tokens().asked().len(), 4);
    stage.tokens().says(&[begun, Reply::Redirect("x")]);
    let output = stage.run(&keys, &["--oauth2-login", "--yes"]);
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert_eq!(stage.content(), keys);
    // Nobody there to be asked.
    let output = stage.run(&keys, &["--oauth2-login"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("allow it by --yes"),
        "{}",
        said(&output)
    );
}

#[test]
fn an_account_gets_its_own_token_and_leaves_the_inherited_one() {
    let stage = Stage::new();
    let keys = format!(
        "{}\n[work]\ntimeout = 20\n[home]\n",
        stage.keys("of-another")
    );
    let arguments = ["-a", "work", "--oauth2-login", "--yes"];
    let output = stage.run(&keys, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let own = format!("timeout = 20\noauth2_refresh_token = {REFRESH}\n[home]");
    let new = keys.replace("timeout = 20\n[home]", &own);
    assert_eq!(stage.content(), new);
    well(&stage.run(&new, &[&LOOK[..], &["-a", "work"]].concat()));
}

#[test]
fn a_refresh_token_that_has_no_place_in_a_file_is_the_result() {
    let stage = Stage::new();
    let keys = stage.keys("");
    let mut command = stage.command(&keys, &["--oauth2-login"]);
    command.env("imapclient_oauth2_refresh_token", "old");
    command.stdin(Stdio::null());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(output.stdout, format!("{REFRESH}\n").into_bytes());
    silent(&output);
    assert_eq!(stage.content(), keys);
    // Without any file the host must be one that is known, and Google has no codes for mail.
    let program = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
        command
            .env_clear()
            .env("imapclient_oauth2_client_id", CLIENT);
        command.args(arguments).output().unwrap()
    };
    let output = program(&["--oauth2-login", "-H", "mail.example.com"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("give oauth2_provider"),
        "{}",
        said(&output)
    );
    let output = program(&["--oauth2-login=device", "-u", "someone@gmail.com"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(
        said(&output).contains("log in by the browser"),
        "{}",
        said(&output)
    );
}

/// Asks for a page as a browser does, and gives back the answer.
fn visit(address: &str) -> String {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Starts a login in the browser: the program, the address it shows, and what it says then.
fn login(stage: &Stage, keys: &str) -> (Child, String, impl Iterator<Item = String>) {
    let mut command = stage.command(keys, &["--oauth2-login=browser", "--yes"]);
    let mut child = command
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut lines = lines.map(Result::unwrap);
    let asked = lines.next().unwrap();
    assert!(asked.starts_with("open this address in a browser"));
    let address = lines.next().unwrap();
    (child, address, lines)
}

#[test]
fn a_browser_login_comes_back_to_this_machine() {
    let stage = Stage::new();
    let keys = stage.keys("");
    let (mut child, address, lines) = login(&stage, &keys);
    let (page, query) = address.split_once('?').unwrap();
    assert_eq!(page, stage.tokens().url("authorize"));
    let get = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find_map(|(key, value)| (key == name).then(|| decode(value)))
            .unwrap()
    };
    assert_eq!(get("response_type"), "code");
    assert_eq!(get("client_id"), CLIENT);
    assert_eq!(get("code_challenge_method"), "S256");
    let back = get("redirect_uri");
    assert!(back.starts_with("http://127.0.0.1:"), "{back}");
    // A connection opened in advance, another page, somebody else's login: none of them counts.
    let idle = TcpStream::connect(back.strip_prefix("http://").unwrap().trim_end_matches('/'));
    assert!(visit(&format!("{back}favicon.ico")).starts_with("HTTP/1.1 404 "));
    let wrong = visit(&format!("{back}?code={CODE}&state=guessed"));
    assert!(wrong.starts_with("HTTP/1.1 400 "), "{wrong}");
    let page = visit(&format!("{back}?state={}&code={CODE}", get("state")));
    assert!(
        page.starts_with("HTTP/1.1 200 ") && page.contains("You are logged in."),
        "{page}"
    );
    drop(idle);
    let rest: Vec<String> = lines.collect();
    assert!(child.wait().unwrap().success(), "{rest:?}");
    let asked = stage.tokens().asked();
    let form = &asked[0].form;
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!(form["code"], CODE);
    assert_eq!(form["redirect_uri"], back);
    let sum = ring::digest::digest(&ring::digest::SHA256, form["code_verifier"].as_bytes());
    assert_eq!(URL_SAFE_NO_PAD.encode(sum), get("code_challenge"));
    assert!(
        stage
            .content()
            .contains(&format!("oauth2_refresh_token = {REFRESH}\n"))
    );
}

#[test]
fn a_browser_login_that_is_denied_is_told_on_both_sides() {
    let stage = Stage::new();
    let keys = stage.keys("");
    let (mut child, address, lines) = login(&stage, &keys);
    let part = |name: &str| {
        let (_, rest) = address.split_once(&format!("{name}=")).unwrap();
        decode(rest.split('&').next().unwrap())
    };
    let back = format!(
        "{}?error=access_denied&state={}",
        part("redirect_uri"),
        part("state")
    );
    assert!(visit(&back).contains("The login failed."));
    let rest: Vec<String> = lines.collect();
    assert!(
        rest[0].contains("the login in the browser failed (access_denied)"),
        "{rest:?}"
    );
    assert_eq!(child.wait().unwrap().code(), Some(4));
    assert_eq!(stage.content(), keys);
}

#[test]
fn nobody_waits_for_ever_for_a_browser() {
    let tokens = TokenServer::start();
    let application = Application::new(CLIENT, tokens.url("token")).unwrap();
    let application = application.auth_url(tokens.url("authorize")).unwrap();
    let caller = Caller::default().patience(Duration::ZERO);
    let mut opened = String::new();
    let error = by_browser(&application, &caller, &mut |address| {
        opened = address.to_owned()
    });
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Login);
    assert!(
        error
            .message()
            .contains("nobody came back from the browser"),
        "{error}"
    );
    assert!(opened.starts_with(&tokens.url("authorize")));
    // Without the addresses there is nothing to begin with.
    let application = Application::new(CLIENT, tokens.url("token")).unwrap();
    let error = by_browser(&application, &caller, &mut |_| {}).unwrap_err();
    assert!(error.message().contains("oauth2_auth_url"), "{error}");
    let error = by_device(&application, &caller, &mut |_, _| {}).unwrap_err();
    assert!(error.message().contains("oauth2_device_url"), "{error}");
    assert!(tokens.asked().is_empty());
}
