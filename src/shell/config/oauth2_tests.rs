use std::path::Path;

use clap::Parser;

use super::*;
use crate::cli::Cli;
use crate::config::Account;
use crate::config::ini::Ini;
use crate::config::layers::Layers;
use crate::config::normalise::DEFAULT;
use crate::env::Env;

fn account(flags: &str, keys: &str, env: &[(&str, &str)]) -> std::result::Result<Account, String> {
    let args = std::iter::once("x").chain(flags.split_whitespace());
    let cli = Cli::try_parse_from(args).map_err(|error| error.to_string())?;
    let env = Env::from_pairs(env);
    let file = format!("[DEFAULT]\n{keys}\n");
    let read = || {
        let ini = Ini::parse(Path::new("x.ini"), file.as_bytes())?;
        let layers = Layers::new(&env, Some(&ini), DEFAULT)?;
        let reader = Reader {
            flags: Some(&cli),
            layers: &layers,
            env: &env,
            from_stdin: None,
        };
        reader.account(Some(DEFAULT))
    };
    read().map_err(|problem| problem.to_string())
}

const GOOGLE: &str = "oauth2 = true\nhost = imap.gmail.com\nusername = a\n";

#[test]
fn the_keys_of_imapclient_are_enough_for_a_known_host() {
    let keys =
        format!("{GOOGLE}oauth2_client_id = i\noauth2_client_secret = s\noauth2_refresh_token = r");
    let account = account("", &keys, &[]).unwrap();
    let oauth2 = account.oauth2.unwrap();
    assert_eq!(oauth2.application.server(), "oauth2.googleapis.com");
    assert_eq!(oauth2.refresh_token, Some(Secret::from("r")));
    assert_eq!(oauth2.origin, "x.ini [DEFAULT] oauth2_refresh_token");
    let place = oauth2.place.unwrap();
    assert_eq!(place.to_string(), "x.ini [DEFAULT]");
    assert_eq!(oauth2.home, Some(place));
}

#[test]
fn the_environment_fills_in() {
    let env = [
        ("imapclient_oauth2_client_id", "i"),
        ("imapclient_oauth2_client_secret", "s"),
        ("imapclient_oauth2_refresh_token", "r"),
    ];
    let oauth2 = account("", GOOGLE, &env).unwrap().oauth2.unwrap();
    assert_eq!(oauth2.refresh_token, Some(Secret::from("r")));
    assert!(oauth2.origin.contains("imapclient_oauth2_refresh_token"));
    // It came from nowhere that could be written to.
    assert_eq!((oauth2.place, oauth2.home), (None, None));
    // A mechanism of tokens is enough where nothing else could be meant.
    let host = "-H imap.gmail.com -u a --auth xoauth2";
    assert!(account(host, "", &env).unwrap().oauth2.is_some());
    assert!(
        account(host, "password = token", &env)
            .unwrap()
            .oauth2
            .is_none()
    );
    assert!(account(host, "oauth2 = no", &env).unwrap().oauth2.is_none());
    assert!(account(host, "", &[]).unwrap().oauth2.is_none());
}

#[test]
fn without_a_refresh_token_the_way_to_one_is_told() {
    let keys = format!("{GOOGLE}oauth2_client_id = i");
    let oauth2 = account("", &keys, &[]).unwrap().oauth2.unwrap();
    let error = oauth2.refresh_token().unwrap_err().to_string();
    assert!(error.starts_with("x.ini [DEFAULT]: there is no refresh token"));
    assert!(error.contains("--oauth2-login"));
    assert!(oauth2.place.is_none() && oauth2.home.is_some());
}

