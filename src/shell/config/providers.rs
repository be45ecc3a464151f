//! What is known of mail providers: their hosts, by the domain of an address, and what to do when
//! they refuse a login. Whose token servers are known is told in the library (`auth::oauth2`).

/// What is known of one provider.
struct MailProvider {
    /// The domains of its addresses.
    domains: &'static [&'static str],
    /// Its IMAP host.
    host: &'static str,
    /// Other names of that host.
    aliases: &'static [&'static str],
    /// What to do when a password is refused there; the end of a sentence.
    hint: &'static str,
}

const APP_PASSWORD_GOOGLE: &str = "Google takes an app password (https://myaccount.google.com/apppasswords), or OAuth2 (--oauth2-login)";
const OAUTH2_MICROSOFT: &str =
    "Microsoft takes no passwords for most accounts; use OAuth2 (--oauth2-login, oauth2 = true)";
const APP_PASSWORD_YAHOO: &str = "an app password is wanted here (account security, app passwords)";
const SWITCH_ON: &str = "IMAP must first be switched on in the settings of the mailbox";
const CODE: &str = "switch IMAP on in the settings of the mailbox; the authorization code shown there is the password";
const APP_PASSWORD: &str = "an app password is wanted here; make one in the account's settings";

const PROVIDERS: &[MailProvider] = &[
    MailProvider {
        domains: &["gmail.com", "googlemail.com"],
        host: "imap.gmail.com",
        aliases: &["imap.googlemail.com"],
        hint: APP_PASSWORD_GOOGLE,
    },
    MailProvider {
        domains: &[
            "outlook.com",
            "outlook.de",
            "outlook.fr",
            "outlook.it",
            "outlook.es",
            "outlook.jp",
            "outlook.com.br",
            "hotmail.com",
            "hotmail.co.uk",
            "hotmail.de",
            "hotmail.fr",
            "hotmail.it",
            "hotmail.es",
            "live.com",
            "live.co.uk",
            "live.de",
            "live.fr",
            "live.nl",
            "msn.com",
        ],
        host: "outlook.office365.com",
        aliases: &["outlook.office.com", "imap-mail.outlook.com"],
        hint: OAUTH2_MICROSOFT,
    },
    MailProvider {
        domains: &[
            "yahoo.com",
            "yahoo.co.uk",
            "yahoo.de",
            "yahoo.fr",
            "yahoo.it",
            "yahoo.es",
            "yahoo.ca",
            "yahoo.in",
            "yahoo.co.in",
            "yahoo.com.br",
            "yahoo.com.au",
            "ymail.com",
            "rocketmail.com",
        ],
        host: "imap.mail.yahoo.com",
        aliases: &[],
        hint: APP_PASSWORD_YAHOO,
    },
    MailProvider {
        domains: &["aol.com", "aim.com"],
        host: "imap.aol.com",
        aliases: &["export.imap.aol.com"],
        hint: APP_PASSWORD_YAHOO,
    },
    MailProvider {
        domains: &["icloud.com", "me.com", "mac.com"],
        host: "imap.mail.me.com",
        aliases: &[],
        hint: "iCloud takes an app-specific password (https://account.apple.com), and the name may have to be without the part from the @ on",
    },
    MailProvider {
        domains: &["gmx.net", "gmx.de", "gmx.at", "gmx.ch", "gmx.li"],
        host: "imap.gmx.net",
        aliases: &["imap.gmx.de"],
        hint: SWITCH_ON,
    },
    MailProvider {
        domains: &["gmx.com", "gmx.us", "gmx.co.uk", "gmx.fr"],
        host: "imap.gmx.com",
        aliases: &[],
        hint: SWITCH_ON,
    },
    MailProvider {
        domains: &["web.de"],
        host: "imap.web.de",
        aliases: &[],
        hint: SWITCH_ON,
    },
    MailProvider {
        domains: &[
            "fastmail.com",
            "fastmail.fm",
            "fastmail.org",
            "fastmail.net",
        ],
        host: "imap.fastmail.com",
        aliases: &[],
        hint: APP_PASSWORD,
    },
    MailProvider {
        domains: &["zoho.com", "zohomail.com"],
        host: "imap.zoho.com",
        aliases: &["imappro.zoho.com"],
        hint: "IMAP must be switched on in the settings of the mailbox, and with two-factor login an app password is wanted",
    },
    MailProvider {
        domains: &["zoho.eu", "zohomail.eu"],
        host: "imap.zoho.eu",
        aliases: &["imappro.zoho.eu"],
        hint: "IMAP must be switched on in the settings of the mailbox, and with two-factor login an app password is wanted",
    },
    MailProvider {
        domains: &["mail.ru", "inbox.ru", "list.ru", "bk.ru", "internet.ru"],
        host: "imap.mail.ru",
        aliases: &[],
        hint: APP_PASSWORD,
    },
    MailProvider {
        domains: &["yandex.com", "yandex.ru", "yandex.by", "yandex.kz", "ya.ru"],
        host: "imap.yandex.com",
        aliases: &["imap.yandex.ru"],
        hint: "IMAP must be switched on in the settings of the mailbox, and an app password is wanted",
    },
    MailProvider {
        domains: &["qq.com", "vip.qq.com", "foxmail.com"],
        host: "imap.qq.com",
        aliases: &["imap.exmail.qq.com"],
        hint: CODE,
    },
    MailProvider {
        domains: &["163.com"],
        host: "imap.163.com",
        aliases: &[],
        hint: CODE,
    },
    MailProvider {
        domains: &["126.com"],
        host: "imap.126.com",
        aliases: &[],
        hint: CODE,
    },
    MailProvider {
        domains: &["t-online.de", "magenta.de"],
        host: "secureimap.t-online.de",
        aliases: &[],
        hint: "Telekom wants the separate password for e-mail programs, which is set in its customer centre",
    },
    MailProvider {
        domains: &["ionos.de"],
        host: "imap.ionos.de",
        aliases: &[],
        hint: "the password is that of the mailbox, not that of the contract",
    },
    MailProvider {
        domains: &["ionos.com"],
        host: "imap.ionos.com",
        aliases: &[],
        hint: "the password is that of the mailbox, not that of the contract",
    },
    MailProvider {
        domains: &["1und1.de", "online.de", "onlinehome.de"],
        host: "imap.1und1.de",
        aliases: &[],
        hint: "the password is that of the mailbox, not that of the contract",
    },
];

