//! Questions and pages on terminals of every kind, and what was typed before they came.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::sync::mpsc::channel;

use support::pty::Terminal;
use support::scripted::Peer;
use support::shell::{after, home, leave, plain, shell, started};

/// A folder with two messages that are marked deleted, open.
fn folder(terminal: &mut Terminal, name: &str) {
    for line in [
        format!("a = c.create_folder('{name}')"),
        format!("a = [c.append('{name}', 'Subject: x', (DELETED,)) for i in (1, 2)]"),
    ] {
        terminal.enter(&line);
        terminal.prompt("user@localhost>");
    }
    terminal.enter(&format!("a = c.select_folder('{name}')"));
    terminal.prompt(&format!("user@localhost {name} (2)>"));
}

#[test]
fn a_line_typed_before_the_question_is_no_answer() {
    let home = home();
    let (go, wait) = channel::<()>();
    let (came, arrival) = channel::<()>();
    let peer = Peer::start(vec![Box::new(move |connection| {
        connection.open(1);
        let (tag, command) = connection.hear();
        came.send(()).unwrap();
        let _ = wait.recv();
        connection.say(&format!("* SEARCH 7\n{tag} OK done\n"));
        let mut heard = vec![command];
        heard.extend(connection.serve());
        heard
    })]);
    let mut command = plain(home.path(), peer.port);
    command.arg("-q");
    let mut terminal = Terminal::run(command);
    terminal.prompt("user@127.0.0.1>");
    terminal.enter("x = c.select_folder('INBOX')");
    terminal.prompt("user@127.0.0.1 INBOX (3)>");
    // The server is being asked how many messages it concerns, when the next line is typed.
    terminal.press("c.expunge()\r");
    arrival.recv().unwrap();
    terminal.echo();
    terminal.press("y = 'ye' + 's'; print(y)\r");
    terminal.see("y = 'ye' + 's'; print(y)");
    go.send(()).unwrap();
    terminal.says(
        "PermissionError: more was typed already, so it was not asked about, and nothing was sent",
    );
    terminal.see("\nyes\n");
    terminal.prompt("user@127.0.0.1 INBOX (3)>");
    leave(terminal);
    assert_eq!(peer.heard(), ["UID SEARCH DELETED", "LOGOUT"]);
}

#[test]
fn a_question_in_the_middle_of_a_paste() {
    let home = home();
    let mut terminal = shell(&home);
    folder(&mut terminal, "pasted");
    terminal.press("print('be' + 'fore')\rc.expunge()\rprint('af' + 'ter')\r");
    terminal.see("\nbefore\n");
    let asked = |terminal: &Terminal| terminal.screen().contains("Go on? [y/N]");
    // What of the paste the editor has read is no answer, and what it has not read is none either.
    terminal.until("the question or its refusal", |terminal| {
        asked(terminal) || terminal.screen().contains("more was typed already")
    });
    if asked(&terminal) {
        terminal.press("n\r");
    }
    terminal.see("PermissionError: ");
    terminal.see("\nafter\n");
    terminal.prompt("user@localhost pasted (2)>");
    terminal.enter("len(c.search('DELETED'))");
    terminal.see("\n2\n");
    terminal.prompt("user@localhost pasted (2)>");
    leave(terminal);
}

