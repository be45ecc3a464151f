//! A TLS server in this process, for peers that a real server will not be.

use std::io::{BufRead, BufReader, Lines, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};

use super::dovecot::openssl;

/// The server's end of a connection.
pub(crate) struct Connection(pub(crate) BufReader<StreamOwned<ServerConnection, TcpStream>>);

impl Connection {
    /// Takes the next client, with the `cert.pem` and `key.pem` of `folder`.
    pub(crate) fn accept(
        listener: &TcpListener,
        folder: &Path,
        version: &'static SupportedProtocolVersion,
    ) -> Self {
        let chain = CertificateDer::pem_file_iter(folder.join("cert.pem")).unwrap();
        let chain = chain.collect::<Result<Vec<_>, _>>().unwrap();
        let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let (tcp, _) = listener.accept().unwrap();
        let tls = ServerConnection::new(Arc::new(config)).unwrap();
        Self(BufReader::new(StreamOwned::new(tls, tcp)))
    }

    /// The next line; empty when the client is gone.
    pub(crate) fn hear(&mut self) -> String {
        let mut line = String::new();
        let _ = self.0.read_line(&mut line);
        line.trim_end().to_owned()
    }

    /// Says a line; a client that does not listen is none of our business.
    pub(crate) fn say(&mut self, text: &str) {
        let stream = self.0.get_mut();
        let line = format!("{text}\r\n");
        let _ = stream
            .write_all(line.as_bytes())
            .and_then(|()| stream.flush());
    }
}

/// OpenSSL's own server, with these arguments: its process, its port, and what it prints from then
/// on, which somebody must read.
pub(crate) fn s_server(command: &mut Command) -> (Child, u16, Lines<BufReader<ChildStdout>>) {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let accept = lines.find_map(|line| line.unwrap().strip_prefix("ACCEPT ").map(str::to_owned));
    let port = accept.unwrap().rsplit(':').next().unwrap().trim().parse();
    (child, port.unwrap(), lines)
}

/// Makes a self-signed certificate for the host `name`.
pub(crate) fn certificate(folder: &Path, name: &str) {
    openssl(
        folder,
        &format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN={name} -addext subjectAltName=DNS:{name}"
        ),
    );
}
