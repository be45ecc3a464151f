//! How much may be kept, and how much is (QUOTA, RFC 9208, RFC 2087).

use serde::Serialize;

use super::folder::wire_name;
use crate::client::Client;
use crate::data::folder::Folder;
use crate::data::text::Text;
use crate::error::{Error, Result};
use crate::menu::macros::menu;
use crate::wire::cursor::Cursor;
use crate::wire::line::Line;
use crate::wire::response::Response;
use crate::wire::tape::Tape;

menu! {
    /// Return the limits that hold for a folder, and how much of each is used (GETQUOTAROOT, RFC 9208).
    ///
    /// Returns a list of `Quota` with the fields `quota_root`, `resource`, `usage` and `limit`. The
    /// resource STORAGE counts in units of 1024 octets, MESSAGE in messages. Needs the capability
    /// QUOTA and a login.
    ///
    /// ```python
    /// for quota in c.get_quota(): print(quota.resource, quota.usage, quota.limit)
    /// ```
    ///
    /// # Errors
    ///
    /// `Capability`, `IllegalState`, `Refused`.
    get_quota(mailbox: Folder = "INBOX" as "'INBOX'") -> Vec<Quota>;

    /// Return the quota roots of a folder, and the limits of each (GETQUOTAROOT, RFC 9208).
    ///
    /// Returns a pair: a `MailboxQuotaRoots` with the fields `mailbox` and `quota_roots`, and the
    /// list that `get_quota` returns. Needs the capability QUOTA and a login.
    ///
    /// ```python
    /// root, quotas = c.get_quota_root('INBOX')
    /// ```
    ///
    /// # Errors
    ///
    /// `Capability`, `IllegalState`, `Refused`.
    get_quota_root(mailbox: Folder) -> (MailboxQuotaRoots, Vec<Quota>);

    /// Return the limits of a quota root (GETQUOTA, RFC 9208).
    ///
    /// The root is named as `get_quota_root` names it. Needs the capability QUOTA and a login.
    ///
    /// ```python
    /// c._get_quota('User quota')
    /// ```
    ///
    /// # Errors
    ///
    /// `Capability`, `IllegalState`, `Refused`.
    get_quota_of_root as "_get_quota" (quota_root: Text = "" as "''") -> Vec<Quota>;

    /// Set the limits of a quota root (SETQUOTA, RFC 9208).
    ///
    /// `quotas` are results of `get_quota` with other limits, or anything with their fields: all of
    /// one root, whose limits not named here go away. Returns the limits as they are now, or None
    /// for an empty list, which changes nothing.
    ///
    /// ```python
    /// c.set_quota([imapclient.Quota('User quota', 'STORAGE', 0, 500000)])
    /// ```
    ///
    /// Needs the capability QUOTA, a login, and most often an administrator's.
    ///
    /// # Errors
    ///
    /// `Capability`, `IllegalState`, `ArgumentValue` for quotas of several roots, `Refused`.
    set_quota(quotas: Quotas) -> Option<Vec<Quota>>;
}

/// A limit, and how much of it is used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Quota {
    /// What the limit belongs to, as the server names it.
    pub quota_root: Text,
    /// What is counted: STORAGE (units of 1024 octets), MESSAGE, MAILBOX, ANNOTATION-STORAGE.
    pub resource: Text,
    /// How much there is.
    pub usage: u64,
    /// How much there may be.
    pub limit: u64,
}

impl Quota {
    /// A limit to be set; the usage does not count.
    pub fn new(quota_root: impl Into<Text>, resource: impl Into<Text>, limit: u64) -> Self {
        Self {
            quota_root: quota_root.into(),
            resource: resource.into(),
            usage: 0,
            limit,
        }
    }
}

/// A folder, and the quota roots whose limits hold for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MailboxQuotaRoots {
    /// The name of the folder, decoded.
    pub mailbox: Text,
    /// The names of the quota roots.
    pub quota_roots: Vec<Text>,
}

/// The argument type `quotas`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quotas(pub Vec<Quota>);

impl From<Quota> for Quotas {
    fn from(quota: Quota) -> Self {
        Self(vec![quota])
    }
}

impl From<Vec<Quota>> for Quotas {
    fn from(quotas: Vec<Quota>) -> Self {
        Self(quotas)
    }
}

impl From<&[Quota]> for Quotas {
    fn from(quotas: &[Quota]) -> Self {
        Self(quotas.to_vec())
    }
}

impl<const N: usize> From<[Quota; N]> for Quotas {
    fn from(quotas: [Quota; N]) -> Self {
        Self(quotas.into())
    }
}

fn get_quota(client: &mut Client, mailbox: Folder) -> Result<Vec<Quota>> {
    get_quota_root(client, mailbox).map(|(_, quotas)| quotas)
}

