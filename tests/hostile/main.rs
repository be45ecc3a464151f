//! Servers that attack, die or lie: whatever they send, a call ends in a typed error or a result,
//! in bounded time and memory, and the session is in step or over.
//!
//! | attack | reference | test |
//! |---|---|---|
//! | bytes behind STARTTLS's OK | CVE-2020-15685, CVE-2020-14954, CVE-2021-22947 | `starttls::bytes_in_clear_behind_the_ok_end_it` |
//! | untagged data before STARTTLS | CVE-2021-29969 | `starttls::nothing_said_in_clear_counts_afterwards` |
//! | STARTTLS refused, or stripped | CVE-2021-22946, CVE-2021-26911 | `src/client/tests.rs::starttls_cannot_be_tampered_with` |
//! | PREAUTH instead of STARTTLS | CVE-2020-12398, CVE-2020-14929, CVE-2020-14093 | `src/client/tests.rs::starttls_cannot_be_tampered_with` |
//! | certificates of others | CVE-2020-24661, CVE-2020-15047 | `tests/certificates.rs::each_kind_of_certificate` |
//! | capability lies | STARTTLS paper (USENIX Security 2021), imapflow 2.0.1 | `login::capabilities_that_are_lies` |
//! | untagged data before login | Alpine, Balsa CVE-2020-16118, Evolution CVE-2020-16117 | `login::data_before_login_does_no_harm` |
//! | tag guessing | CVE-2026-42246 | `login::an_answer_before_its_command_is_nobodys` |
//! | SCRAM with 2^31 rounds | CVE-2026-42256 | `login::scram_servers_that_cheat` |
//! | wrong signature of the server, none, wrong nonce | RFC 5802 section 5.1 | `login::scram_servers_that_cheat` |
//! | challenges without an end | | `login::questions_without_an_end` |
//! | endless line, endless list, endless tokens | imaplib, imapflow maxLineLength | `tests/hostile_memory.rs::attacks_end_in_bounded_memory` |
//! | literals: endless, of 4 GiB, of 2^63, longer than sent | CVE-2021-3657, CVE-2025-43857 | `tests/hostile_memory.rs::attacks_end_in_bounded_memory` |
//! | a huge literal that nobody asked for | CVE-2025-43857 | `tests/hostile_memory.rs::huge_literals_nobody_asked_for` |
//! | a million tokens, tiny literals, sections without an end | CVE-2026-42245, imapflow cb2124f | `tests/hostile_memory.rs::attacks_end_in_bounded_memory` |
//! | 100,000 nested lists | swift-nio-imap#698, imap-proto, imaplib | `tests/hostile_memory.rs::attacks_end_in_bounded_memory` |
//! | a million members of a group | CVE-2021-3181 | `tests/hostile_memory.rs::attacks_end_in_bounded_memory` |
//! | sets of everything | CVE-2025-25186 | `tests/hostile_memory.rs::sets_of_everything_are_never_written_out` |
//! | inflate bombs | imapflow 0739df9 | `src/command/compress_tests.rs::a_bomb_goes_no_further_than_any_other_response` |
//! | bytes behind COMPRESS's OK | imapflow 0739df9 | `src/command/compress_tests.rs::what_comes_right_behind_the_answer_is_compressed_already` |
//! | continuation where none was asked for | | `tests/hostile_memory.rs::attacks_end_in_bounded_memory` |
//! | a response for another tag | imapflow 21fe354 | `tests/hostile_memory.rs::attacks_end_in_bounded_memory` |
//! | BYE at every point | | `session::a_server_may_say_bye_at_every_line` |
//! | EOF at every byte | | `session::a_stream_may_end_after_every_byte` |
//! | silence at every byte | | `stalls::a_server_may_fall_silent_after_every_byte` |
//! | referrals | imapflow, section 6.6 of the notes | `tests/hostile_memory.rs::attacks_end_in_bounded_memory` |
//! | referral at login | | `login::a_referral_gets_no_password` |
//! | escape sequences and bidi in every text | GHSA-4225-c933-76f3 and others | `terminal::no_text_of_the_server_drives_the_terminal` |
//! | names of files | CVE-2021-20247, CVE-2018-14355, CVE-2018-14362 | `terminal::names_of_files_stay_in_their_folder` |
//! | the same at a terminal, by print and in tables | | `terminal::print_at_a_terminal_and_the_prompt_itself_show_no_such_text` |
//! | names of files, one by one | | `src/shell/save_tests.rs::names_stay_in_their_folder` |
//! | commands in arguments | imapclient#657, CVE-2025-15366, CVE-2026-42257 | `tests/faults/found.rs::no_injection_through_search_criteria` |
//!
//! `every_attack_has_its_test` holds the table to the tests.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod login;
mod session;
mod stalls;
mod starttls;
#[cfg(feature = "shell")]
mod terminal;

/// Each test that the table names is there.
#[test]
fn every_attack_has_its_test() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let table = read("tests/hostile/main.rs");
    let rows = table
        .lines()
        .filter(|line| line.starts_with("//! | ") && line.ends_with("` |"));
    let mut count = 0;
    for row in rows {
        let place = row.rsplit('`').nth(1).unwrap();
        let (file, test) = match place.rsplit_once("::") {
            None => panic!("{row}"),
            Some((file, test)) if file.contains('/') => (read(file), test),
            Some((module, test)) => (read(&format!("tests/hostile/{module}.rs")), test),
        };
        assert!(file.contains(&format!("#[test]\nfn {test}()")), "{row}");
        count += 1;
    }
    assert!(count >= 30, "{count}");
}
