//! The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677).

use std::num::NonZeroU32;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::{digest, hmac, pbkdf2, rand};

use crate::data::secret::Secret;

/// How often the password is hashed (RFC 7677 section 4).
const ROUNDS: NonZeroU32 = NonZeroU32::new(4096).unwrap();

/// A login under way, after the client's first message.
pub(super) struct Scram {
    /// Whom the client claims to be.
    pub(super) user: String,
    /// What the server answers.
    pub(super) first: String,
    first_bare: String,
    nonce: String,
    salt: [u8; 16],
    binding: String,
}

impl Scram {
    /// Reads the client's first message; `None` if it is none.
    pub(super) fn begin(message: &str) -> Option<Self> {
        let (flag, rest) = message.split_once(',')?;
        let (identity, bare) = rest.split_once(',')?;
        // No channel binding, no other identity.
        if !matches!(flag, "n" | "y") || !identity.is_empty() {
            return None;
        }
        let mut fields = bare.split(',');
        let user = fields.next()?.strip_prefix("n=")?;
        let user = user.replace("=2C", ",").replace("=3D", "=");
        let client = fields.next()?.strip_prefix("r=")?;
        if client.is_empty() {
            return None;
        }
        let random = rand::SystemRandom::new();
        let mut own = [0; 18];
        let mut salt = [0; 16];
        rand::SecureRandom::fill(&random, &mut own).ok()?;
        rand::SecureRandom::fill(&random, &mut salt).ok()?;
        let nonce = format!("{client}{}", STANDARD.encode(own));
        Some(Self {
            user,
            first: format!("r={nonce},s={},i={ROUNDS}", STANDARD.encode(salt)),
            first_bare: bare.to_owned(),
            nonce,
            salt,
            binding: STANDARD.encode(format!("{flag},,")),
        })
    }

    /// Checks the client's proof; the server's own, if the client knows the password.
    pub(super) fn finish(&self, message: &str, password: &Secret) -> Option<String> {
        let (without_proof, proof) = message.rsplit_once(",p=")?;
        let mut fields = without_proof.split(',');
        let binding = fields.next()?.strip_prefix("c=")?;
        let nonce = fields.next()?.strip_prefix("r=")?;
        if binding != self.binding || nonce != self.nonce {
            return None;
        }
        let proof = STANDARD.decode(proof).ok()?;
        let text = String::from_utf8_lossy(password.expose());
        let prepared = stringprep::saslprep(&text).unwrap_or(text.clone());
        let mut salted = [0; digest::SHA256_OUTPUT_LEN];
        let algorithm = pbkdf2::PBKDF2_HMAC_SHA256;
        pbkdf2::derive(
            algorithm,
            ROUNDS,
            &self.salt,
            prepared.as_bytes(),
            &mut salted,
        );
        let auth = format!("{},{},{without_proof}", self.first_bare, self.first);
        let key = hmac::Key::new(hmac::HMAC_SHA256, &salted);
        let client_key = hmac::sign(&key, b"Client Key");
        let stored = digest::digest(&digest::SHA256, client_key.as_ref());
        let stored_key = hmac::Key::new(hmac::HMAC_SHA256, stored.as_ref());
        let signature = hmac::sign(&stored_key, auth.as_bytes());
        let pairs = client_key.as_ref().iter().zip(signature.as_ref());
        let expected: Vec<u8> = pairs.map(|(key, signature)| key ^ signature).collect();
        if proof != expected {
            return None;
        }
        let server_key = hmac::sign(&key, b"Server Key");
        let server_key = hmac::Key::new(hmac::HMAC_SHA256, server_key.as_ref());
        let signature = hmac::sign(&server_key, auth.as_bytes());
        Some(format!("v={}", STANDARD.encode(signature)))
    }
}
