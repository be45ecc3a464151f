//! FETCH (RFC 9051 section 6.4.5): what messages hold, row by row.

mod assemble;
mod body;
mod doubt;
#[cfg(feature = "menu")]
mod dynamic;
mod envelope;
mod iter;
mod narrow;
mod read;
mod recent;
mod row;
mod run;
mod shape;
mod sink;
mod spooled;
#[cfg(feature = "menu")]
mod straight;

pub use body::{BodyData, Disposition, Parameters};
#[cfg(feature = "menu")]
pub(crate) use dynamic::{Held, rows};
pub use envelope::{Address, Envelope};
pub use iter::FetchIter;
pub use row::{ById, FetchResult, FetchRow, FetchValue, FlagsResult, Unread};
pub use spooled::SpooledText;

use std::io;
use std::sync::Arc;

use crate::client::Client;
use crate::command::chosen::chosen;
use crate::data::flag::Words;
use crate::data::messages::{Messages, Selection};
use crate::data::text::Text;
use crate::error::{Error, Result};
use crate::menu::macros::menu;
use crate::transport::{Spool, SpooledFile};
use crate::wire::frame::{LiteralSink, Spooled};
use crate::wire::line::{Command, Line};
use crate::wire::response::{Head, Response};
pub(super) use assemble::Rows;
use run::{Round, Run};
use sink::Sink;

/// How long a command line may get.
pub(crate) const LINE: usize = 8000;
/// Literals over this size are not held in memory while rows are taken as they arrive.
const SPOOL: u64 = 1 << 20;

menu! {
    /// Return what was asked for of messages: flags, envelopes, structures, bodies (FETCH, RFC 9051).
    ///
    /// `data` is one item or several: `'FLAGS'`, `['ENVELOPE', 'BODY.PEEK[HEADER]']`. Returns a
    /// dict of message id to dict of item to value; `SEQ` is always among the items. BODY[...]
    /// marks messages as read, BODY.PEEK[...] does not. Rows come in the order in which the server
    /// sends them; ids that do not exist are left out.
    ///
    /// `modifiers` is one or several, each with its capability: `'CHANGEDSINCE 123'` (CONDSTORE,
    /// RFC 7162), which adds MODSEQ to each row; `'VANISHED'` beside it (QRESYNC), whose answer is
    /// among the news; `'PARTIAL 1:50'` (PARTIAL, RFC 9394).
    ///
    /// ```python
    /// for uid, row in c.fetch(c.search('UNSEEN'), ['ENVELOPE', 'FLAGS']).items():
    ///     print(uid, row['ENVELOPE'].subject)
    /// c.fetch('1:*', ['FLAGS', 'RFC822.SIZE'], ['CHANGEDSINCE 715194045007'])
    /// ```
    ///
    /// Needs an open folder. The items are those of RFC 9051 section 6.4.5. If the server refuses
    /// all of it because of one message (`[SERVERBUG]`), the others are got in smaller pieces, and
    /// the error names that one. A section that comes back empty beside the header of its part is
    /// asked for once more.
    ///
    /// # Errors
    ///
    /// `IllegalState`, `Capability` for a modifier, `ArgumentValue` for what is no set or no item,
    /// `Refused`; the rows that came before it are not lost in `fetch_each`.
    fetch(messages: Messages, data: Words, modifiers: Words = () as "None") -> FetchResult;
    /// Iterate over the rows of a fetch while they arrive, however many there are (FETCH, RFC 9051).
    ///
    /// `for uid, row in c.fetch_iter('1:*', 'ENVELOPE'): ...` holds one row at a time. Arguments
    /// are those of `fetch`. Other calls may be made in the loop: the first one reads the rest of
    /// the rows into memory (literals over 1 MiB into temporary files). A loop that is left early
    /// leaves the session usable: the next call throws the rest away. What `fetch` asks for again,
    /// this asks for again when its turn is.
    ///
    /// ```python
    /// for uid, row in c.fetch_iter('1:*', 'ENVELOPE'): print(uid, row['ENVELOPE'].subject)
    /// ```
    fetch_iter(messages: Messages, data: Words, modifiers: Words = () as "None") -> FetchIter;
}

fn fetch(
    client: &mut Client,
    messages: Messages,
    data: Words,
    modifiers: Words,
) -> Result<FetchResult> {
    let mut all = FetchResult::default();
    let mut keep = |_: &mut Client, row: FetchRow| {
        all.insert(row.id, Arc::new(row));
        Ok(())
    };
    run(client, &messages, data, modifiers, &mut keep)?;
    Ok(all)
}

fn fetch_iter(
    client: &mut Client,
    messages: Messages,
    data: Words,
    modifiers: Words,
) -> Result<FetchIter> {
    client.settle()?;
    let asked = prepare(client, &messages, &data, &modifiers)?;
    let run = asked.map(|asked| Run::new(client, asked, data, modifiers));
    Ok(FetchIter::open(client, run))
}

