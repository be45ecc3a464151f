//! TLS 1.2 and 1.3 over any stream (rustls, ring).

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, ClientConfig, ClientConnection, RootCertStore};

use super::Io;
use super::binding;
use super::certificate::{Certificate, is_self_signed};
use super::verify::Verifier;
use crate::error::{Error, ErrorKind, Result};

/// What is checked of a server's certificate, and what certificate the client shows.
#[derive(Clone, Debug)]
pub struct TlsOptions {
    /// Further CAs beside the system's, as a file of PEM certificates. A self-signed server
    /// certificate named here is accepted.
    pub ca_file: Option<PathBuf>,
    /// Whether the certificate is checked at all; `false` switches the name check off as well.
    pub verify_cert: bool,
    /// Whether the certificate must name the host.
    pub check_hostname: bool,
    /// The client's own certificate with its chain, as PEM.
    pub client_cert: Option<PathBuf>,
    /// The private key of `client_cert`, as PEM; looked for in `client_cert` if not given.
    pub client_key: Option<PathBuf>,
}

impl Default for TlsOptions {
    fn default() -> Self {
        Self {
            ca_file: None,
            verify_cert: true,
            check_hostname: true,
            client_cert: None,
            client_key: None,
        }
    }
}

impl TlsOptions {
    /// Whether the files can be read and hold what they should: to be known before a connection is
    /// made.
    ///
    /// # Errors
    ///
    /// `Tls`, with the file that is wrong and why.
    pub fn check(&self) -> Result<()> {
        if let Some(file) = &self.ca_file {
            certificates(file, "CA file")?;
        }
        let Some((chain, key)) = self.identity()? else {
            return Ok(());
        };
        let provider = rustls::crypto::ring::default_provider();
        CertifiedKey::from_der(chain, key, &provider)
            .map(drop)
            .map_err(|error| self.unusable(&error))
    }

    /// The client's own certificate with its chain, and its key.
    fn identity(&self) -> Result<Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>> {
        let Some(file) = &self.client_cert else {
            return Ok(None);
        };
        let chain = certificates(file, "client certificate")?;
        let key_file = self.client_key.as_ref().unwrap_or(file);
        let key = PrivateKeyDer::from_pem_file(key_file).map_err(|error| {
            tls(format!(
                "the client key {} cannot be read ({error}); it must be an unencrypted PEM key",
                key_file.display()
            ))
        })?;
        Ok(Some((chain, key)))
    }

    fn unusable(&self, error: &rustls::Error) -> Error {
        let file = self.client_cert.as_deref().unwrap_or(Path::new(""));
        tls(format!(
            "the client certificate {} cannot be used: {error}",
            file.display()
        ))
    }
}

/// What a TLS handshake agreed on, and whom it was with.
#[derive(Clone, Debug)]
pub struct TlsSession {
    /// The version of the protocol: `TLS 1.2` or `TLS 1.3`.
    pub version: String,
    /// The cipher suite, by its name in the registry.
    pub cipher: String,
    /// The certificates that the server showed, its own first.
    pub certificates: Vec<Certificate>,
}

/// A stream that remembers how the peer began, to tell what it is if TLS fails, and what it agreed
/// to if it does not.
struct Watched {
    io: Box<dyn Io>,
    first: Vec<u8>,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.io.read(buffer)?;
        if self.first.len() < binding::KEPT {
            let room = binding::KEPT - self.first.len();
            let new = buffer.get(..count.min(room)).unwrap_or_default();
            self.first.extend_from_slice(new);
        }
        Ok(count)
    }
}

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.io.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.io.flush()
    }
}

/// An encrypted stream.
pub(super) struct TlsStream {
    connection: ClientConnection,
    stream: Watched,
}