fn get_quota_root(client: &mut Client, mailbox: Folder) -> Result<(MailboxQuotaRoots, Vec<Quota>)> {
    client.need_login("GETQUOTAROOT")?;
    client.need("QUOTA")?;
    let command = Line::new("GETQUOTAROOT").mailbox(&wire_name(client, &mailbox)?);
    let wanted = |response: &Response| response.is("QUOTA") || response.is("QUOTAROOT");
    let reply = client.run(command.finish()?, &wanted)?;
    let mut roots = MailboxQuotaRoots {
        mailbox: mailbox.name().clone(),
        quota_roots: Vec::new(),
    };
    let mut tape = Tape::default();
    for response in reply
        .data
        .iter()
        .filter(|response| response.is("QUOTAROOT"))
    {
        let mut cursor = response.cursor(&mut tape)?;
        let name = cursor.astring()?;
        let options = client.options();
        roots.mailbox = Folder::from_wire(name.as_bytes(), options.folder_encode, client.utf8());
        while !cursor.at_end() {
            roots.quota_roots.push(cursor.astring()?);
        }
    }
    Ok((roots, read_all(&reply.data)?))
}

fn get_quota_of_root(client: &mut Client, quota_root: Text) -> Result<Vec<Quota>> {
    client.need_login("GETQUOTA")?;
    client.need("QUOTA")?;
    let command = Line::new("GETQUOTA").string(quota_root.as_bytes());
    let reply = client.run(command.finish()?, &|response| response.is("QUOTA"))?;
    read_all(&reply.data)
}

fn set_quota(client: &mut Client, quotas: Quotas) -> Result<Option<Vec<Quota>>> {
    client.need_login("SETQUOTA")?;
    client.need_changes("SETQUOTA")?;
    client.need("QUOTA")?;
    let Some(first) = quotas.0.first() else {
        return Ok(None);
    };
    if quotas
        .0
        .iter()
        .any(|quota| quota.quota_root != first.quota_root)
    {
        return Err(Error::value(
            "quotas",
            "set_quota only accepts a single quota root",
        ));
    }
    let command = Line::new("SETQUOTA")
        .string(first.quota_root.as_bytes())
        .list(|line| {
            quotas.0.iter().fold(line, |line, quota| {
                line.atom(&quota.resource.to_string_lossy())
                    .number(quota.limit)
            })
        });
    let reply = client.run(command.finish()?, &|response| response.is("QUOTA"))?;
    read_all(&reply.data).map(Some)
}

fn read_all(responses: &[Response]) -> Result<Vec<Quota>> {
    let mut tape = Tape::default();
    let mut all = Vec::new();
    for response in responses.iter().filter(|response| response.is("QUOTA")) {
        read(&mut response.cursor(&mut tape)?, &mut all)?;
    }
    Ok(all)
}

/// The name of a root, and a list of resource, usage and limit.
fn read(cursor: &mut Cursor<'_>, all: &mut Vec<Quota>) -> Result<()> {
    let quota_root = cursor.astring()?;
    cursor.list(|cursor| {
        all.push(Quota {
            quota_root: quota_root.clone(),
            resource: cursor.astring()?,
            usage: cursor.number()?,
            limit: cursor.number()?,
        });
        Ok(())
    })
}

#[cfg(feature = "menu")]
mod dynamic {
    use std::sync::Arc;

    use super::{MailboxQuotaRoots, Quota, Quotas};
    use crate::data::text::Text;
    use crate::menu::{Arg, FromArg, IntoOut, Out, Record, nearest};

    const FIELDS: &[&str] = &["quota_root", "resource", "usage", "limit"];

    impl Record for Quota {
        fn type_name(&self) -> &'static str {
            "Quota"
        }