impl Client {
    /// As [`Client::fetch`], handing out each row as soon as it is complete.
    ///
    /// When `each` fails, the call ends with its error and the session stays in step.
    pub fn fetch_each(
        &mut self,
        messages: impl Into<Messages>,
        data: impl Into<Words>,
        modifiers: impl Into<Words>,
        each: &mut dyn FnMut(FetchRow) -> Result<()>,
    ) -> Result<()> {
        let (messages, data, modifiers) = (messages.into(), data.into(), modifiers.into());
        let mut each = |_: &mut Client, row: FetchRow| each(row);
        run(self, &messages, data, modifiers, &mut each)
            .map_err(|error| error.in_call("fetch_each"))
    }

    /// From now on literals of more than `threshold` octets are put into unnamed temporary files;
    /// `None` keeps all in memory.
    pub fn set_spool(&mut self, threshold: Option<u64>) {
        self.spool_literals(threshold.map(|threshold| {
            let make = || Ok(Box::new(FileSink(Spool::new()?)) as Box<dyn LiteralSink>);
            (threshold, Box::new(make) as crate::wire::frame::Spool)
        }));
    }
}

/// Reads FETCH responses that came from elsewhere, such as a log: what stands behind `* `, one for
/// each message. Rows of one id are joined. What is no row is an error.
pub(crate) fn read_rows(
    responses: &[Response],
    normalise_times: bool,
    uid_is_key: bool,
) -> Result<FetchResult> {
    let mut reader = read::RowReader::new(normalise_times);
    let mut all = FetchResult::default();
    for response in responses {
        let number = match response.head() {
            Head::Data {
                number: Some(number),
            } if response.is("FETCH") => number,
            _ => return Err(Error::protocol("this is no FETCH response")),
        };
        let partial = reader.read(response, number, &mut |_| {});
        let id = match uid_is_key {
            true => partial.uid.or(partial.seq),
            false => partial.seq,
        };
        let id = id.ok_or_else(|| Error::protocol("the row has no id"))?;
        let mut row = partial.into_row(id, uid_is_key);
        if let Some(known) = all.get(id) {
            let told = |name: &Text| row.items.iter().any(|(own, _)| own == name);
            let before = known.items.iter().filter(|(name, _)| !told(name));
            let before: Vec<_> = before.cloned().collect();
            row.items.splice(0..0, before);
        }
        all.insert(id, Arc::new(row));
    }
    Ok(all)
}

/// A temporary file as a sink of the framer.
struct FileSink(Spool);

impl LiteralSink for FileSink {
    fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        self.0.write(octets)
    }

    fn finish(self: Box<Self>) -> io::Result<Arc<dyn Spooled>> {
        Ok(Arc::new(InFile(self.0.finish())))
    }
}

#[derive(Debug)]
struct InFile(SpooledFile);

impl Spooled for InFile {
    fn len(&self) -> u64 {
        self.0.len()
    }

    fn is_utf8(&self) -> bool {
        self.0.is_utf8()
    }

    fn open(&self) -> io::Result<Box<dyn io::Read>> {
        Ok(Box::new(self.0.open()?))
    }
}

/// Runs a fetch; `sink` takes each row as it is complete.
fn run(
    client: &mut Client,
    messages: &Messages,
    data: Words,
    modifiers: Words,
    sink: &mut dyn Sink,
) -> Result<()> {
    let Some(asked) = prepare(client, messages, &data, &modifiers)? else {
        return Ok(());
    };
    client.settle()?;
    let mut run = Run::new(client, asked, data, modifiers);
    while run.step(client, sink)? {}
    Ok(())
}

/// What is sent for a fetch, and what tells its rows from others.
struct Asked {
    commands: Vec<Command>,
    selection: Selection,
    flags_only: bool,
    /// Whether the header of a part may stand beside the part.
    pairs: bool,
    /// The pieces of sections that are asked for: their names in a row, and how long they may be.
    partials: Vec<(String, u64)>,
}

/// Makes the commands of a fetch; none where there is no message to ask for.
fn prepare(
    client: &mut Client,
    messages: &Messages,
    data: &Words,
    modifiers: &Words,
) -> Result<Option<Asked>> {
    client.need_folder("FETCH")?;
    if data.0.is_empty() {
        return Err(Error::value(
            "data",
            "there is nothing to fetch: data is empty",
        ));
    }
    items(data)?;
    let selection = chosen(client, messages)?;
    if selection.is_nothing() {
        return Ok(None);
    }
    commands(client, selection, data, modifiers).map(Some)
}

