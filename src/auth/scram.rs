//! SCRAM (RFC 5802, RFC 7677): a login that proves the password without sending it, and that
//! proves the server as well.

use std::num::NonZeroU32;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::{digest, hmac, pbkdf2, rand};
use zeroize::Zeroizing;

use super::prepare::prepared;
use crate::data::secret::Secret;
use crate::error::{Error, ErrorKind, Result};

/// More rounds than this are an attack on our time, not protection (RFC 7677 asks for 4096).
const MOST_ROUNDS: u32 = 1_000_000;

/// One hash that SCRAM can be used with.
#[derive(Clone, Copy)]
pub(crate) struct Hash {
    digest: &'static digest::Algorithm,
    hmac: hmac::Algorithm,
    pbkdf2: pbkdf2::Algorithm,
}

impl Hash {
    pub(crate) const SHA1: Self = Self {
        digest: &digest::SHA1_FOR_LEGACY_USE_ONLY,
        hmac: hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        pbkdf2: pbkdf2::PBKDF2_HMAC_SHA1,
    };
    pub(crate) const SHA256: Self = Self {
        digest: &digest::SHA256,
        hmac: hmac::HMAC_SHA256,
        pbkdf2: pbkdf2::PBKDF2_HMAC_SHA256,
    };
    pub(crate) const SHA512: Self = Self {
        digest: &digest::SHA512,
        hmac: hmac::HMAC_SHA512,
        pbkdf2: pbkdf2::PBKDF2_HMAC_SHA512,
    };
}

/// How the login is tied to the TLS session it runs in.
#[derive(Clone, Copy)]
pub(crate) enum Binding {
    /// Not at all: there is no TLS, or the user chose so.
    None,
    /// It could be, but the server does not offer it. If it did, somebody took the offer away, and
    /// the server sees that by this.
    NotOffered,
    /// By `tls-exporter` (RFC 9266).
    TlsExporter([u8; 32]),
}

impl Binding {
    fn header(self) -> &'static str {
        match self {
            Self::None => "n,,",
            Self::NotOffered => "y,,",
            Self::TlsExporter(_) => "p=tls-exporter,,",
        }
    }

    /// The header and the binding, as the last message carries them.
    fn encoded(self) -> String {
        let mut bytes = self.header().as_bytes().to_vec();
        if let Self::TlsExporter(binding) = self {
            bytes.extend(binding);
        }
        STANDARD.encode(bytes)
    }
}

/// One login under way.
pub(crate) struct Scram {
    hash: Hash,
    binding: Binding,
    password: Secret,
    first_bare: String,
    nonce: String,
    step: Step,
}

enum Step {
    First,
    Final,
    /// With the key and the text that the server must sign.
    Verify(hmac::Key, String),
    Verified,
    Failed,
}

impl Scram {
    /// Begins a login with a nonce drawn at random.
    pub(crate) fn new(hash: Hash, binding: Binding, name: &str, password: &Secret) -> Result<Self> {
        let random: [u8; 18] = rand::generate(&rand::SystemRandom::new())
            .map_err(|_| Error::new(ErrorKind::Io, "the system has no random numbers"))?
            .expose();
        Ok(Self::with_nonce(
            hash,
            binding,
            name,
            password,
            STANDARD.encode(random),
        ))
    }

    fn with_nonce(
        hash: Hash,
        binding: Binding,
        name: &str,
        password: &Secret,
        nonce: String,
    ) -> Self {
        let name = prepared(&Secret::from(name));
        let name = String::from_utf8_lossy(name.expose()).into_owned();
        let name = name.replace('=', "=3D").replace(',', "=2C");
        Self {
            hash,
            binding,
            password: prepared(password),
            first_bare: format!("n={name},r={nonce}"),
            nonce,
            step: Step::First,
        }
    }

    /// Answers one challenge of the server; the first is empty.
    pub(crate) fn respond(&mut self, challenge: &[u8]) -> Result<Option<Vec<u8>>> {
        match std::mem::replace(&mut self.step, Step::Failed) {
            Step::First => {
                self.step = Step::Final;
                let header = self.binding.header();
                Ok(Some(format!("{header}{}", self.first_bare).into_bytes()))
            }
            Step::Final => self.prove(challenge).map(Some),
            Step::Verify(key, message) => {
                verify(&key, &message, challenge)?;
                self.step = Step::Verified;
                Ok(Some(Vec::new()))
            }
            Step::Verified | Step::Failed => Err(broken("asked for more than the mechanism has")),
        }
    }