impl TlsStream {
    /// Prepares a handshake with `host`. Certificates are loaded here and nowhere else.
    pub(super) fn new(io: Box<dyn Io>, host: &str, options: &TlsOptions) -> Result<Self> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| {
            let what = if host.is_ascii() {
                ""
            } else {
                " (write it in its xn-- form)"
            };
            tls(format!("{host:?} is no host name that TLS can use{what}"))
        })?;
        let connection = ClientConnection::new(Arc::new(config(options)?), name)
            .map_err(|error| tls(format!("TLS cannot be set up: {error}")))?;
        Ok(Self {
            connection,
            stream: Watched {
                io,
                first: Vec::new(),
            },
        })
    }

    /// Goes on with the handshake until it is done, failed, or a tick has passed.
    pub(super) fn handshake(&mut self) -> io::Result<()> {
        while self.connection.is_handshaking() {
            self.connection.complete_io(&mut self.stream)?;
        }
        Ok(())
    }

    pub(super) fn descriptor(&self) -> Option<u32> {
        self.stream.io.descriptor()
    }

    #[cfg(unix)]
    pub(super) fn duplicate(&self) -> Option<std::os::fd::OwnedFd> {
        self.stream.io.duplicate()
    }

    /// What was agreed on in the handshake.
    pub(super) fn session(&self) -> TlsSession {
        let connection = &self.connection;
        let version = connection.protocol_version().map(|version| match version {
            rustls::ProtocolVersion::TLSv1_2 => "TLS 1.2".to_owned(),
            rustls::ProtocolVersion::TLSv1_3 => "TLS 1.3".to_owned(),
            other => format!("{other:?}"),
        });
        let suite = connection.negotiated_cipher_suite();
        let chain = connection.peer_certificates().unwrap_or_default();
        TlsSession {
            version: version.unwrap_or_default(),
            cipher: suite
                .map(|suite| format!("{:?}", suite.suite()))
                .unwrap_or_default(),
            certificates: chain.iter().map(|der| Certificate::read(der)).collect(),
        }
    }

    /// What ties a login to this session (RFC 9266), if the session has it.
    pub(super) fn binding(&self) -> Option<[u8; 32]> {
        binding::tls_exporter(&self.connection, &self.stream.first)
    }

    pub(super) fn close(&mut self) {
        self.connection.send_close_notify();
        let _ = self.connection.write_tls(&mut self.stream);
        self.stream.io.close();
    }

    /// What went wrong in the handshake, in one sentence that says what to do.
    pub(super) fn explain(&self, error: &io::Error, host: &str) -> Error {
        if let Some(found) = speaks_plainly(&self.stream.first) {
            return tls(found.to_owned());
        }
        let inner = error
            .get_ref()
            .and_then(|error| error.downcast_ref::<rustls::Error>());
        match inner {
            Some(rustls::Error::InvalidCertificate(why)) => self.refused(why, host),
            Some(rustls::Error::AlertReceived(alert)) => tls(format!(
                "the server broke off the TLS handshake ({alert:?}); it may want a client certificate, or speak only outdated TLS"
            )),
            Some(other) => tls(format!("the TLS handshake with {host} failed: {other}")),
            None if error.kind() == io::ErrorKind::UnexpectedEof => tls(format!(
                "{host} closed the connection during the TLS handshake; does this port speak TLS?"
            )),
            None => tls(format!("the TLS handshake with {host} failed: {error}")),
        }
    }

    fn refused(&self, why: &CertificateError, host: &str) -> Error {
        let own = (self.connection.peer_certificates())
            .and_then(|chain| chain.first())
            .is_some_and(|certificate| is_self_signed(certificate));
        let said = match why {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                format!(
                    "the certificate of {host} has expired; tell its owner, or use --no-verify-cert to go on unchecked"
                )
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                format!(
                    "the certificate of {host} is not valid yet; is this machine's clock right?"
                )
            }
            CertificateError::UnknownIssuer if own => format!(
                "the certificate of {host} is self-signed; if you trust it, save it to a file and name that by --ca-file"
            ),
            CertificateError::UnknownIssuer => format!(
                "the certificate of {host} comes from an unknown authority; name the authority's certificate by --ca-file if you trust it"
            ),
            CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
                format!(
                    "the certificate of {host} has no subjectAltName, so it names no host; use --no-check-hostname to go on without a name check"
                )
            }
            CertificateError::NotValidForNameContext { presented, .. } => format!(
                "the certificate is not for {host} but for {}; connect by that name, or use --no-check-hostname",
                presented.join(", ")
            ),
            CertificateError::NotValidForName => format!(
                "the certificate is not for {host}; connect by the name it has, or use --no-check-hostname"
            ),
            CertificateError::Revoked => format!("the certificate of {host} has been revoked"),
            other if other_is_ca(other) => format!(
                "the certificate of {host} is a self-signed CA certificate; if you trust it, save it to a file and name that by --ca-file"
            ),
            other => format!("the certificate of {host} was refused: {other}"),
        };
        Error::new(ErrorKind::Certificate, said)
    }
}

