//! The keys that a configuration file can hold.

use imapclient::menu::nearest;

/// All keys that mean something; any other is ignored, as IMAPClient does, or serves `%(key)s`.
pub(super) const KEYS: [&str; 26] = [
    "host",
    "port",
    "ssl",
    "starttls",
    "ssl_check_hostname",
    "ssl_verify_cert",
    "ssl_ca_file",
    "ssl_client_cert",
    "ssl_client_key",
    "timeout",
    "stream",
    "username",
    "password",
    "password_command",
    "auth",
    "oauth2",
    "oauth2_provider",
    "oauth2_client_id",
    "oauth2_client_secret",
    "oauth2_refresh_token",
    "oauth2_token_url",
    "oauth2_device_url",
    "oauth2_auth_url",
    "oauth2_scope",
    "production",
    "startup",
];

/// A key of account sections only: the live test suite expects this login to fail.
pub(super) const EXPECT_FAILURE: &str = "expect_failure";

/// The keys whose values nobody else should read.
pub(super) const SECRETS: [&str; 3] = ["password", "oauth2_client_secret", "oauth2_refresh_token"];

/// The keys that the environment can give, as `imapclient_` and the key.
pub(super) const FROM_ENVIRONMENT: [(&str, &str); 5] = [
    ("username", "imapclient_username"),
    ("password", "imapclient_password"),
    ("oauth2_client_id", "imapclient_oauth2_client_id"),
    ("oauth2_client_secret", "imapclient_oauth2_client_secret"),
    ("oauth2_refresh_token", "imapclient_oauth2_refresh_token"),
];

/// The key that `key` is probably a slip of, if it is not a key itself.
pub(super) fn meant(key: &str) -> Option<&'static str> {
    let known = || KEYS.into_iter().chain([EXPECT_FAILURE]);
    if key.len() < 4 || known().any(|own| own == key) {
        return None;
    }
    nearest(key, known())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_seen_and_own_keys_are_not_slips() {
        let table = [
            ("pasword", Some("password")),
            ("user_name", Some("username")),
            ("start_tls", Some("starttls")),
            ("hots", Some("host")),
            ("hosts", Some("host")),
            ("ssl_verify_certs", Some("ssl_verify_cert")),
            ("base", None),
            ("domain", None),
            ("oauth2_client_id", None),
        ];
        for (written, answer) in table {
            assert_eq!(meant(written), answer, "{written}");
        }
    }
}