    /// Whether the server has proved that it knows the password too.
    pub(crate) fn is_verified(&self) -> bool {
        matches!(self.step, Step::Verified)
    }

    /// Checks the server's first message and proves that we know the password.
    fn prove(&mut self, challenge: &[u8]) -> Result<Vec<u8>> {
        let challenge = std::str::from_utf8(challenge).map_err(|_| broken("is not UTF-8"))?;
        refusal(challenge)?;
        let (mut nonce, mut salt, mut rounds) = (None, None, None);
        for part in challenge.split(',') {
            match part.split_once('=') {
                Some(("r", value)) => nonce = Some(value),
                Some(("s", value)) => salt = STANDARD.decode(value).ok(),
                Some(("i", value)) => rounds = value.parse::<u32>().ok(),
                Some(("m", _)) => return Err(broken("asks for an extension nobody knows")),
                _ => {}
            }
        }
        let (Some(nonce), Some(salt), Some(rounds)) = (nonce, salt, rounds) else {
            return Err(broken("lacks the nonce, the salt or the number of rounds"));
        };
        if !nonce.starts_with(&self.nonce) || nonce.len() == self.nonce.len() {
            return Err(broken("carries a nonce that is not ours"));
        }
        let rounds = NonZeroU32::new(rounds)
            .filter(|rounds| rounds.get() <= MOST_ROUNDS)
            .ok_or_else(|| {
                broken(&format!(
                    "asks for {rounds} rounds; 1 to {MOST_ROUNDS} are accepted"
                ))
            })?;
        let without_proof = format!("c={},r={nonce}", self.binding.encoded());
        let auth_message = format!("{},{challenge},{without_proof}", self.first_bare);
        let mut salted = Zeroizing::new(vec![0; self.hash.digest.output_len()]);
        pbkdf2::derive(
            self.hash.pbkdf2,
            rounds,
            &salt,
            self.password.expose(),
            &mut salted,
        );
        let key = hmac::Key::new(self.hash.hmac, &salted);
        let client_key = hmac::sign(&key, b"Client Key");
        let stored = digest::digest(self.hash.digest, client_key.as_ref());
        let stored = hmac::Key::new(self.hash.hmac, stored.as_ref());
        let signature = hmac::sign(&stored, auth_message.as_bytes());
        let pairs = client_key.as_ref().iter().zip(signature.as_ref());
        let proof: Vec<u8> = pairs.map(|(key, signature)| key ^ signature).collect();
        let server_key = hmac::sign(&key, b"Server Key");
        let server_key = hmac::Key::new(self.hash.hmac, server_key.as_ref());
        self.step = Step::Verify(server_key, auth_message);
        Ok(format!("{without_proof},p={}", STANDARD.encode(proof)).into_bytes())
    }
}

/// What a server says instead of a message when it refuses.
fn refusal(challenge: &str) -> Result<()> {
    match challenge.strip_prefix("e=") {
        Some(error) => Err(Error::new(
            ErrorKind::Login,
            format!("the server refused the login: {error}"),
        )),
        None => Ok(()),
    }
}

fn verify(key: &hmac::Key, message: &str, challenge: &[u8]) -> Result<()> {
    let text = String::from_utf8_lossy(challenge);
    refusal(&text)?;
    let signature = text.split(',').find_map(|part| part.strip_prefix("v="));
    let signature = signature.and_then(|signature| STANDARD.decode(signature).ok());
    match signature {
        // It compares in constant time.
        Some(signature) if hmac::verify(key, message.as_bytes(), &signature).is_ok() => Ok(()),
        _ => Err(broken(
            "carries a wrong signature: it does not know the password",
        )),
    }
}

fn broken(what: &str) -> Error {
    Error::new(
        ErrorKind::Login,
        format!("the login was cancelled: the server's SCRAM message {what}"),
    )
}

#[cfg(test)]
#[path = "scram_tests.rs"]
mod tests;