fn commands(
    client: &mut Client,
    selection: Selection,
    data: &Words,
    modifiers: &Words,
) -> Result<Asked> {
    let items = items(data)?;
    let modifiers = words_in_modifiers(client, modifiers)?;
    let verb = if client.use_uid() {
        "UID FETCH"
    } else {
        "FETCH"
    };
    let budget = LINE.saturating_sub(verb.len() + items.len() + 100).max(200);
    let mut commands = Vec::new();
    for piece in selection.pieces(budget) {
        let mut line = Line::new(verb).raw(piece.as_bytes()).raw(items.as_bytes());
        if let Some(modifiers) = &modifiers {
            line = line.raw(modifiers.as_bytes());
        }
        commands.push(line.finish()?);
    }
    let flags_only = data.0.iter().all(|item| {
        ["FLAGS", "UID", "MODSEQ", "FAST"]
            .iter()
            .any(|known| item.eq_ignore_ascii_case(known))
    });
    Ok(Asked {
        commands,
        selection,
        flags_only,
        pairs: doubt::asks_for_pairs(data),
        partials: data.0.iter().filter_map(partial).collect(),
    })
}

/// Of `BODY.PEEK[1]<0.500>` the name that its piece has in a row, and its greatest length.
fn partial(item: &Text) -> Option<(String, u64)> {
    let item = item.to_string_lossy().to_ascii_uppercase();
    let (section, place) = item.strip_suffix('>')?.rsplit_once('<')?;
    let (start, length) = place.split_once('.')?;
    let section = section.replacen(".PEEK", "", 1);
    Some((format!("{section}<{start}>"), length.parse().ok()?))
}

/// Runs commands that are answered by rows.
pub(super) fn collect(
    client: &mut Client,
    commands: Vec<Command>,
    rows: Rows,
    sink: &mut dyn Sink,
) -> Result<()> {
    client.settle()?;
    let mut round = Round::new(commands, rows);
    while round.step(client, sink)? {}
    Ok(())
}

/// The modifiers in upper case and parentheses, if there are any. The server must have them.
fn words_in_modifiers(client: &mut Client, modifiers: &Words) -> Result<Option<String>> {
    const NEEDS: [(&str, &str); 3] = [
        ("CHANGEDSINCE", "CONDSTORE"),
        ("VANISHED", "QRESYNC"),
        ("PARTIAL", "PARTIAL"),
    ];
    for modifier in &modifiers.0 {
        if !is_plain(modifier) {
            return Err(Error::value(
                "modifiers",
                format!("{modifier:?} is no modifier; write it as in 'CHANGEDSINCE 123'"),
            ));
        }
        let text = modifier.to_string_lossy().to_ascii_uppercase();
        let mut words = text.split([' ', '(', ')']).filter(|word| !word.is_empty());
        let since = words.find(|word| *word == "CHANGEDSINCE");
        if since.is_some()
            && words
                .next()
                .is_some_and(|number| number.trim_matches('0').is_empty())
        {
            return Err(Error::value(
                "modifiers",
                "CHANGEDSINCE 0 is none: mod-sequences start at 1; leave it out to get all",
            ));
        }
        for word in text.split([' ', '(', ')']) {
            let needs = NEEDS.iter().find(|(name, _)| *name == word);
            if let Some((_, capability)) = needs
                // Who has QRESYNC has CONDSTORE (RFC 7162 section 3.2.3).
                && !(*capability == "CONDSTORE" && client.has("QRESYNC")?)
            {
                client.need(capability)?;
            }
        }
    }
    Ok((!modifiers.0.is_empty()).then(|| upper_list(modifiers)))
}

/// Whether a word can stand in a list: printable, its brackets and parentheses balanced.
fn is_plain(word: &Text) -> bool {
    let text = word.as_str().unwrap_or_default();
    let balanced = text.matches('[').count() == text.matches(']').count()
        && text.matches('(').count() == text.matches(')').count();
    !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && balanced
}

/// The items in upper case and parentheses; a lone macro stands without them.
fn items(data: &Words) -> Result<String> {
    for item in &data.0 {
        if !is_plain(item) {
            return Err(Error::value(
                "data",
                format!(
                    "{item:?} is no item to fetch; write it as in 'FLAGS' or 'BODY.PEEK[HEADER]'"
                ),
            ));
        }
    }
    if let [item] = data.0.as_slice()
        && ["ALL", "FAST", "FULL"]
            .iter()
            .any(|known| item.eq_ignore_ascii_case(known))
    {
        return Ok(item.to_string_lossy().to_ascii_uppercase());
    }
    Ok(upper_list(data))
}

fn upper_list(words: &Words) -> String {
    let words: Vec<String> = words
        .0
        .iter()
        .map(|word| word.to_string_lossy().to_ascii_uppercase())
        .collect();
    let whole = words.join(" ");
    match whole.starts_with('(') && whole.ends_with(')') {
        true => whole,
        false => format!("({whole})"),
    }
}
