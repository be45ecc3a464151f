//! OAuth2 from outside: against a token server that answers as Google and Microsoft do, and a real
//! Dovecot that asks it whether the tokens are good.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::net::TcpListener;
use std::process::Stdio;

use support::stage::{LOOK, Stage, said, silent, well};
use support::tls::Connection;
use support::tokens::{CLIENT, REFRESH, ROTATING, Reply, SECRET};

#[test]
fn a_refresh_token_is_enough_and_the_trace_shows_none() {
    let stage = Stage::new();
    let output = stage.run(&stage.keys(REFRESH), &[&LOOK[..], &["--trace"]].concat());
    well(&output);
    // The better of the two mechanisms that Dovecot offers.
    assert!(said(&output).contains("AUTHENTICATE OAUTHBEARER ****"));
    let asked = stage.tokens().asked();
    assert_eq!(asked.len(), 1);
    let form = &asked[0].form;
    assert_eq!(asked[0].path, "/token");
    for (name, value) in [
        ("grant_type", "refresh_token"),
        ("refresh_token", REFRESH),
        ("client_id", CLIENT),
        ("client_secret", SECRET),
    ] {
        assert_eq!(form[name], value);
    }
    assert!(!form.contains_key("scope"));
    // And the other one, by the user's word; a public client has no secret.
    let keys = stage.keys(REFRESH);
    let keys = keys.replace(
        &format!("oauth2_client_secret = {SECRET}\n"),
        "oauth2_scope = a b\n",
    );
    let output = stage.run(
        &keys,
        &[&LOOK[..], &["--trace", "--auth", "xoauth2"]].concat(),
    );
    well(&output);
    assert!(said(&output).contains("AUTHENTICATE XOAUTH2 ****"));
    let asked = stage.tokens().asked();
    assert!(!asked[0].form.contains_key("client_secret"));
    assert_eq!(asked[0].form["scope"], "a b");
    // From the environment.
    let keys = keys.replace(&format!("oauth2_refresh_token = {REFRESH}\n"), "");
    let mut command = stage.command(&keys, &LOOK);
    well(
        &command
            .stdin(Stdio::null())
            .env("imapclient_oauth2_refresh_token", REFRESH)
            .output()
            .unwrap(),
    );
}

