//! OAuth2 at the prompt: tokens are kept and renewed, and `:oauth2` gets new ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::pty::Terminal;
use support::stage::Stage;
use support::tokens::{REFRESH, SHORT};

const PROMPT: &str = "user@127.0.0.1>";

fn start(stage: &Stage, keys: &str, arguments: &[&str]) -> Terminal {
    let mut command = stage.command(keys, arguments);
    command.env("TERM", "xterm-256color").env("LANG", "C.UTF-8");
    command.env("HOME", stage.folder.path());
    Terminal::run(command)
}

fn leave(mut terminal: Terminal) {
    terminal.prompt(PROMPT);
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
    let written = String::from_utf8_lossy(&terminal.written).into_owned();
    for secret in ["refresh-", "access-", "device-1"] {
        assert!(!written.contains(secret), "{secret}: {written}");
    }
}

/// Enters a line and waits for what it says and the next prompt, with a session or without one.
fn enter(terminal: &mut Terminal, line: &str, says: &str) {
    let at_prompt = |terminal: &Terminal| {
        let line = terminal.line();
        line == PROMPT || line == "user@127.0.0.1 offline>"
    };
    terminal.until("a prompt", at_prompt);
    terminal.enter(line);
    terminal.see(says);
    terminal.until("a prompt", at_prompt);
    // What was said before must not be taken for what will be said.
    terminal.press("\x0c");
    terminal.until("an empty screen", |terminal| {
        !terminal.screen().contains(says)
    });
}

#[test]
fn a_token_is_kept_and_renewed_once_it_is_refused() {
    let stage = Stage::new();
    let mut terminal = start(&stage, &stage.keys(REFRESH), &[]);
    enter(&mut terminal, ":oauth2", "; an access token for 35");
    enter(&mut terminal, ":reconnect", "connected to 127.0.0.1");
    assert_eq!(stage.tokens().asked().len(), 1);
    stage.tokens().revoke();
    enter(&mut terminal, ":reconnect", "connected to 127.0.0.1");
    assert_eq!(stage.tokens().asked().len(), 1);
    enter(&mut terminal, ":oauth2 renew", "; an access token for 35");
    assert_eq!(stage.tokens().asked().len(), 1);
    // When the new one is refused too, that is the end of it.
    stage.tokens().revoke();
    stage.tokens().give_bad_tokens(true);
    enter(&mut terminal, ":reconnect", "error: AUTHENTICATE failed: ");
    assert_eq!(stage.tokens().asked().len(), 1);
    stage.tokens().give_bad_tokens(false);
    enter(&mut terminal, ":oauth2 renew", "; an access token for 35");
    enter(&mut terminal, ":reconnect", "connected to 127.0.0.1");
    enter(
        &mut terminal,
        ":oauth2 nonsense",
        ":oauth2 takes nothing (the state), renew, or login",
    );
    leave(terminal);
}

#[test]
fn a_token_is_renewed_before_it_expires() {
    let stage = Stage::new();
    let mut terminal = start(&stage, &stage.keys(SHORT), &[]);
    terminal.prompt(PROMPT);
    assert_eq!(stage.tokens().asked().len(), 1);
    enter(&mut terminal, ":reconnect", "connected to 127.0.0.1");
    assert_eq!(stage.tokens().asked().len(), 1);
    leave(terminal);
}

#[test]
fn a_login_at_the_prompt_serves_an_account_without_a_token() {
    let stage = Stage::new();
    let keys = format!(
        "{}\n[work]\noauth2_refresh_token =\n[other]\noauth2 = no\npassword = pass\n",
        stage.keys(REFRESH)
    );
    let mut terminal = start(&stage, &keys, &[]);
    enter(
        &mut terminal,
        ":connect work",
        "x.ini [work]: there is no refresh token",
    );
    enter(
        &mut terminal,
        ":oauth2",
        "; no refresh token (:oauth2 login gets one)",
    );
    terminal.enter(":oauth2 login device");
    terminal.see("and type the code WDJB-MJHT");
    terminal.see("x.ini [work]? [y/N]");
    terminal.press("n\r");
    terminal.see("nothing was written; the refresh toke");
    terminal.see("connected to 127.0.0.1");
    assert_eq!(stage.content(), keys);
    terminal.prompt(PROMPT);
    // The question before must not be taken for the one to come: an answer typed too early is none.
    terminal.press("\x0c");
    terminal.until("an empty screen", |terminal| {
        !terminal.screen().contains("[y/N]")
    });
    terminal.enter(":oauth2 login");
    terminal.see("x.ini [work]? [y/N]");
    terminal.press("y\r");
    terminal.see("the refresh token is in ");
    terminal.prompt(PROMPT);
    let new = format!("[work]\noauth2_refresh_token = {REFRESH}\n[other]");
    assert_eq!(
        stage.content(),
        keys.replace("[work]\noauth2_refresh_token =\n[other]", &new)
    );
    enter(&mut terminal, ":connect other", "connected to 127.0.0.1");
    enter(&mut terminal, ":oauth2", "this account does not use OAuth2");
    // What was got at the prompt is still known.
    enter(&mut terminal, ":connect work", "connected to 127.0.0.1");
    enter(&mut terminal, ":oauth2", "; an access token for 35");
    leave(terminal);
}

#[test]
fn ctrl_c_ends_the_wait_for_the_browser() {
    let stage = Stage::new();
    let arguments = ["--oauth2-login=browser", "--yes"];
    let mut terminal = start(&stage, &stage.keys(""), &arguments);
    terminal.see("open this address in a browser");
    terminal.press("\x03");
    assert_eq!(terminal.end(), 130);
    assert!(
        terminal.screen().contains("interrupted"),
        "{}",
        terminal.screen()
    );
    // And for a token server that does not answer.
    stage.tokens().says(&[support::tokens::Reply::Hang]);
    let mut terminal = start(&stage, &stage.keys(REFRESH), &[]);
    stage.tokens().wait_for_a_question();
    terminal.press("\x03");
    assert_eq!(terminal.end(), 130);
}
