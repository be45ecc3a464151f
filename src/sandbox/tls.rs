//! The server's certificate, made when it is first needed.

use std::io::Write;
use std::sync::Arc;

use rcgen::{CertifiedKey, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::NamedTempFile;

use crate::error::{Error, ErrorKind, Result};

/// A certificate for loopback, signed by itself.
pub(super) struct Certificate {
    /// What a server needs of it.
    pub(super) config: Arc<ServerConfig>,
    /// The certificate, as PEM.
    pub(super) pem: String,
    /// The same in a file, for clients that want one.
    pub(super) file: NamedTempFile,
}

impl Certificate {
    /// Makes one.
    pub(super) fn make() -> Result<Self> {
        let failed = |why: String| {
            Error::new(
                ErrorKind::Tls,
                format!("the sandbox's certificate cannot be made: {why}"),
            )
        };
        let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        let made = rcgen::generate_simple_self_signed(names);
        let CertifiedKey { cert, signing_key } = made.map_err(|error| failed(error.to_string()))?;
        let pem = cert.pem();
        let mut file = NamedTempFile::new().map_err(|error| failed(error.to_string()))?;
        file.write_all(pem.as_bytes())
            .and_then(|()| file.flush())
            .map_err(|error| failed(error.to_string()))?;
        let config = config(cert.der().clone(), &signing_key);
        Ok(Self {
            config: Arc::new(config.map_err(|error| failed(error.to_string()))?),
            pem,
            file,
        })
    }
}

fn config(
    certificate: rustls::pki_types::CertificateDer<'static>,
    key: &KeyPair,
) -> std::result::Result<ServerConfig, rustls::Error> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
}
