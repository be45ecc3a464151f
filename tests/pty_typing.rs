//! Blocks, pastes and lines typed ahead, on terminals of every kind: no key is lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::Write;
use std::process::Command;

use support::pty::Terminal;
use support::shell::{after, cancel, home, leave, shell, started};

#[test]
fn blocks_are_edited_and_recalled_as_a_whole() {
    let home = home();
    let mut terminal = shell(&home);
    terminal.press("for i in (1, 2):\r");
    terminal.prompt("...");
    // Tab indents, Backspace takes the line back.
    terminal.press("\tprint(i");
    terminal.see("...     print(i");
    terminal.press("\r");
    terminal.prompt("...");
    terminal.press("\x7f");
    terminal.until("the line before", |terminal| {
        terminal.line().starts_with("...     print(i")
    });
    terminal.press(" * 21)\r");
    terminal.prompt("...");
    terminal.press("\r");
    terminal.see("\n21\n42\n");
    terminal.prompt("user@localhost>");
    // Key up brings the whole block; its last line can be changed.
    terminal.press("\x1b[A");
    terminal.prompt("...     print(i * 21)");
    terminal.press("\x7f\x7f\x7f5)\r\r");
    terminal.see("\n5\n10\n");
    terminal.prompt("user@localhost>");
    // Ctrl-R finds it, by words in any order.
    terminal.press("\x1221) for");
    terminal.see("(reverse-i-search)`21) for'");
    terminal.press("\r\r");
    terminal.until("the old block again", |terminal| {
        terminal.screen().matches("\n21\n42\n").count() == 2
    });
    terminal.prompt("user@localhost>");
    leave(terminal);
}

/// Fifty lines, blocks among them, that print the numbers from 0 to 49 in order.
fn fifty(end: &str) -> String {
    let mut text = String::new();
    for block in 0..10 {
        let n = block * 5;
        for line in [
            format!("print('line', {n})"),
            format!("for i in ({}, {}):", n + 1, n + 2),
            "    print('line', i)".to_owned(),
            String::new(),
            format!("print('line', {}); print('line',\\", n + 3),
            format!("    {})", n + 4),
        ]
        .iter()
        .take(6)
        {
            text.push_str(line);
            text.push_str(end);
        }
    }
    text
}

fn all_fifty(terminal: &mut Terminal) {
    terminal.until("all fifty lines", |terminal| {
        terminal.screen().contains("\nline 49\n")
    });
    let written = String::from_utf8_lossy(&terminal.written).into_owned();
    let numbers: Vec<usize> = written
        .split("\r\n")
        .filter_map(|line| line.strip_prefix("line ")?.parse().ok())
        .collect();
    assert_eq!(numbers, (0..50).collect::<Vec<_>>(), "{written}");
}

#[test]
fn a_paste_runs_completely_and_in_order() {
    for bracketed in [true, false] {
        let home = home();
        let mut terminal = shell(&home);
        if bracketed {
            terminal.press(&format!("\x1b[200~{}\x1b[201~\r", fifty("\n")));
        } else {
            terminal.press(&fifty("\r"));
        }
        all_fifty(&mut terminal);
        terminal.prompt("user@localhost>");
        leave(terminal);
    }
}

