//! The ways of logging in, by name.

use super::scram::Hash;

/// A way of logging in: a SASL mechanism, or the command LOGIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mechanism {
    /// SASL LOGIN where the server offers it, else the command LOGIN.
    Login,
    /// PLAIN (RFC 4616).
    Plain,
    /// CRAM-MD5 (RFC 2195).
    CramMd5,
    /// The strongest SCRAM that the server offers, tied to the TLS session where both can.
    Scram,
    /// SCRAM-SHA-1 (RFC 5802).
    ScramSha1,
    /// SCRAM-SHA-1 tied to the TLS session.
    ScramSha1Plus,
    /// SCRAM-SHA-256 (RFC 7677).
    ScramSha256,
    /// SCRAM-SHA-256 tied to the TLS session.
    ScramSha256Plus,
    /// SCRAM-SHA-512.
    ScramSha512,
    /// SCRAM-SHA-512 tied to the TLS session.
    ScramSha512Plus,
    /// EXTERNAL (RFC 4422): by the client's certificate.
    External,
    /// OAUTHBEARER (RFC 7628).
    OAuthBearer,
    /// XOAUTH2, as Google invented it.
    XOAuth2,
    /// XOAUTH2 under another name, as some servers have it.
    OAuth2,
}

/// What a login is made with besides the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Proof {
    /// A password.
    Password,
    /// An OAuth2 access token.
    Token,
    /// The certificate that the TLS session was opened with.
    Certificate,
}

impl Mechanism {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Login,
        Self::Plain,
        Self::CramMd5,
        Self::Scram,
        Self::ScramSha1,
        Self::ScramSha1Plus,
        Self::ScramSha256,
        Self::ScramSha256Plus,
        Self::ScramSha512,
        Self::ScramSha512Plus,
        Self::External,
        Self::OAuthBearer,
        Self::XOAuth2,
        Self::OAuth2,
    ];

    /// The SCRAM mechanisms without a binding, strongest first.
    pub(super) const SCRAM: [Self; 3] = [Self::ScramSha512, Self::ScramSha256, Self::ScramSha1];

    /// The mechanism that is called `name`, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|mechanism| mechanism.name().eq_ignore_ascii_case(name))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Login => "LOGIN",
            Self::Plain => "PLAIN",
            Self::CramMd5 => "CRAM-MD5",
            Self::Scram => "SCRAM",
            Self::ScramSha1 => "SCRAM-SHA-1",
            Self::ScramSha1Plus => "SCRAM-SHA-1-PLUS",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha256Plus => "SCRAM-SHA-256-PLUS",
            Self::ScramSha512 => "SCRAM-SHA-512",
            Self::ScramSha512Plus => "SCRAM-SHA-512-PLUS",
            Self::External => "EXTERNAL",
            Self::OAuthBearer => "OAUTHBEARER",
            Self::XOAuth2 => "XOAUTH2",
            Self::OAuth2 => "OAUTH2",
        }
    }

    /// What it is made with.
    pub fn proof(self) -> Proof {
        match self {
            Self::External => Proof::Certificate,
            Self::OAuthBearer | Self::XOAuth2 | Self::OAuth2 => Proof::Token,
            _ => Proof::Password,
        }
    }

    /// Whether the proof itself goes over the wire, to be read by everybody if there is no TLS.
    pub fn sends_proof(self) -> bool {
        self.proof() == Proof::Token || matches!(self, Self::Login | Self::Plain)
    }

    pub(super) fn hash(self) -> Option<Hash> {
        match self {
            Self::ScramSha1 | Self::ScramSha1Plus => Some(Hash::SHA1),
            Self::ScramSha256 | Self::ScramSha256Plus => Some(Hash::SHA256),
            Self::ScramSha512 | Self::ScramSha512Plus => Some(Hash::SHA512),
            _ => None,
        }
    }

    /// The same, tied to the TLS session.
    pub(super) fn bound(self) -> Option<Self> {
        match self {
            Self::ScramSha1 => Some(Self::ScramSha1Plus),
            Self::ScramSha256 => Some(Self::ScramSha256Plus),
            Self::ScramSha512 => Some(Self::ScramSha512Plus),
            _ => None,
        }
    }

    pub(super) fn is_bound(self) -> bool {
        matches!(
            self,
            Self::ScramSha1Plus | Self::ScramSha256Plus | Self::ScramSha512Plus
        )
    }
}

/// Whether the client speaks first in a mechanism, by what is known of those that exist; in any
/// other it waits for the server.
pub(super) fn client_begins(mechanism: &str) -> bool {
    const OTHERS: [&str; 5] = ["ANONYMOUS", "GSSAPI", "GS2-KRB5", "OPENID20", "SAML20"];
    match Mechanism::named(mechanism) {
        Some(known) => !matches!(known, Mechanism::Login | Mechanism::CramMd5),
        None => OTHERS.contains(&mechanism),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_in_any_case() {
        for mechanism in Mechanism::ALL {
            let name = mechanism.name().to_lowercase();
            assert_eq!(Mechanism::named(&name), Some(mechanism));
        }
        assert_eq!(Mechanism::named("GSSAPI"), None);
        assert!(client_begins("PLAIN") && client_begins("ANONYMOUS"));
        assert!(!client_begins("LOGIN") && !client_begins("DIGEST-MD5"));
    }
}