fn other_is_ca(error: &CertificateError) -> bool {
    error.to_string().contains("CaUsedAsEndEntity")
}

impl Read for TlsStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        rustls::Stream::new(&mut self.connection, &mut self.stream).read(buffer)
    }
}

impl Write for TlsStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut stream = rustls::Stream::new(&mut self.connection, &mut self.stream);
        let count = stream.write(bytes)?;
        if count == 0 && !bytes.is_empty() {
            // The buffer is full: it must go out first.
            stream.flush()?;
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        rustls::Stream::new(&mut self.connection, &mut self.stream).flush()
    }
}

fn tls(message: String) -> Error {
    Error::new(ErrorKind::Tls, message)
}

fn config(options: &TlsOptions) -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let own = match &options.ca_file {
        Some(file) => certificates(file, "CA file")?,
        None => Vec::new(),
    };
    let mut roots = RootCertStore::empty();
    if options.verify_cert {
        let system = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(system.certs);
        roots.add_parsable_certificates(own.iter().cloned());
        if roots.is_empty() {
            return Err(tls(
                "no CA certificates were found on this system; install them (ca-certificates) or name some by --ca-file".to_owned(),
            ));
        }
    }
    let verifier = Verifier {
        provider: provider.clone(),
        roots,
        own,
        verify_cert: options.verify_cert,
        check_hostname: options.check_hostname,
    };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| tls(format!("TLS cannot be set up: {error}")))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    match options.identity()? {
        None => Ok(builder.with_no_client_auth()),
        Some((chain, key)) => builder
            .with_client_auth_cert(chain, key)
            .map_err(|error| options.unusable(&error)),
    }
}

/// The certificates in a file of PEM, at least one; `what` the file is, for the error.
pub(crate) fn certificates(file: &Path, what: &str) -> Result<Vec<CertificateDer<'static>>> {
    let cannot = |why: String| {
        tls(format!(
            "the {what} {} cannot be read: {why}",
            file.display()
        ))
    };
    let found: std::result::Result<Vec<_>, _> = CertificateDer::pem_file_iter(file)
        .map_err(|error| cannot(error.to_string()))?
        .collect();
    match found {
        Ok(found) if found.is_empty() => Err(cannot("it holds no PEM certificate".to_owned())),
        Ok(found) => Ok(found),
        Err(error) => Err(cannot(error.to_string())),
    }
}

/// What a peer is that begins like this where a TLS handshake was expected.
fn speaks_plainly(first: &[u8]) -> Option<&'static str> {
    [
        (&b"* "[..], "this port speaks IMAP without TLS; use --starttls, or --insecure for no encryption at all"),
        (b"220", "this port speaks SMTP, not IMAP over TLS; check host and port"),
        (b"+OK", "this port speaks POP3, not IMAP over TLS; check host and port"),
        (b"HTTP/", "this port speaks HTTP, not IMAP over TLS; check host and port"),
        (b"SSH-", "this port speaks SSH, not IMAP over TLS; check host and port"),
    ]
    .into_iter()
    .find(|(start, _)| first.starts_with(start))
    .map(|(_, found)| found)
}

/// Refuses a plain connection on which the peer begins with TLS. One octet of a record tells, as no
/// text begins with it, and the second may come later.
pub(super) fn refuse_foreign(first: &[u8]) -> Result<()> {
    if matches!(first, [0x14..=0x17, ..]) {
        return Err(tls("this port speaks TLS; use --ssl".to_owned()));
    }
    Ok(())
}
