use super::*;

#[test]
fn names_stay_in_their_folder() {
    for (name, safe_name) in [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("/etc/passwd", "_etc_passwd"),
        ("..", "unnamed"),
        ("", "unnamed"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("a\0b\r\nc\x1b[2J.txt", "a_b_c_[2J.txt"),
        ("a\u{202e}fdp.exe", "a_fdp.exe"),
        ("C:\\x\\y", "C_x_y"),
        ("nul.txt", "_nul.txt"),
        ("COM1", "_COM1"),
        ("name. ", "name"),
        ("Grüße ☢.txt", "Grüße ☢.txt"),
    ] {
        assert_eq!(safe(name), safe_name, "{name:?}");
    }
    let long = safe(&format!("{}.jpeg", "ü".repeat(500)));
    assert!(long.len() <= LONGEST && long.ends_with("ü.jpeg"), "{long}");
    assert!(safe(&"x".repeat(5000)).len() == LONGEST);
}

fn message(parts: &[(&str, &str)]) -> Value {
    let mut text = "Content-Type: multipart/mixed; boundary=b\r\n\r\n".to_owned();
    for (name, body) in parts {
        text.push_str(&format!(
            "--b\r\nContent-Type: application/octet-stream\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{body}\r\n"
        ));
    }
    text.push_str("--b--\r\n");
    Value::str(text)
}

fn listing(folder: &std::path::Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[cfg(unix)]
#[test]
fn attachments_are_numbered_and_links_not_followed() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("in");
    let outside = folder.path().join("outside");
    fs::write(&outside, "mine").unwrap();
    let mut saver = Saver::new(inside.clone(), true, false).unwrap();
    let parts = message(&[("a.txt", "1"), ("A.TXT", "2"), ("../../outside", "3")]);
    saver.take(&parts).unwrap();
    assert_eq!(
        listing(&inside),
        ["message-A (2).TXT", "message-_.._outside", "message-a.txt"]
    );
    let mode = inside
        .join("message-a.txt")
        .metadata()
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    // A link that leads out stands where a file is to be.
    std::os::unix::fs::symlink(&outside, inside.join("message-x")).unwrap();
    let one = message(&[("x", "4")]);
    let mut again = Saver::new(inside.clone(), true, false).unwrap();
    assert!(again.take(&one).unwrap_err().contains("--force"));
    let mut forced = Saver::new(inside.clone(), true, true).unwrap();
    forced.take(&one).unwrap();
    assert_eq!(fs::read_to_string(&outside).unwrap(), "mine");
    assert_eq!(fs::read_to_string(inside.join("message-x")).unwrap(), "4");
}

#[test]
fn what_is_typed() {
    let request = Request::read("--force 'a b' c.fetch(1, 'RFC822')").unwrap();
    assert!(request.force && !request.attachments);
    assert_eq!(
        (request.folder, request.expression),
        ("a b", "c.fetch(1, 'RFC822')")
    );
    let request = Request::read("--attachments out _").unwrap();
    assert!(request.attachments);
    assert_eq!((request.folder, request.expression), ("out", "_"));
    for wrong in ["", "out", "--what out x", "'' x", "out  "] {
        assert!(Request::read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_is_no_message_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut saver = Saver::new(folder.path().to_owned(), false, false).unwrap();
    assert!(
        saver
            .take(&Value::Int(1))
            .unwrap_err()
            .contains("nothing to save")
    );
}