#[test]
fn raw_commands_ask_like_the_methods() {
    let home = home();
    let mut terminal = shell(&home);
    folder(&mut terminal, "raw");
    let prompt = "user@localhost raw (2)>";
    for (typed, question) in [
        (
            ":raw EXPUNGE",
            "EXPUNGE removes the 2 messages marked deleted in 'raw' for good. Go on? [y/N]",
        ),
        (
            ":raw close",
            "CLOSE removes the 2 messages marked deleted in 'raw' for good",
        ),
        (
            ":raw UID STORE 1:* +FLAGS (\\Seen)",
            "STORE changes the flags of all 2 messages of 'raw'. Go on? [y/N]",
        ),
        (
            ":raw MOVE 1:2 INBOX",
            "MOVE takes out of the folder all 2 messages of 'raw'. Go on? [y/N]",
        ),
        (
            ":raw DELETE \"raw\"",
            "DELETE removes 'raw' with its 2 messages for good. Go on? [y/N]",
        ),
    ] {
        terminal.press("\x0c");
        terminal.prompt(prompt);
        terminal.enter(typed);
        terminal.says(question);
        terminal.press("n\r");
        terminal.says("not confirmed, so nothing was sent");
        terminal.prompt(prompt);
    }
    // What harms nothing is not asked about, and what would wait for ever is not sent.
    for (typed, shows) in [
        (":raw UID STORE 1 +FLAGS (\\Seen)", "OK Store completed"),
        (":raw APPEND raw {3}", "{3} at the end announces a literal"),
        (":raw NOOP", "OK NOOP completed"),
        (":raw LOGIN somebody swordfish", "BAD"),
    ] {
        terminal.press("\x0c");
        terminal.prompt(prompt);
        terminal.enter(typed);
        terminal.see(shows);
        terminal.prompt(prompt);
    }
    // The login is not even there with the key up.
    terminal.press("\x1b[A");
    terminal.prompt(&format!("{prompt} :raw NOOP"));
    terminal.press("\x03");
    terminal.prompt(prompt);
    terminal.enter(":raw EXPUNGE");
    terminal.see("Go on? [y/N]");
    terminal.press("y\r");
    terminal.see("OK Expunge completed");
    terminal.prompt("user@localhost raw (0)>");
    leave(terminal);
    let history = home.path().join("imapclient-interact/history");
    let text = std::fs::read_to_string(history).unwrap();
    assert!(
        text.contains(":raw EXPUNGE") && !text.contains("swordfish"),
        "{text}"
    );
}

#[test]
fn the_last_result_comes_a_page_at_a_time_as_well() {
    let home = home();
    let mut terminal = shell(&home);
    terminal.enter(":pager 10");
    terminal.prompt("user@localhost>");
    terminal.enter("x = 5; list(range(100, 150))");
    terminal.see("-- 10 lines: Enter more, a all, q stop --");
    terminal.press("q");
    terminal.prompt("user@localhost>");
    for typed in [":last", ":last pretty"] {
        terminal.press("\x0c");
        terminal.prompt("user@localhost>");
        terminal.enter(typed);
        terminal.see("\n  108,\n-- 10 lines: Enter more");
        terminal.press(" ");
        terminal.see("\n  118,\n-- 10 lines: Enter more");
        terminal.press("\x03");
        terminal.prompt("user@localhost>");
        assert!(!terminal.screen().contains("119"), "{}", terminal.screen());
    }
    terminal.enter(":last jsonl");
    terminal.says("148,149]");
    terminal.prompt("user@localhost>");
    leave(terminal);
}

#[test]
fn pages_fit_a_narrow_screen() {
    let home = home();
    let mut terminal = started(&home, &[]);
    terminal.prompt("user@localhost>");
    terminal.resize(12, 40);
    // Each of these takes two lines of the screen, so five of them and the bracket fill ten.
    terminal.enter("['%02d' % i + 'x' * 40 for i in range(20)]");
    // The question is shorter there.
    terminal.see("\n-- Enter more, a all, q stop --");
    let screen = terminal.screen();
    assert!(
        screen.starts_with("[\n  \"00xx") || screen.contains("\n[\n  \"00xx"),
        "{screen}"
    );
    assert!(
        screen.contains("\"03x") && !screen.contains("\"05x"),
        "{screen}"
    );
    terminal.press("q");
    terminal.prompt("user@localhost>");
    // One string that is longer than the screen is broken as well, and keeps its colour.
    terminal.enter(":fold off");
    terminal.prompt("user@localhost>");
    terminal.enter("'y' * 900 + 'E' + 'ND'");
    terminal.see("\n-- Enter more, a all, q stop --");
    assert!(!terminal.screen().contains("END"));
    terminal.press("\r");
    terminal.until("the second page", |terminal| {
        terminal.screen().matches('y').count() >= 400
    });
    terminal.see("\n-- Enter more, a all, q stop --");
    terminal.press("\r");
    terminal.see("END\"");
    assert_eq!(terminal.colour_of("END\""), vt100::Color::Idx(2));
    terminal.prompt("user@localhost>");
    leave(terminal);
}