        fn fields(&self) -> &'static [&'static str] {
            FIELDS
        }

        fn field(&self, name: &str) -> Option<Out> {
            Some(match name {
                "quota_root" => self.quota_root.clone().into_out(),
                "resource" => self.resource.clone().into_out(),
                "usage" => self.usage.into_out(),
                "limit" => self.limit.into_out(),
                _ => return None,
            })
        }
    }

    impl IntoOut for Quota {
        fn into_out(self) -> Out {
            Out::Record(Arc::new(self))
        }
    }

    impl Record for MailboxQuotaRoots {
        fn type_name(&self) -> &'static str {
            "MailboxQuotaRoots"
        }

        fn fields(&self) -> &'static [&'static str] {
            &["mailbox", "quota_roots"]
        }

        fn field(&self, name: &str) -> Option<Out> {
            Some(match name {
                "mailbox" => self.mailbox.clone().into_out(),
                "quota_roots" => self.quota_roots.clone().into_out(),
                _ => return None,
            })
        }
    }

    impl IntoOut for MailboxQuotaRoots {
        fn into_out(self) -> Out {
            Out::Record(Arc::new(self))
        }
    }

    impl FromArg for Quota {
        const WHAT: &'static str = "a Quota, or a dict with quota_root, resource and limit";

        fn from_arg(arg: Arg) -> Result<Self, String> {
            let pairs = match arg {
                Arg::Record(record) => fields_of(&*record),
                Arg::Map(pairs) => pairs,
                other => return Err(format!("expected {}, got {}", Self::WHAT, other.describe())),
            };
            let mut quota = Self::default();
            for (name, value) in pairs {
                let name = String::from_arg(name)?;
                match name.as_str() {
                    "quota_root" => quota.quota_root = Text::from_arg(value)?,
                    "resource" => quota.resource = Text::from_arg(value)?,
                    "usage" => quota.usage = number("usage", &value)?,
                    "limit" => quota.limit = number("limit", &value)?,
                    other => {
                        let hint = nearest(other, FIELDS.iter().copied())
                            .map(|near| format!("; did you mean {near}?"))
                            .unwrap_or_default();
                        return Err(format!("a Quota has no field {other}{hint}"));
                    }
                }
            }
            match quota.resource.is_empty() {
                true => Err("a Quota needs a resource, such as 'STORAGE'".to_owned()),
                false => Ok(quota),
            }
        }
    }

    /// The fields of a record as arguments, where they are texts or numbers.
    fn fields_of(record: &dyn Record) -> Vec<(Arg, Arg)> {
        let field = |name: &&str| {
            let value = match record.field(name)? {
                Out::Text(text) => Arg::Bytes(text.as_bytes().to_vec()),
                Out::Int(number) => Arg::Int(number),
                _ => return None,
            };
            Some((Arg::Text((*name).to_owned()), value))
        };
        record.fields().iter().filter_map(field).collect()
    }

    /// A number, also as digits, as IMAPClient's results had them.
    fn number(name: &str, arg: &Arg) -> Result<u64, String> {
        let number = match arg {
            Arg::Int(number) => u64::try_from(*number).ok(),
            Arg::Text(digits) => digits.parse().ok(),
            Arg::Bytes(digits) => std::str::from_utf8(digits)
                .ok()
                .and_then(|digits| digits.parse().ok()),
            _ => None,
        };
        number.ok_or_else(|| format!("the {name} of a Quota is a number, not {}", arg.describe()))
    }

    impl FromArg for Quotas {
        const WHAT: &'static str = "a list of Quota";

        fn from_arg(arg: Arg) -> Result<Self, String> {
            match arg {
                Arg::None => Ok(Self::default()),
                Arg::List(quotas) => quotas
                    .into_iter()
                    .map(Quota::from_arg)
                    .collect::<Result<_, _>>()
                    .map(Self),
                one => Quota::from_arg(one).map(|quota| Self(vec![quota])),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::client;
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn fault_get_quota_root_quotes_the_folder() {
        let (mut client, sent) = client(
            "IMAP4REV1 QUOTA",
            false,
            b"* QUOTAROOT \"Entw&APw-rfe x\" \"User quota\" two\r\n\
              * QUOTA \"User quota\" (STORAGE 10 512 MESSAGE 3 100)\r\n* QUOTA two ()\r\nA1 OK done\r\n",
        );
        let (roots, quotas) = client.get_quota_root("Entw\u{fc}rfe x").unwrap();
        assert_eq!(sent.text(), "A1 GETQUOTAROOT \"Entw&APw-rfe x\"\r\n");
        assert_eq!(roots.mailbox, "Entw\u{fc}rfe x");
        assert_eq!(roots.quota_roots, ["User quota", "two"]);
        assert_eq!(
            serde_json::to_string(&quotas).unwrap(),
            r#"[{"quota_root":"User quota","resource":"STORAGE","usage":10,"limit":512},{"quota_root":"User quota","resource":"MESSAGE","usage":3,"limit":100}]"#
        );
    }

    #[test]
    fn set_and_looked_at() {
        let (mut client, sent) = client(
            "IMAP4REV1 QUOTA",
            false,
            b"* QUOTA \"\" (STORAGE 10 512)\r\nA1 OK done\r\n\
              * QUOTA \"\" (STORAGE 10 99)\r\nA2 OK done\r\n* QUOTA \"\" (STORAGE x)\r\nA3 OK done\r\n",
        );
        assert_eq!(client.get_quota_of_root("").unwrap().len(), 1);
        let now = client.set_quota(Quota::new("", "STORAGE", 99)).unwrap();
        assert_eq!(now.unwrap()[0].limit, 99);
        assert_eq!(client.set_quota(Vec::new()).unwrap(), None);
        let two = [Quota::new("a", "STORAGE", 1), Quota::new("b", "STORAGE", 1)];
        let error = client.set_quota(two).unwrap_err();
        assert_eq!(
            error.message(),
            "set_quota only accepts a single quota root"
        );
        assert_eq!(
            client.get_quota("INBOX").unwrap_err().kind(),
            ErrorKind::Protocol
        );
        assert_eq!(
            sent.text(),
            "A1 GETQUOTA \"\"\r\nA2 SETQUOTA \"\" (STORAGE 99)\r\nA3 GETQUOTAROOT \"INBOX\"\r\n"
        );
    }
}