/// The host of a mail address, if its provider is known.
pub(super) fn host_of(address: &str) -> Option<&'static str> {
    let (name, domain) = address.rsplit_once('@')?;
    let mut all = PROVIDERS.iter().filter(|_| !name.is_empty());
    all.find(|provider| {
        let mut domains = provider.domains.iter();
        domains.any(|own| own.eq_ignore_ascii_case(domain))
    })
    .map(|provider| provider.host)
}

/// What to do when a password is refused at `host`.
pub(crate) fn hint(host: &str) -> Option<&'static str> {
    let is_own = |own: &str| own.eq_ignore_ascii_case(host);
    let mut all = PROVIDERS.iter();
    all.find(|provider| is_own(provider.host) || provider.aliases.iter().any(|own| is_own(own)))
        .map(|provider| provider.hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_knows_its_host() {
        for (address, host) in [
            ("someone@gmail.com", Some("imap.gmail.com")),
            ("Some.One@GoogleMail.com", Some("imap.gmail.com")),
            ("a@hotmail.com", Some("outlook.office365.com")),
            ("a@yahoo.co.uk", Some("imap.mail.yahoo.com")),
            ("a@me.com", Some("imap.mail.me.com")),
            ("a@gmx.de", Some("imap.gmx.net")),
            ("a@gmx.com", Some("imap.gmx.com")),
            ("a@ya.ru", Some("imap.yandex.com")),
            ("a@163.com", Some("imap.163.com")),
            ("a@t-online.de", Some("secureimap.t-online.de")),
            ("a@b@web.de", Some("imap.web.de")),
            ("@gmail.com", None),
            ("gmail.com", None),
            ("a@notgmail.com", None),
            ("a@example.com", None),
        ] {
            assert_eq!(host_of(address), host, "{address}");
        }
    }

    #[test]
    fn every_provider_is_complete_and_listed_once() {
        let mut names: Vec<&str> = Vec::new();
        for provider in PROVIDERS {
            assert!(hint(provider.host).is_some());
            names.extend(provider.domains);
            names.push(provider.host);
            names.extend(provider.aliases);
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(names.iter().all(|name| *name == name.to_lowercase()));
        assert_eq!(hint("imap.example.com"), None);
    }
}
