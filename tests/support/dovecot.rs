//! A real Dovecot on loopback, with a throw-away CA and throw-away users, for as long as a test
//! program runs.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Runs Dovecot until standard input ends: $0 the binary, $1 the configuration, $2 the folder.
const KEEPER: &str = r#""$0" -F -c "$1" </dev/null & read x; kill $!; wait $!; rm -rf "$2""#;

/// A running server. It is stopped when the test program ends.
pub(crate) struct Dovecot {
    /// Port in clear, on which the password may travel.
    pub(crate) plain: u16,
    /// Port with STARTTLS, on which LOGIN is refused before it.
    pub(crate) starttls: u16,
    /// Port with TLS from the start.
    pub(crate) tls: u16,
    folder: PathBuf,
    /// A shell that waits for this program to end, whichever way, and then stops the server.
    _keeper: Child,
}

/// The users and their passwords.
pub(crate) const USERS: &[(&str, &str)] = &[
    ("user", "pass"),
    ("other", "pa ss\"w\\ord"),
    ("ünï", "pä ß"),
];

impl Dovecot {
    /// Starts a server and waits until it answers.
    pub(crate) fn start() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("dovecot-")
            .tempdir()
            .expect("a folder")
            .keep();
        let root = folder.as_path();
        fs::set_permissions(root, fs::Permissions::from_mode(0o755)).expect("permissions");
        certificates(root);
        let [plain, starttls, tls] = ports();
        let config = configuration(root, plain, starttls, tls);
        let file = root.join("dovecot.conf");
        fs::write(&file, config).expect("the configuration");
        let binary = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot"]
            .into_iter()
            .find(|path| Path::new(path).exists())
            .expect("Dovecot is not installed; tests/run installs it");
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, binary])
            .arg(&file)
            .arg(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Dovecot starts");
        let server = Self {
            plain,
            starttls,
            tls,
            folder,
            _keeper: keeper,
        };
        for port in [plain, starttls, tls] {
            server.wait_for(port, port != tls);
        }
        server
    }

    /// The CA that signed the server's certificate (for `localhost` and 127.0.0.1).
    pub(crate) fn ca(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    fn wait_for(&self, port: u16, greets: bool) {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            if let Ok(stream) = TcpStream::connect(("127.0.0.1", port)) {
                if !greets {
                    return;
                }
                let mut line = String::new();
                if BufReader::new(stream).read_line(&mut line).is_ok() && line.starts_with("* OK") {
                    return;
                }
            }
            if Instant::now() > deadline {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                panic!("Dovecot does not answer on port {port}:\n{log}");
            }
            std::thread::yield_now();
        }
    }
}

/// Ports that are free now.
fn ports() -> [u16; 3] {
    let listeners: Vec<TcpListener> = (0..3)
        .map(|_| TcpListener::bind("127.0.0.1:0").expect("a port"))
        .collect();
    let mut ports = listeners
        .iter()
        .map(|listener| listener.local_addr().expect("a port").port());
    [(); 3].map(|()| ports.next().expect("a port"))
}

/// Runs `openssl` in the folder.
pub(crate) fn openssl(folder: &Path, arguments: &str) {
    let output = Command::new("openssl")
        .args(arguments.split(' ').map(|word| word.replace('~', " ")))
        .current_dir(folder)
        .output()
        .expect("openssl runs");
    assert!(
        output.status.success(),
        "openssl {arguments}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn certificates(folder: &Path) {
    openssl(
        folder,
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=Test~CA",
    );
    openssl(
        folder,
        "req -newkey rsa:2048 -nodes -keyout key.pem -out server.csr -subj /CN=localhost",
    );
    fs::write(
        folder.join("san"),
        "subjectAltName=DNS:localhost,IP:127.0.0.1\n",
    )
    .expect("a file");
    openssl(
        folder,
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out cert.pem -days 30 -extfile san",
    );
}

/// Who owns the mail: as root some system user, as Dovecot refuses uid 0; else whoever we are.
fn owner() -> (String, String, bool) {
    let id = |flag: &str, user: Option<&str>| {
        let mut command = Command::new("id");
        command.arg(flag).args(user);
        let output = command.output().expect("id runs");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    match id("-u", None).as_str() {
        "0" => (id("-un", Some("nobody")), id("-gn", Some("nobody")), true),
        _ => (id("-un", None), id("-gn", None), false),
    }
}

fn configuration(root: &Path, plain: u16, starttls: u16, tls: u16) -> String {
    let (user, group, is_root) = owner();
    let mail = root.join("mail");
    fs::create_dir(&mail).expect("a folder");
    if is_root {
        let status = Command::new("chown")
            .arg(format!("{user}:{group}"))
            .arg(&mail)
            .status();
        assert!(status.is_ok_and(|status| status.success()), "chown");
    }
    let users: String = USERS
        .iter()
        .map(|(name, password)| format!("{name}:{{PLAIN}}{password}\n"))
        .collect();
    fs::write(root.join("users"), users).expect("the users");
    let root = root.display();
    // Without root the login processes cannot be locked into a folder of their own.
    format!(
        "base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{root}/cert.pem
ssl_key = <{root}/key.pem
auth_mechanisms = plain login scram-sha-1 scram-sha-256
disable_plaintext_auth = no
auth_username_chars =
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
default_vsz_limit = 0
mail_location = maildir:{root}/mail/%Lu
mail_plugins = acl quota
plugin {{
  acl = vfile
  quota = count:User quota
  quota_rule = *:storage=100M
  quota_vsizes = yes
}}
protocol imap {{
  mail_plugins = acl imap_acl quota imap_quota
  mail_max_userip_connections = 100
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {root}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={root}/mail/%Lu
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = create
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imap-starttls {{
    port = {starttls}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap {{
  chroot =
}}
local 127.0.0.1 {{
}}
"
    )
}