#[test]
fn addresses_can_be_given() {
    let keys = "host = imap.example.com\noauth2 = 1\noauth2_client_id = i\n\
                oauth2_token_url = https://id.example.com/token\noauth2_scope = mail\n";
    let oauth2 = account("", keys, &[]).unwrap().oauth2.unwrap();
    assert_eq!(oauth2.application.server(), "id.example.com");
    assert!(!oauth2.application.has_device_login() && !oauth2.application.has_browser_login());
    let keys = format!(
        "{keys}oauth2_device_url = https://id.example.com/d\noauth2_auth_url = https://id.example.com/a"
    );
    let oauth2 = account("", &keys, &[]).unwrap().oauth2.unwrap();
    assert!(oauth2.application.has_device_login() && oauth2.application.has_browser_login());
    let keys =
        "host = imap.example.com\noauth2 = 1\noauth2_client_id = i\noauth2_provider = Microsoft";
    let oauth2 = account("", keys, &[]).unwrap().oauth2.unwrap();
    assert_eq!(oauth2.application.server(), "login.microsoftonline.com");
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let id = "oauth2_client_id = i\n";
    let table = [
        (
            GOOGLE.to_owned(),
            "x.ini [DEFAULT] oauth2: OAuth2 needs the id of an application",
        ),
        (
            format!("oauth2 = 1\nhost = imap.example.com\n{id}"),
            "it is not known where imap.example.com's tokens come from; give oauth2_provider (google, microsoft, yahoo, aol)",
        ),
        (
            format!("{GOOGLE}{id}oauth2_provider = gogle"),
            "x.ini [DEFAULT] oauth2_provider: `gogle` is no provider that is known; did you mean google?",
        ),
        (
            format!("{GOOGLE}{id}oauth2_provider = example"),
            "there are google, microsoft, yahoo, aol",
        ),
        (
            format!("{GOOGLE}{id}oauth2_token_url = http://id.example.com/"),
            "x.ini [DEFAULT] oauth2_token_url: must begin with https://",
        ),
        (
            format!("{GOOGLE}{id}oauth2_device_url = id.example.com"),
            "x.ini [DEFAULT] oauth2_device_url: is no address",
        ),
        (
            format!("{GOOGLE}{id}oauth2_auth_url = ftp://x/"),
            "x.ini [DEFAULT] oauth2_auth_url: must be an address",
        ),
        (
            format!("{GOOGLE}{id}auth = PLAIN"),
            "x.ini [DEFAULT] auth: PLAIN takes no token, but x.ini [DEFAULT] oauth2 asks for OAuth2",
        ),
        (
            "host = a\nauth = SCRAM-SHA256".to_owned(),
            "x.ini [DEFAULT] auth: `SCRAM-SHA256` is no mechanism for logging in; did you mean SCRAM-SHA-256?",
        ),
        (
            "host = a\nauth = X".to_owned(),
            "there are LOGIN, PLAIN, CRAM-MD5",
        ),
    ];
    for (keys, words) in table {
        let error = account("", &keys, &[]).unwrap_err();
        assert!(error.contains(words), "{keys}: {error}");
    }
}

#[test]
fn mechanisms_are_taken_in_any_case_and_a_flag_beats_the_file() {
    let auth = |flags, keys| account(flags, keys, &[]).unwrap().auth;
    assert_eq!(
        auth("", "auth = scram-sha-1-plus"),
        Some(Mechanism::ScramSha1Plus)
    );
    assert_eq!(auth("--auth plain", "auth = LOGIN"), Some(Mechanism::Plain));
    assert_eq!(auth("", "auth ="), None);
}

#[test]
fn a_mail_address_knows_its_host() {
    let host = |flags, keys, env| {
        let account = account(flags, keys, env).unwrap();
        (account.host, account.host_by_name)
    };
    let gmail = Some("imap.gmail.com".to_owned());
    assert_eq!(host("-u a@gmail.com", "", &[]), (gmail.clone(), true));
    assert_eq!(host("", "username = a@gmail.com", &[]), (gmail, true));
    assert_eq!(
        host("-u a@gmail.com -H h", "", &[]),
        (Some("h".to_owned()), false)
    );
    assert_eq!(host("-u a@example.com", "", &[]), (None, false));
    // What merely lies in the environment starts no connection.
    assert_eq!(
        host("", "", &[("imapclient_username", "a@gmail.com")]),
        (None, false)
    );
}
