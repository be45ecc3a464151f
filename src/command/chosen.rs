//! Which messages a command is sent for, by what is known of the open folder.

use std::sync::Arc;

use super::search;
use crate::client::Client;
use crate::data::criteria::{Charset, Criteria, CriteriaForm, Criterion};
use crate::data::ids::Ids;
use crate::data::messages::{Messages, Selection};
use crate::data::set::IdSet;
use crate::data::text::Text;
use crate::error::Result;

/// Checks the argument `messages`.
///
/// Some servers answer BAD to any set where the folder is empty. So they are asked for news (NOOP)
/// in its place, and nothing is chosen if that is still so. A lone `*` among sequence numbers, which
/// some commands of some servers do not take, is the number of the last message.
pub(crate) fn chosen(client: &mut Client, messages: &Messages) -> Result<Selection> {
    let selection = messages.resolve()?;
    if selection.is_nothing() {
        return Ok(selection);
    }
    if client.knows_folder_empty() {
        client.nudge()?;
        if client.knows_folder_empty() {
            return Ok(Selection::Nothing);
        }
    }
    let last = client.selected().map_or(0, |folder| folder.exists);
    Ok(match selection {
        Selection::Verbatim(text) if text == "*" && !client.use_uid() && last > 0 => {
            Selection::Set(IdSet::from_ranges(vec![(last, last)]))
        }
        selection => selection,
    })
}

/// Those of the selected messages that exist now.
pub(crate) fn existing(client: &mut Client, selection: &Selection) -> Result<Selection> {
    let wanted = match selection {
        Selection::Nothing => return Ok(Selection::Nothing),
        Selection::Verbatim(text) => Criterion::Word(Text::from(text.as_str())),
        Selection::Set(set) => {
            let mut ids = Ids::default();
            set.ranges()
                .for_each(|run| ids.push_run(*run.start(), *run.end()));
            Criterion::Ids(Arc::new(ids))
        }
    };
    let criteria = match client.use_uid() {
        true => vec!["UID".into(), wanted],
        false => vec![wanted],
    };
    let criteria = Criteria(CriteriaForm::List(criteria));
    let program = search::Program::new(&criteria, &Charset::default(), client.use_uid())?;
    let found = IdSet::from(&search::find(client, &program)?.ids);
    let found = match selection {
        Selection::Set(set) => found.intersection(set),
        _ => found,
    };
    Ok(match found.is_empty() {
        true => Selection::Nothing,
        false => Selection::Set(found),
    })
}