#[test]
fn a_dumb_terminal_is_asked_in_plain_text() {
    let home = home();
    let mut terminal = started(&home, &[("TERM", "dumb")]);
    terminal.prompt("user@localhost>");
    terminal.press(":pager 5\r");
    terminal.press("list(range(200, 220))\r");
    terminal.see("  203,\n-- 5 lines: Enter more, a all, q stop --");
    terminal.press("\r");
    terminal.see("  208,\n-- 5 lines: Enter more, a all, q stop --");
    terminal.press("q");
    terminal.prompt("user@localhost>");
    terminal.press("c.delete_folder('Drafts')\r");
    terminal.says("for good. Go on? [y/N]");
    terminal.press("n\r");
    terminal.says("PermissionError: not confirmed, so nothing was sent");
    terminal.prompt("user@localhost>");
    assert!(!terminal.written.contains(&0x1b));
    leave(terminal);
}

#[test]
fn a_bad_byte_costs_neither_the_line_nor_the_cursor() {
    let home = home();
    let mut terminal = shell(&home);
    // In the middle of the line.
    after(&mut terminal, "print('ac')", "print('ac')");
    terminal.press("\x1b[D\x1b[D\x1b[D");
    terminal.press_bytes(b"\xff");
    terminal.until("the line again", |terminal| {
        terminal
            .screen()
            .matches("user@localhost> print('ac')")
            .count()
            == 2
    });
    terminal.see("-- a byte that is not UTF-8 was left out");
    terminal.press("b\r");
    terminal.see("\nabc\n");
    terminal.prompt("user@localhost>");
    // A paste with one of them runs in no part.
    after(&mut terminal, "'be", "'be");
    let mut paste = b"\x1b[200~print('on' + 'e')\nprint('".to_vec();
    paste.extend(b"\xe9');print('tw' + 'o')\nprint('thr' + 'ee')\n\x1b[201~");
    terminal.press_bytes(&paste);
    terminal.says("error: what was pasted is not UTF-8, so nothing of it was taken");
    terminal.prompt("user@localhost> 'be");
    terminal.press("gun' + '!'\r");
    terminal.see("\"begun!\"");
    terminal.prompt("user@localhost>");
    for word in ["\none", "\ntwo", "\nthree"] {
        assert!(!terminal.screen().contains(word), "{}", terminal.screen());
    }
    leave(terminal);
}

/// Python's own questions: what is typed is the answer, and a secret does not show.
#[test]
fn input_and_getpass_ask_at_the_terminal() {
    let home = home();
    let mut terminal = shell(&home);
    terminal.enter("name = input('Who? ')");
    terminal.see("Who? ");
    terminal.press("Ann O'Neill\r");
    terminal.prompt("user@localhost>");
    terminal.enter("import getpass; secret = getpass.getpass('Secret: ')");
    terminal.see("Secret: ");
    terminal.press("s3cr3t-word\r");
    terminal.prompt("user@localhost>");
    let screen = terminal.screen();
    assert!(!screen.contains("s3cr3t"), "{screen}");
    terminal.enter("name, len(secret)");
    terminal.see("\"Ann O'Neill\",\n  11");
    terminal.prompt("user@localhost>");
    // Ctrl-C and the end of input are exceptions, and the prompt lives.
    terminal.enter("input('Again? ')");
    terminal.see("Again? ");
    terminal.press("\x03");
    terminal.see("KeyboardInterrupt");
    terminal.prompt("user@localhost>");
    terminal.enter("input('At last? ')");
    terminal.see("At last? ");
    terminal.press("\x04");
    terminal.see("EOFError");
    terminal.prompt("user@localhost>");
    leave(terminal);
}
