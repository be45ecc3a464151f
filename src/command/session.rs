//! The session as a whole: what the server can do and is, NOOP, LOGOUT, STARTTLS
//! (RFC 9051 sections 6.1, 6.2.1 and 6.3.1; ID: RFC 2971; NAMESPACE: RFC 2342).

pub mod namespace;

use namespace::{Namespace, namespace};

use super::info::{Fact, Info};
use super::update::Updates;
use crate::client::{Client, Reply, State};
use crate::data::flag::Words;
use crate::data::text::Text;
use crate::data::value::Value;
use crate::error::{Error, ErrorKind, Result};
use crate::menu::macros::menu;
use crate::transport::TlsOptions;
use crate::wire::cursor::Cursor;
use crate::wire::line::Line;
use crate::wire::response::{Head, Kind};
use crate::wire::tape::Tape;

menu! {
    /// Return the capabilities of the server, in upper case (CAPABILITY, RFC 9051 section 6.1.1).
    ///
    /// They are remembered from whatever the server said; it is asked only when nothing is known.
    ///
    /// ```python
    /// 'MOVE' in c.capabilities()
    /// ```
    capabilities() -> Words;

    /// Tell whether the server has a capability, in any case (CAPABILITY, RFC 9051 section 6.1.1).
    ///
    /// ```python
    /// c.has_capability('IDLE')
    /// ```
    has_capability(capability: String) -> bool;

    /// Do nothing, and return what the server had to say (NOOP, RFC 9051 section 6.1.2).
    ///
    /// Returns the text of the answer and the news: every response that no call has asked for
    /// since the last look, such as `(3, EXISTS)`.
    ///
    /// ```python
    /// text, news = c.noop()
    /// ```
    noop() -> Updates;

    /// End the session politely and return the server's farewell (LOGOUT, RFC 9051 section 6.1.3).
    ///
    /// ```python
    /// c.logout()
    /// ```
    logout() -> Text;

    /// Close the connection at once, without LOGOUT (RFC 9051 section 3.4).
    ///
    /// ```python
    /// c.shutdown()
    /// ```
    shutdown();

    /// Tell the server who the client is, and return who the server is (ID, RFC 2971).
    ///
    /// Takes a dict of names and values, or None to say nothing; a server that takes no empty answer
    /// is told the name `imapclient` then. Returns a dict, or None when the server says nothing.
    ///
    /// Needs the capability ID.
    ///
    /// ```python
    /// c.id_({'name': 'imapclient', 'version': '1'})
    /// ```
    id_(parameters: IdParameters = () as "None") -> Option<Info>;

    /// Switch extensions on, and return those that are on now (ENABLE, RFC 5161).
    ///
    /// Possible after login and before a folder is selected.
    ///
    /// Needs the capability ENABLE.
    ///
    /// ```python
    /// c.enable('CONDSTORE', 'UTF8=ACCEPT')
    /// ```
    enable(capabilities: EnableNames) -> Vec<Text>;

    /// Return where folders live: of one's own, of other users, shared (NAMESPACE, RFC 2342).
    ///
    /// Each of the three is None or a list of `(prefix, separator)`.
    ///
    /// Needs the capability NAMESPACE and a login.
    ///
    /// ```python
    /// c.namespace().personal[0]
    /// ```
    namespace() -> Namespace;

    /// Encrypt the session (STARTTLS, RFC 9051 section 6.2.1). Possible only before login.
    ///
    /// Without an argument the certificate is checked as the session's own settings say.
    ///
    /// Needs the capability STARTTLS.
    ///
    /// ```python
    /// c.starttls()
    /// ```
    starttls(ssl_context: TlsContext = () as "None") -> Text;

    /// Compress the session from here on, in both directions (COMPRESS=DEFLATE, RFC 4978).
    ///
    /// Possible once, after login. Returns the text of the answer. `:time on` shows what it saves.
    ///
    /// Needs the capability COMPRESS=DEFLATE and a login.
    ///
    /// ```python
    /// c.compress()
    /// ```
    compress() -> Text;
}

fn capabilities(client: &mut Client) -> Result<Words> {
    client.known_capabilities().map(Words)
}

fn has_capability(client: &mut Client, capability: String) -> Result<bool> {
    client.has(&capability)
}

fn noop(client: &mut Client) -> Result<Updates> {
    let done = client.tell(Line::new("NOOP").finish()?)?;
    let responses = client.take_news();
    Ok(Updates {
        text: Text::new(done.rest()),
        responses,
    })
}