#[test]
fn what_is_typed_while_a_command_runs_is_not_lost() {
    let home = home();
    let fifo = home.path().join("fifo");
    assert!(
        Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    let mut terminal = shell(&home);
    terminal.enter("print('waiting'); x = open('fifo').read()");
    terminal.see("\nwaiting");
    terminal.press(&fifty("\r"));
    terminal.press("print('half");
    let mut writer = std::fs::OpenOptions::new().write(true).open(&fifo).unwrap();
    writer.write_all(b"done").unwrap();
    drop(writer);
    all_fifty(&mut terminal);
    // The rest is the beginning of the next line.
    terminal.until("the half line", |terminal| {
        terminal.line().starts_with("user@localhost> print('half")
    });
    terminal.press(" done', x)\r");
    terminal.see("\nhalf done done\n");
    terminal.prompt("user@localhost>");
    leave(terminal);
}

#[test]
fn control_c_stops_a_paste() {
    let home = home();
    let mut terminal = shell(&home);
    let endless = "print('going')\rwhile print('loop') is None: pass\r\rprint('never')\r";
    terminal.press(endless);
    // The first may have left the screen by then.
    terminal.until("both to run", |terminal| {
        let written = String::from_utf8_lossy(&terminal.written);
        written.contains("\ngoing\r\n") && written.contains("\nloop\r\n")
    });
    terminal.press("\x03");
    terminal.see("KeyboardInterrupt");
    terminal.prompt("user@localhost>");
    terminal.enter("print('after' + 'wards')");
    terminal.see("\nafterwards\n");
    assert!(
        !terminal.screen().contains("\nnever\n"),
        "{}",
        terminal.screen()
    );
    terminal.prompt("user@localhost>");
    leave(terminal);
}

#[test]
fn what_is_typed_behind_control_c_is_not_lost() {
    let home = home();
    let mut terminal = shell(&home);
    terminal.press("half a line\x03print('be' + 'hind')\r");
    terminal.see("\nbehind\n");
    terminal.prompt("user@localhost>");
    // A line without its end is not written over by the prompt.
    terminal.enter("print('no ' + 'end', end='')");
    terminal.see("\nno end\nuser@localhost>");
    terminal.prompt("user@localhost>");
    // Nor is the key that leaves.
    terminal.press("half a line\x03\x04");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn bytes_that_are_no_text_do_not_cost_the_line() {
    let home = home();
    let mut terminal = shell(&home);
    after(&mut terminal, "print('a", "print('a");
    terminal.press_bytes(b"\xff");
    terminal.until("the line again", |terminal| {
        terminal
            .screen()
            .matches("user@localhost> print('a")
            .count()
            == 2
    });
    terminal.press("b')\r");
    terminal.see("\nab\n");
    terminal.prompt("user@localhost>");
    leave(terminal);
}

#[test]
fn a_narrow_terminal_and_a_resize() {
    let home = home();
    let mut terminal = started(&home, &[]);
    terminal.prompt("user@localhost>");
    terminal.resize(30, 40);
    after(&mut terminal, "c.fetch(", "c.fetch(messages, da...");
    cancel(&mut terminal);
    let text = "x".repeat(60);
    terminal.enter(&format!("print(len('{text}'))"));
    terminal.see("\n60\n");
    terminal.prompt("user@localhost>");
    terminal.resize(30, 100);
    after(
        &mut terminal,
        "c.fetch(",
        "c.fetch(messages, data, modifiers=None)",
    );
    cancel(&mut terminal);
    leave(terminal);
}

#[test]
fn without_colour_there_is_none() {
    for (variables, what) in [
        (&[("NO_COLOR", "1")][..], "NO_COLOR"),
        (
            &[("LANG", "C"), ("LC_ALL", "C"), ("NO_COLOR", "1")],
            "LANG=C",
        ),
    ] {
        let home = home();
        let mut terminal = started(&home, variables);
        terminal.prompt("user@localhost>");
        // What a call takes is a comment there, and a line typed before is not suggested.
        let hint = "c.fetch('  # fetch(messages, data, modifiers=None)";
        after(&mut terminal, "c.fetch('", hint);
        terminal.press("1', 'FLAGS'");
        let hint = "c.fetch('1', 'FLAGS'  # fetch(messages, data, modifiers=None)";
        after(&mut terminal, "", hint);
        cancel(&mut terminal);
        terminal.enter("print('once', 'x')");
        terminal.see("\nonce x\n");
        terminal.prompt("user@localhost>");
        after(&mut terminal, "print('onc", "print('onc");
        terminal.until(what, |terminal| !terminal.line().contains("'x'"));
        cancel(&mut terminal);
        terminal.press("for i in (1,):\r");
        terminal.prompt("...");
        terminal.press("    print('done', i)\r\r");
        terminal.see("\ndone 1\n");
        terminal.prompt("user@localhost>");
        let written = String::from_utf8_lossy(&terminal.written).into_owned();
        let sequences = written.split("\x1b[").skip(1);
        let coloured = |text: &str| {
            let end = text.find(|c: char| !c.is_ascii_digit() && c != ';');
            end.is_some_and(|end| text[end..].starts_with('m'))
        };
        assert!(!sequences.into_iter().any(coloured), "{what}: {written:?}");
        leave(terminal);
    }
}

#[test]
fn a_dumb_terminal_gets_no_escape_sequence() {
    let home = home();
    let mut terminal = started(&home, &[("TERM", "dumb")]);
    terminal.prompt("user@localhost>");
    terminal.press("print(1 +\r41)\rfor i in (1, 2):\r    print('n', i)\r\r");
    terminal.see("> 42\n");
    terminal.see("> n 1\nn 2\n");
    terminal.prompt("user@localhost>");
    assert!(!terminal.written.contains(&0x1b));
    leave(terminal);
}
