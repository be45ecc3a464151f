//! The faults of IMAPClient 4.1.0, done right: each with a test of its name.
//!
//! | fault, as reported or found | test |
//! |---|---|
//! | stream mode is unusable | `found::stream_mode_works` |
//! | `move`, `uid_expunge` without UIDs crash | `found::move_and_uid_expunge_without_uids` |
//! | `multiappend`, `unselect_folder` swallow NO | `found::a_refusal_is_told` |
//! | `expunge([])` expunges everything | `found::expunge_of_nothing_expunges_nothing` |
//! | `get_quota_root` sends its folder unquoted | `found::get_quota_root_quotes_its_folder` |
//! | `setacl(..., '')` sends nothing for the rights | `found::setacl_sends_an_empty_str` |
//! | `find_special_folder` fails without a personal namespace | `found::find_special_folder_without_a_personal_namespace` |
//! | `sort` fails without an untagged answer | `found::sort_without_an_answer_is_empty` |
//! | CR LF in search criteria injects commands | `found::no_injection_through_search_criteria` |
//! | `idle_check` loses buffered data | `found::idle_check_sees_what_is_buffered` |
//! | generators give `{}` in `fetch` | `found::generators_are_lists_of_ids` |
//! | literal8 is lost | `found::literal8_is_read` |
//! | STARTTLS in the configuration ignores the TLS keys | `found::starttls_honours_the_tls_keys` |
//! | `%` in a password of the configuration is an error | `found::a_percent_sign_in_a_password` |
//! | the environment is ignored by `interact` | `found::the_environment_gives_user_and_password` |
//! | the connect time-out does not hold for TLS | `found::the_connect_timeout_holds_for_tls` |
//! | `starttls` returns None | `found::starttls_returns_the_answer` |
//! | #666: ranges and lists in fetch and store | `asked::ranges_in_fetch_and_store` |
//! | #334, #564, #199: rows nobody asked for in the result | `asked::unsolicited_rows_are_kept_apart` |
//! | #152: no way to see alerts and untagged data | `asked::alerts_and_untagged_data_can_be_seen` |
//! | #351: a line in two packets breaks IDLE | `asked::idle_over_split_lines` |
//! | #565: empty results for ever after the peer closed | `asked::idle_tells_of_the_end` |
//! | #449, #403, #349: `idle_done` hangs on a dead link | `asked::idle_done_gives_up` |
//! | #645: nested criteria lose the charset | `asked::nested_criteria_keep_the_charset` |
//! | parentheses in criteria are not quoted | `asked::parentheses_are_quoted` |
//! | #36, #365: APPENDUID and COPYUID thrown away | `asked::uidplus_answers_are_given` |
//! | MOVE without the capability | `asked::move_without_the_capability` |
//! | ids in `expunge` without UIDPLUS | `asked::ids_in_expunge_need_uidplus` |
//! | #379: passwords that are not ASCII | `asked::passwords_that_are_not_ascii` |
//! | #583: an unclosed `[` loses the whole LIST | `asked::an_unclosed_bracket_in_a_name` |
//! | #448: ENVELOPE with too few fields | `asked::an_envelope_with_too_few_fields` |
//! | #155: STATUS with special names | `asked::status_with_special_names` |
//! | #3: long lists of ids | `asked::long_lists_of_ids_are_split` |
//! | #16: bodies are held in memory | `asked::bodies_can_be_streamed` |
//! | #256: ESEARCH | `asked::extended_search` |
//! | #149: words in MIME's encoding | `asked::encoded_words_can_be_read` |
//! | #332, #357: special folders and their constants | `asked::special_folders_and_their_constants` |
//! | #45: folders as named tuples | `asked::folders_have_names_for_their_parts` |
//! | local time by today's rules | `asked::local_time_by_the_rules_of_its_date` |
//! | servers of IMAP4rev2 only | `asked::servers_of_imap4rev2_only` |

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod asked;
mod found;

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::thread;

use imapclient::client::{Client, Tls};
use support::script::Script;

/// Plays the server's part of a script (see tests/conversations.rs) to a client of the library.
/// With the header `# selected: INBOX` a folder is open.
fn talk<T>(script: &str, run: impl FnOnce(&mut Client) -> T) -> T {
    let played = Script::parse(script).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let peer = thread::spawn(move || played.play(&listener));
    let builder = Client::builder("127.0.0.1").port(port).tls(Tls::None);
    let mut client = builder.connect().unwrap();
    if script.contains("# selected") {
        client.select_folder("INBOX", false).unwrap();
    }
    let result = run(&mut client);
    let _ = client.logout();
    peer.join().unwrap().unwrap();
    result
}

/// Runs the program on a line of code, unconnected unless the arguments say so.
fn program(args: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
        .args(args)
        .args(["--output", "jsonl"])
        .env_clear()
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// The same against a scripted server; what was printed, and the exit code.
fn program_talks(script: &str, args: &[&str], environment: &[(&str, &str)]) -> (String, i32) {
    let played = Script::parse(script).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let peer = thread::spawn(move || played.play(&listener));
    let mut all = vec!["-P", &port];
    all.extend(args);
    let output = program(&all, environment);
    peer.join().unwrap().unwrap();
    (printed(&output), output.status.code().unwrap())
}

/// The same for code, logged in.
fn code_talks(script: &str, code: &str) -> (String, i32) {
    let place = ["-H", "127.0.0.1", "--insecure", "-u", "x"];
    let rest = ["--password-command", "echo x", "-c", code];
    let args = [&place[..], &rest].concat();
    program_talks(script, &args, &[("PATH", "/usr/bin:/bin")])
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}