impl Client {
    /// Asks the server for news (NOOP) and leaves it in the queue.
    pub fn nudge(&mut self) -> Result<()> {
        self.tell(Line::new("NOOP").finish()?).map(drop)
    }
}

fn logout(client: &mut Client) -> Result<Text> {
    if client.ended().is_some() {
        return Ok(Text::new(b""));
    }
    if client.is_held() {
        client.release("DONE")?;
    }
    client.abandon_open();
    client.settle()?;
    client.enter(State::Logout, None);
    let command = Line::new("LOGOUT").finish()?;
    let mut farewell = None;
    let answer = client.exchange(command, &mut |_, response| {
        if matches!(
            response.head(),
            Head::Status {
                kind: Kind::Bye,
                ..
            }
        ) {
            farewell = Some(Text::new(response.rest()));
            // That is all: some servers close right away, without the tagged answer, and others
            // say it again and again until the client closes.
            return Err(Error::new(ErrorKind::Abort, "the server said BYE"));
        }
        Ok(Some(response))
    });
    client.leave("logged out");
    match (farewell, answer) {
        (Some(farewell), _) => Ok(farewell),
        (None, answer) => answer.map(|done| Text::new(done.rest())),
    }
}

fn shutdown(client: &mut Client) -> Result<()> {
    client.leave("the connection was shut down");
    Ok(())
}

fn id_(client: &mut Client, parameters: IdParameters) -> Result<Option<Info>> {
    client.need("ID")?;
    let says_nothing = parameters.0.as_ref().is_none_or(Vec::is_empty);
    let mut answer = ask_id(client, &parameters);
    if says_nothing && matches!(&answer, Err(error) if error.kind() == ErrorKind::Refused) {
        // GMX takes no empty list, Exchange no NIL.
        client.note_quirk("ID that says nothing refused");
        answer = ask_id(client, &IdParameters::from(&[("name", "imapclient")][..]));
    }
    let reply = answer?;
    let mut tape = Tape::default();
    let Some(response) = reply.data.first() else {
        return Ok(None);
    };
    let told = read_id(&mut response.cursor(&mut tape)?);
    client.note_quirks_of(&tape);
    told
}

fn ask_id(client: &mut Client, parameters: &IdParameters) -> Result<Reply> {
    let line = match &parameters.0 {
        None => Line::new("ID").atom("NIL"),
        Some(pairs) => Line::new("ID").list(|mut line| {
            for (name, value) in pairs {
                line = line.string(name.as_bytes());
                line = match value {
                    Some(value) => line.string(value.as_bytes()),
                    None => line.atom("NIL"),
                };
            }
            line
        }),
    };
    client.run(line.finish()?, &|response| response.is("ID"))
}

fn read_id(cursor: &mut Cursor<'_>) -> Result<Option<Info>> {
    let Value::List(fields) = cursor.value()? else {
        return Ok(None);
    };
    let mut info = Info::default();
    let mut fields = fields.into_iter();
    while let (Some(Value::Text(name)), Some(value)) = (fields.next(), fields.next()) {
        info.add(name, Fact::Value(value));
    }
    Ok(Some(info))
}

fn enable(client: &mut Client, capabilities: EnableNames) -> Result<Vec<Text>> {
    client.need_no_folder("ENABLE")?;
    client.need("ENABLE")?;
    let mut line = Line::new("ENABLE");
    for name in &capabilities.0.0 {
        line = line.atom(&name.to_string_lossy());
    }
    let reply = client.run(line.finish()?, &|response| response.is("ENABLED"));
    let asked = |name: &str| (capabilities.0.0.iter()).any(|word| word.eq_ignore_ascii_case(name));
    if matches!(&reply, Err(error) if error.is_bad()) && asked("IMAP4REV2") {
        // What it says of IMAP4rev2 is not to be believed then.
        client.note_quirk("IMAP4rev2 offered but not known");
        client.disbelieve("IMAP4REV2");
    }
    let reply = reply?;
    if reply.data.is_empty() && client.has_heard("XAPPLEPUSHSERVICE") {
        // iCloud answers OK and leaves out what it has switched on.
        client.note_quirk("ENABLE without ENABLED");
        client.assume_enabled(&capabilities.0.0);
        return Ok(client.enabled().to_vec());
    }
    let words = reply.data.iter().flat_map(|response| {
        let words = response.rest().split(|byte| *byte == b' ');
        words.filter(|word| !word.is_empty()).map(Text::new)
    });
    Ok(words.collect())
}

