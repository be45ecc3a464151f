//! A real Dovecot on loopback, with a throw-away CA and throw-away users, for as long as a test
//! program runs.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::tokens::TokenServer;

/// Runs Dovecot until standard input ends: $0 the binary, $1 the configuration, $2 the folder.
const KEEPER: &str = r#""$0" -F -c "$1" </dev/null & read x; kill $!; wait $!; rm -rf "$2""#;

/// The configurations' templates, by the series of Dovecot that they are for.
const TEMPLATES: &[(&str, &str)] = &[("2.3", include_str!("dovecot/2.3.conf"))];

/// A running server. It is stopped when the test program ends.
pub(crate) struct Dovecot {
    /// Port in clear on 127.0.0.1, on which the password may travel; STARTTLS is offered as well.
    pub(crate) plain: u16,
    /// Port on [`GUARDED`], in clear until STARTTLS; before it LOGIN is disabled.
    pub(crate) starttls: u16,
    /// Port on 127.0.0.1 with TLS from the start.
    pub(crate) tls: u16,
    /// The token server that it asks about access tokens.
    pub(crate) tokens: TokenServer,
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

/// The address of the port that wants STARTTLS; the certificate has it.
pub(crate) const GUARDED: &str = "127.0.0.2";

impl Dovecot {
    /// The server that all tests of one program share.
    pub(crate) fn shared() -> &'static Self {
        static SERVER: OnceLock<Dovecot> = OnceLock::new();
        SERVER.get_or_init(Self::start)
    }

    /// Starts a server and waits until it answers.
    pub(crate) fn start() -> Self {
        // Another program may take a port between its choice and Dovecot's start.
        let mut fault = String::new();
        for _ in 0..5 {
            match Self::try_start() {
                Ok(server) => return server,
                Err(said) => fault = said,
            }
        }
        panic!("{fault}");
    }

    fn try_start() -> Result<Self, String> {
        let folder = tempfile::Builder::new()
            .prefix("dovecot-")
            .tempdir()
            .expect("a folder")
            .keep();
        let root = folder.as_path();
        fs::set_permissions(root, fs::Permissions::from_mode(0o755)).expect("permissions");
        let binary = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot"]
            .into_iter()
            .find(|path| Path::new(path).exists())
            .expect("Dovecot is not installed; tests/run installs it");
        certificates(root);
        accounts(root);
        let [plain, starttls, tls] = ports();
        let file = root.join("dovecot.conf");
        let tokens = TokenServer::start();

        let config = configuration(&template(binary), root, [plain, starttls, tls]);
        fs::write(root.join("oauth2.conf"), oauth2(&tokens)).expect("the configuration");
        fs::write(&file, config).expect("the configuration");
        let said = fs::File::create(root.join("said")).expect("a file");
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, binary])
            .arg(&file)
            .arg(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(said)
            .spawn()
            .expect("Dovecot starts");
        let server = Self {
            plain,
            starttls,
            tls,
            tokens,
            folder,
            _keeper: keeper,
        };
        // It listens on all of its ports or on none.
        server.wait_for("127.0.0.1", plain)?;
        Ok(server)
    }

    /// The CA that signed the server's certificate (for `localhost`, 127.0.0.1 and [`GUARDED`]).
    pub(crate) fn ca(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// The certificate of the user `user`, with its key in the same file.
    pub(crate) fn client_certificate(&self) -> PathBuf {
        self.folder.join("client.pem")
    }

    /// What the server said and wrote to its log.
    pub(crate) fn log(&self) -> String {
        ["said", "log"]
            .map(|name| fs::read_to_string(self.folder.join(name)).unwrap_or_default())
            .concat()
    }

    /// Waits by connecting, until this very server answers or its log tells that it never will.
    fn wait_for(&self, host: &str, port: u16) -> Result<(), String> {
        let own = format!("ready in {}", self.folder.display());
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            if let Ok(stream) = TcpStream::connect((host, port)) {
                let mut line = String::new();
                if BufReader::new(stream).read_line(&mut line).is_ok() && line.contains(&own) {
                    return Ok(());
                }
            }
            let log = self.log();
            if log.contains("Fatal") || Instant::now() > deadline {
                return Err(format!(
                    "Dovecot does not answer on {host} port {port}:\n{log}"
                ));
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
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=Test~CA",
    );
    openssl(
        folder,
        "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out server.csr -subj /CN=localhost",
    );
    fs::write(
        folder.join("san"),
        format!("subjectAltName=DNS:localhost,IP:127.0.0.1,IP:{GUARDED}\n"),
    )
    .expect("a file");
    openssl(
        folder,
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out cert.pem -days 30 -extfile san",
    );
    fs::write(folder.join("use"), "extendedKeyUsage=clientAuth\n").expect("a file");
    openssl(
        folder,
        "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout client.key -out client.csr -subj /CN=user",
    );
    openssl(
        folder,
        "x509 -req -in client.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out client.crt -days 30 -extfile use",
    );
    let both = ["client.crt", "client.key"].map(|name| fs::read(folder.join(name)).expect(name));
    fs::write(folder.join("client.pem"), both.concat()).expect("a file");
}

fn id(arguments: &[&str]) -> String {
    let output = Command::new("id").args(arguments).output();
    let output = output.expect("id runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn is_root() -> bool {
    id(&["-u"]) == "0"
}

/// Who owns the mail: as root some system user, as Dovecot refuses uid 0; else whoever we are.
fn owner() -> (String, String) {
    match is_root() {
        true => ("nobody".to_owned(), id(&["-gn", "nobody"])),
        false => (id(&["-un"]), id(&["-gn"])),
    }
}

/// The configuration's template for the Dovecot that is installed.
fn template(binary: &str) -> String {
    let output = Command::new(binary)
        .arg("--version")
        .output()
        .expect("Dovecot runs");
    let version = String::from_utf8_lossy(&output.stdout);
    let series: Vec<&str> = version.trim().splitn(3, '.').take(2).collect();
    TEMPLATES
        .iter()
        .find(|(known, _)| *known == series.join("."))
        .map(|(_, template)| (*template).to_owned())
        .unwrap_or_else(|| panic!("there is no configuration for Dovecot {}", version.trim()))
}

fn configuration(template: &str, root: &Path, [plain, starttls, tls]: [u16; 3]) -> String {
    let (user, group) = owner();
    let mut config = template.to_owned();
    for (word, value) in [
        ("root", root.display().to_string()),
        ("user", user),
        ("group", group),
        ("guarded", GUARDED.to_owned()),
        ("plain", plain.to_string()),
        ("starttls", starttls.to_string()),
        ("tls", tls.to_string()),
    ] {
        config = config.replace(&format!("@{word}@"), &value);
    }
    config
}

/// How Dovecot asks whether an access token is good, and whose it is.
fn oauth2(tokens: &TokenServer) -> String {
    format!(
        "introspection_url = {}\nintrospection_mode = post\nforce_introspection = yes\n\
         username_attribute = username\nactive_attribute = active\nactive_value = true\n",
        tokens.url("introspect")
    )
}

/// The folder of the mail, and the file of the users.
fn accounts(root: &Path) {
    let (user, group) = owner();
    let mail = root.join("mail");
    fs::create_dir(&mail).expect("a folder");
    if is_root() {
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
}
