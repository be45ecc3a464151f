//! SCRAM (RFC 5802, RFC 7677): a login that proves the password without sending it, and that
//! proves the server as well.

use std::num::NonZeroU32;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::{digest, hmac, pbkdf2, rand};
use zeroize::Zeroizing;

use crate::data::secret::Secret;
use crate::error::{Error, ErrorKind, Result};

/// More rounds than this are an attack on our time, not protection (RFC 7677 asks for 4096).
const MOST_ROUNDS: u32 = 1_000_000;

/// One hash that SCRAM can be used with.
#[derive(Clone, Copy)]
pub(crate) struct Hash {
    /// The name of the mechanism.
    pub(crate) mechanism: &'static str,
    digest: &'static digest::Algorithm,
    hmac: hmac::Algorithm,
    pbkdf2: pbkdf2::Algorithm,
}

/// The mechanisms, strongest first.
pub(crate) fn mechanisms() -> [Hash; 3] {
    [
        Hash {
            mechanism: "SCRAM-SHA-512",
            digest: &digest::SHA512,
            hmac: hmac::HMAC_SHA512,
            pbkdf2: pbkdf2::PBKDF2_HMAC_SHA512,
        },
        Hash {
            mechanism: "SCRAM-SHA-256",
            digest: &digest::SHA256,
            hmac: hmac::HMAC_SHA256,
            pbkdf2: pbkdf2::PBKDF2_HMAC_SHA256,
        },
        Hash {
            mechanism: "SCRAM-SHA-1",
            digest: &digest::SHA1_FOR_LEGACY_USE_ONLY,
            hmac: hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            pbkdf2: pbkdf2::PBKDF2_HMAC_SHA1,
        },
    ]
}

/// One login under way.
pub(crate) struct Scram {
    hash: Hash,
    password: Secret,
    first_bare: String,
    nonce: String,
    step: Step,
}

enum Step {
    First,
    Final,
    Verify(hmac::Tag),
    Verified,
    Failed,
}

impl Scram {
    /// Begins a login with a nonce drawn at random.
    pub(crate) fn new(hash: Hash, name: &str, password: Secret) -> Result<Self> {
        let random: [u8; 18] = rand::generate(&rand::SystemRandom::new())
            .map_err(|_| Error::new(ErrorKind::Io, "the system has no random numbers"))?
            .expose();
        Ok(Self::with_nonce(
            hash,
            name,
            password,
            STANDARD.encode(random),
        ))
    }

    fn with_nonce(hash: Hash, name: &str, password: Secret, nonce: String) -> Self {
        let name = name.replace('=', "=3D").replace(',', "=2C");
        Self {
            hash,
            password,
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
                Ok(Some(format!("n,,{}", self.first_bare).into_bytes()))
            }
            Step::Final => self.prove(challenge).map(Some),
            Step::Verify(expected) => {
                verify(&expected, challenge)?;
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
        let without_proof = format!("c=biws,r={nonce}");
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
        self.step = Step::Verify(hmac::sign(&server_key, auth_message.as_bytes()));
        Ok(format!("{without_proof},p={}", STANDARD.encode(proof)).into_bytes())
    }
}

fn verify(expected: &hmac::Tag, challenge: &[u8]) -> Result<()> {
    let text = String::from_utf8_lossy(challenge);
    if let Some(error) = text.strip_prefix("e=") {
        return Err(Error::new(
            ErrorKind::Login,
            format!("the server refused the login: {error}"),
        ));
    }
    let signature = text.split(',').find_map(|part| part.strip_prefix("v="));
    let signature = signature.and_then(|signature| STANDARD.decode(signature).ok());
    match signature {
        Some(signature) if signature == expected.as_ref() => Ok(()),
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
mod tests {
    use super::*;

    fn run(hash: usize, nonce: &str, first: &str, expected: &str, last: &str) {
        let hash = mechanisms()[hash];
        let mut scram = Scram::with_nonce(hash, "user", Secret::from("pencil"), nonce.to_owned());
        let begin = scram.respond(b"").unwrap().unwrap();
        assert_eq!(begin, format!("n,,n=user,r={nonce}").into_bytes());
        let proof = scram.respond(first.as_bytes()).unwrap().unwrap();
        assert_eq!(String::from_utf8(proof).unwrap(), expected);
        assert!(!scram.is_verified());
        assert!(
            scram
                .respond(last.replace("v=", "v=AAAA").as_bytes())
                .is_err()
        );
    }

    #[test]
    fn the_vectors_of_the_standards() {
        run(
            2,
            "fyko+d2lbbFgONRv9qkxdawL",
            "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
        );
        run(
            1,
            "rOprNGfwEbeRWgbNEkqO",
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        );
    }

    #[test]
    fn the_server_must_prove_itself() {
        let nonce = "fyko+d2lbbFgONRv9qkxdawL";
        let mut scram = Scram::with_nonce(
            mechanisms()[2],
            "user",
            Secret::from("pencil"),
            nonce.to_owned(),
        );
        scram.respond(b"").unwrap();
        scram
            .respond(b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096")
            .unwrap();
        scram.respond(b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=").unwrap();
        assert!(scram.is_verified());
    }

    #[test]
    fn a_hostile_first_message_is_refused() {
        for first in [
            "r=other,s=QSXCR+Q6sek8bf92,i=4096",
            "r=abc,s=QSXCR+Q6sek8bf92,i=4096",
            "r=abcX,s=QSXCR+Q6sek8bf92,i=2147483648",
            "r=abcX,s=QSXCR+Q6sek8bf92,i=0",
            "r=abcX,i=4096",
            "m=x,r=abcX,s=QSXCR+Q6sek8bf92,i=4096",
            "",
        ] {
            let mut scram = Scram::with_nonce(
                mechanisms()[1],
                "user",
                Secret::from("pencil"),
                "abc".into(),
            );
            scram.respond(b"").unwrap();
            let error = scram.respond(first.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Login, "{first}");
        }
    }
}