fn starttls(client: &mut Client, context: TlsContext) -> Result<Text> {
    client.need_no_login("STARTTLS")?;
    if client.is_tls() {
        return Err(Error::new(
            ErrorKind::IllegalState,
            "TLS session already established",
        ));
    }
    client.need("STARTTLS")?;
    let options = context.0.unwrap_or_else(|| client.peer_tls().clone());
    client.upgrade(&options)
}

fn compress(client: &mut Client) -> Result<Text> {
    client.need_login("COMPRESS")?;
    if client.is_compressed() {
        return Err(crate::error::Error::new(
            crate::error::ErrorKind::IllegalState,
            "the session is compressed already",
        ));
    }
    client.need("COMPRESS=DEFLATE")?;
    client.compress_session()
}

/// The argument `parameters` of `id_`: names with values or NIL.
#[derive(Clone, Debug, Default)]
pub struct IdParameters(pub Option<Vec<(String, Option<String>)>>);

impl From<()> for IdParameters {
    fn from((): ()) -> Self {
        Self(None)
    }
}

impl From<&[(&str, &str)]> for IdParameters {
    fn from(pairs: &[(&str, &str)]) -> Self {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), Some((*value).to_owned()));
        Self(Some(pairs.iter().map(pair).collect()))
    }
}

/// The arguments of `enable`.
#[derive(Clone, Debug)]
pub struct EnableNames(pub Words);

impl<T: Into<Words>> From<T> for EnableNames {
    fn from(words: T) -> Self {
        Self(words.into())
    }
}

/// The argument `ssl_context`: how TLS checks certificates, or the session's own settings.
#[derive(Clone, Debug, Default)]
pub struct TlsContext(pub Option<TlsOptions>);

impl From<()> for TlsContext {
    fn from((): ()) -> Self {
        Self(None)
    }
}

impl From<TlsOptions> for TlsContext {
    fn from(options: TlsOptions) -> Self {
        Self(Some(options))
    }
}

#[cfg(feature = "menu")]
mod dynamic {
    use std::path::PathBuf;

    use super::{EnableNames, IdParameters, TlsContext};
    use crate::data::flag::Words;
    use crate::menu::{Arg, FromArg};
    use crate::transport::TlsOptions;

    impl FromArg for EnableNames {
        const WHAT: &'static str = "names of capabilities";
        const STAR: bool = true;

        fn from_arg(arg: Arg) -> Result<Self, String> {
            Words::from_arg(arg).map(Self)
        }
    }

    impl FromArg for IdParameters {
        const WHAT: &'static str = "a dict of names and values, or None";

        fn from_arg(arg: Arg) -> Result<Self, String> {
            let pairs = match arg {
                Arg::None => return Ok(Self(None)),
                Arg::Map(pairs) => pairs,
                other => {
                    let given = other.describe();
                    return Err(format!("'parameters' should be a dictionary, not {given}"));
                }
            };
            let pair = |(name, value): (Arg, Arg)| {
                let value = match value {
                    Arg::None => None,
                    value => Some(String::from_arg(value)?),
                };
                Ok((String::from_arg(name)?, value))
            };
            let pairs: Result<Vec<_>, String> = pairs.into_iter().map(pair).collect();
            Ok(Self(Some(pairs?)))
        }
    }

    impl FromArg for TlsContext {
        const WHAT: &'static str = "an ssl context, or None";

        /// A context comes as a map with the names of [`TlsOptions`]'s fields.
        fn from_arg(arg: Arg) -> Result<Self, String> {
            let fields = match arg {
                Arg::None => return Ok(Self(None)),
                Arg::Map(fields) => fields,
                other => return Err(format!("expected {}, got {}", Self::WHAT, other.describe())),
            };
            let mut options = TlsOptions::default();
            for (name, value) in fields {
                let name = String::from_arg(name)?;
                if matches!(value, Arg::None) {
                    continue;
                }
                match name.as_str() {
                    "verify_cert" => options.verify_cert = bool::from_arg(value)?,
                    "check_hostname" => options.check_hostname = bool::from_arg(value)?,
                    "ca_file" => options.ca_file = Some(path(value)?),
                    "client_cert" => options.client_cert = Some(path(value)?),
                    "client_key" => options.client_key = Some(path(value)?),
                    other => return Err(format!("an ssl context has no setting {other}")),
                }
            }
            Ok(Self(Some(options)))
        }
    }

    fn path(arg: Arg) -> Result<PathBuf, String> {
        String::from_arg(arg).map(PathBuf::from)
    }
}
