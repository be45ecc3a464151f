//! The same suite on the embedded server, by this very program.

use std::process::Command;

use imapclient::sandbox::{Builder, Sandbox};

fn builder() -> Builder {
    Sandbox::builder()
        .user("user", "pass")
        .user("other", "pa ss\"w\\ord")
        .folder("user", "Sent", Some("\\Sent"))
        .folder("user", "Trash", Some("\\Trash"))
        .quota("user", Some(102_400), None)
        .capability("XLIST", true)
        .capability("X-GM-EXT-1", true)
}

/// Runs the suite there; whether all went well, and nothing was skipped.
pub(crate) fn passes() -> bool {
    let sandbox = builder().start().unwrap();
    let ca = sandbox.tls_options().unwrap().ca_file.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.ini");
    let plain = sandbox.port();
    let text = format!(
        "[DEFAULT]\nhost = localhost\nport = {}\nssl_ca_file = {}\nusername = user\npassword = pass\nsecond_user = other\n\n[in clear]\nssl = false\nport = {plain}\n\n[starttls]\nssl = false\nstarttls = true\nport = {plain}\n\n[a stranger]\nssl_ca_file =\nexpect_failure = certificate\n",
        sandbox.tls_port(),
        ca.display()
    );
    std::fs::write(&file, text).unwrap();
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&file, private).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .env("IMAPCLIENT_LIVE_INI", &file)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let well = output.status.success() && said.contains(" passed, 0 skipped, 0 failed");
    let last = said.lines().rfind(|line| line.starts_with("live result: "));
    println!("on the embedded server: {}", last.unwrap_or("nothing"));
    if !well {
        println!("{said}{}", String::from_utf8_lossy(&output.stderr));
    }
    well
}
