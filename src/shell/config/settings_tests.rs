use clap::Parser;
use tempfile::TempDir;

use super::*;

const FILE: &str = "
[DEFAULT]
username = bob

[work]
host = work.example
password = w%f
pasword = typo

[shell]
stream = yes
host = cat
";

/// A folder with x.ini in it, readable by its owner only.
fn folder(file: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.ini");
    std::fs::write(&path, file).unwrap();
    access(&path, 0o600);
    folder
}

fn access(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn config(folder: &TempDir, flags: &[&str]) -> Result<Config> {
    let path = folder.path().join("x.ini");
    let path = path.to_str().unwrap();
    let args = ["x", "-f", path].into_iter().chain(flags.iter().copied());
    Config::read(Cli::try_parse_from(args).unwrap(), Env::default())
}

#[test]
fn accounts_are_listed_in_order_and_default_only_with_a_host() {
    let folder = folder(FILE);
    let lines = config(&folder, &[]).unwrap().accounts().unwrap();
    let names: Vec<_> = lines.iter().map(|line| line.account.as_str()).collect();
    assert_eq!(names, ["work", "shell"]);
    let work = lines.first().unwrap();
    assert_eq!(work.host.as_deref(), Some("work.example"));
    assert_eq!(work.username.as_deref(), Some("bob"));
}

#[test]
fn an_account_chosen_later_has_nothing_of_the_flags() {
    let folder = folder(FILE);
    let config = config(&folder, &["-a", "shell", "-u", "eve", "-p", "secret"]).unwrap();
    let work = config.account("work").unwrap();
    assert_eq!(work.username.as_deref(), Some("bob"));
    let password = work.password.obtain("bob", "work.example").unwrap();
    assert_eq!(password.expose(), b"w%f");
    assert!(config.account("nobody").is_err());
}

#[test]
fn secrets_that_others_can_read_and_slips_are_warned_of() {
    let folder = folder(FILE);
    let warnings = config(&folder, &["-p", "x"]).unwrap().warnings();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].contains("-p") && warnings[0].contains("--password-command"));
    assert!(warnings[1].contains("[work] pasword: this key means nothing; is it password?"));

    access(&folder.path().join("x.ini"), 0o640);
    let warnings = config(&folder, &[]).unwrap().warnings();
    assert!(warnings[0].contains("chmod 600"), "{warnings:?}");

    std::fs::write(
        folder.path().join("x.ini"),
        "[DEFAULT]\nhost = a\npassword =\n",
    )
    .unwrap();
    assert_eq!(config(&folder, &[]).unwrap().warnings(), [] as [String; 0]);
}

#[test]
fn expect_failure_belongs_to_one_account() {
    let wrong = folder("[DEFAULT]\nexpect_failure = x\n");
    let error = config(&wrong, &[]).err().unwrap().to_string();
    assert!(error.contains("[DEFAULT] expect_failure: "), "{error}");
    let right = folder("[DEFAULT]\nhost = a\n[w]\nexpect_failure = x\n");
    assert!(config(&right, &[]).is_ok());
}

#[test]
fn commands_come_in_order_and_before_the_script() {
    let folder = folder(FILE);
    let path = folder.path().join("s.py");
    std::fs::write(&path, "\u{feff}print(1)\n").unwrap();
    let script = path.to_str().unwrap();
    let code = |flags: &[&str]| config(&folder, flags).unwrap().code(true);
    let piece = |name: &str, text: &str| Chunk::Code {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    assert_eq!(code(&[]).unwrap(), []);
    assert_eq!(
        code(&["-c", "1", script, "-c", "2"]).unwrap(),
        [
            piece("-c", "1"),
            piece("-c", "2"),
            piece(script, "print(1)\n")
        ]
    );
    assert_eq!(
        code(&["-c", "1", "-"]).unwrap(),
        [piece("-c", "1"), Chunk::Stdin]
    );
    assert_eq!(
        config(&folder, &[]).unwrap().code(false).unwrap(),
        [Chunk::Stdin]
    );
    assert_eq!(
        config(&folder, &["-c", "1"]).unwrap().code(false).unwrap(),
        [piece("-c", "1")]
    );

    std::fs::write(&path, b"1\n'\xff'\n").unwrap();
    let error = code(&[script]).unwrap_err().to_string();
    assert!(
        error.contains("s.py line 2: byte 0xff is not UTF-8"),
        "{error}"
    );
    let error = code(&["/nowhere/s.py"]).unwrap_err().to_string();
    assert!(
        error.starts_with("cannot read the script /nowhere/s.py: "),
        "{error}"
    );
}

#[test]
fn the_example_parses_and_shows_every_key() {
    let text = include_str!("../../../config.example.ini");
    let folder = folder(text);
    let config = config(&folder, &[]).unwrap();
    for line in config.accounts().unwrap() {
        config.account(&line.account).unwrap();
    }
    let shown = |key: &str| {
        let mut lines = text.lines().map(|line| line.trim_start_matches(['#', ' ']));
        lines.any(|line| line.split(" =").next() == Some(key))
    };
    for key in super::super::known::KEYS
        .into_iter()
        .chain([EXPECT_FAILURE])
    {
        assert!(shown(key), "config.example.ini does not show {key}");
    }
    assert!(
        !config
            .warnings()
            .iter()
            .any(|warning| warning.contains("means nothing"))
    );
}

#[test]
fn a_trace_file_is_for_its_owner() {
    use crate::voice::Voice;
    use std::os::unix::fs::PermissionsExt;
    let folder = folder("");
    let path = folder.path().join("wire.log");
    Trace::File(path.clone())
        .open(&Voice::default())
        .unwrap()
        .write_all(b"x")
        .unwrap();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let error = Trace::File(folder.path().to_owned()).open(&Voice::default());
    let error = error.err().unwrap();
    assert!(
        error
            .to_string()
            .starts_with("the trace cannot be written to ")
    );
}

#[test]
fn a_host_that_nobody_named_is_told_of() {
    let folder = folder("[DEFAULT]\nusername = someone@gmail.com\n[w]\nhost = h\n");
    let told = |flags: &[&str]| {
        let settings = config(&folder, flags).unwrap().settings().unwrap();
        (settings.account.host.unwrap(), settings.warnings)
    };
    let (host, warnings) = told(&["-c", ""]);
    assert_eq!(host, "imap.gmail.com");
    assert_eq!(
        warnings,
        ["no host is given; imap.gmail.com is taken, by the domain of the user name"]
    );
    let (host, warnings) = told(&["-c", "", "-a", "w"]);
    assert_eq!((host.as_str(), warnings.len()), ("h", 0));
}