#[test]
fn a_token_from_elsewhere_is_a_password() {
    let stage = Stage::new();
    well(&stage.run(&stage.keys(REFRESH), &LOOK));
    let keys = stage.keys("").replace(
        "oauth2 = true",
        "auth = XOAUTH2\npassword_command = echo access-1-0",
    );
    let output = stage.run(&keys, &LOOK);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn what_the_token_server_says_is_told_in_one_sentence() {
    use Reply::{Close, Html, Json, Redirect};
    let stage = Stage::new();
    let table = [
        (
            Json(
                400,
                r#"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#,
            ),
            4,
            "the refresh token is not, or no longer, accepted; get a new one with --oauth2-login or :oauth2 login (127.0.0.1:",
        ),
        (
            Json(
                400,
                r#"{"error":"invalid_grant","error_description":"AADSTS70008: The provided authorization code or refresh token has expired.\r\nTrace ID: 1\r\nTimestamp: 2","error_codes":[70008],"correlation_id":"x"}"#,
            ),
            4,
            "says invalid_grant: AADSTS70008: The provided authorization code or refresh token has expired.)",
        ),
        (
            Json(
                401,
                r#"{"error":"invalid_client","error_description":"The OAuth client client-secret-7 was not found."}"#,
            ),
            4,
            "check oauth2_client_id and oauth2_client_secret",
        ),
        (
            Json(400, r#"{"error":"invalid_scope"}"#),
            4,
            "check oauth2_scope",
        ),
        (
            Json(
                400,
                r#"{"error":"something_new","error_description":"a\u001b[31mb"}"#,
            ),
            4,
            "says something_new: a",
        ),
        (
            Json(
                400,
                r#"{"error":"invalid_grant","error_description":"refresh-good of client-secret-7 is over"}"#,
            ),
            4,
            "says invalid_grant: **** of **** is over)",
        ),
        (Json(400, "{}"), 4, "no token in it"),
        (Json(400, ""), 4, "is no help"),
        (
            Json(200, r#"{"token_type":"Bearer","expires_in":3600}"#),
            4,
            "no token in it",
        ),
        (Json(200, "[]"), 4, "not JSON"),
        (
            Json(500, r#"{"error":"internal"}"#),
            3,
            "is out of order (HTTP status 500)",
        ),
        (Json(503, ""), 3, "is out of order (HTTP status 503)"),
        (
            Html(200),
            4,
            "something that is not JSON; is oauth2_token_url right?",
        ),
        (
            Html(404),
            4,
            "something that is not JSON; is oauth2_token_url right?",
        ),
        (
            Redirect("x"),
            4,
            "sends us elsewhere (HTTP status 302), which is not followed",
        ),
        (
            Close,
            3,
            "cannot be reached: it closed the connection without an answer",
        ),
    ];
    for (reply, exit, words) in table {
        stage.tokens().says(std::slice::from_ref(&reply));
        let output = stage.run(&stage.keys(REFRESH), &LOOK);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(exit), "{reply:?}: {said}");
        assert!(said.contains(words), "{reply:?}: {said}");
        // One sentence, and the same as JSON.
        assert_eq!(said.lines().count(), 2, "{reply:?}: {said}");
        assert!(!said.contains('\x1b'), "{said}");
        silent(&output);
        assert_eq!(stage.tokens().asked().len(), 1, "{reply:?}");
    }
    let keys = stage.keys(REFRESH);
    let gone = keys.replace(&stage.tokens().url("token"), "http://127.0.0.1:1/token");
    let output = stage.run(&gone, &LOOK);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("the token server 127.0.0.1:1 cannot be reached"));
}

#[test]
fn a_missing_refresh_token_says_how_to_get_one() {
    let stage = Stage::new();
    let output = stage.run(&stage.keys(""), &LOOK);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("--oauth2-login gets one"),
        "{}",
        said(&output)
    );
    assert!(stage.tokens().asked().is_empty());
}

#[test]
fn a_rotated_refresh_token_goes_into_the_file_and_nothing_else_changes() {
    let stage = Stage::new();
    let keys = stage.keys(ROTATING);
    well(&stage.run(&keys, &LOOK));
    let new = keys.replace(ROTATING, &format!("{ROTATING}%%2"));
    assert_eq!(stage.content(), new);
    // The new one is the one that is used next.
    well(&stage.run(&new, &LOOK));
    assert_eq!(
        stage.tokens().asked()[1].form["refresh_token"],
        format!("{ROTATING}%2")
    );
    // Where it cannot be kept, that is told, and the session is none the worse.
    let mut command = stage.command(&keys.replace("oauth2_refresh_token", "x"), &LOOK);
    let output = command
        .env("imapclient_oauth2_refresh_token", ROTATING)
        .output()
        .unwrap();
    well(&output);
    assert!(said(&output).contains("replaced the refresh token of the environment variable"));
}

#[test]
fn a_refused_token_is_told_with_its_reason_and_not_tried_for_ever() {
    let stage = Stage::new();
    stage.tokens().give_bad_tokens(true);
    let output = stage.run(&stage.keys(REFRESH), &LOOK);
    assert_eq!(output.status.code(), Some(4));
    assert!(
        said(&output).contains("the server's reason: status "),
        "{}",
        said(&output)
    );
    assert_eq!(stage.tokens().asked().len(), 1);
    silent(&output);
}

#[test]
fn token_servers_are_spoken_to_by_https_and_their_certificates_are_checked() {
    let stage = Stage::new();
    let ca = stage.server.ca();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!(
        "https://localhost:{}/token",
        listener.local_addr().unwrap().port()
    );
    let keys = stage
        .keys(REFRESH)
        .replace(&stage.tokens().url("token"), &url);
    let serve = || {
        let version = &rustls::version::TLS13;
        let mut peer = Connection::accept(&listener, ca.parent().unwrap(), version);
        let mut lines = std::iter::from_fn(|| Some(peer.hear()).filter(|line| !line.is_empty()));
        let first = lines.next();
        lines.for_each(drop);
        let body = r#"{"error":"invalid_grant"}"#;
        let head = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json";
        peer.say(&format!(
            "{head}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ));
        first
    };
    let refused = "the refresh token is not, or no longer, accepted";
    let named = keys.replace("; end", &format!("ssl_ca_file = {}\n; end", ca.display()));
    for (trusted, keys, exit, words) in [
        (true, &keys, 4, refused),
        (false, &keys, 3, "cannot be reached: "),
        // By the system not, but by the account.
        (false, &named, 4, refused),
    ] {
        std::thread::scope(|scope| {
            let served = scope.spawn(serve);
            let mut command = stage.command(keys, &LOOK);
            let other = stage.server.client_certificate();
            let file = if trusted { ca.clone() } else { other };
            command.stdin(Stdio::null()).env("SSL_CERT_FILE", file);
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(exit), "{}", said(&output));
            assert!(said(&output).contains(words), "{}", said(&output));
            let first = served.join().unwrap();
            let asked = first.is_some_and(|line| line.starts_with("POST /token "));
            assert_eq!(asked, exit == 4);
        });
    }
}
