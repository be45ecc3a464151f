//! The entries of the menu.

use super::{Arg, Args, Layout, Out};
use crate::client::Client;
use crate::error::Result;

/// One method of [`Client`], callable by name.
pub struct Method {
    /// The name as users of the shell type it.
    pub name: &'static str,
    /// What it does, as Markdown: first line a full sentence.
    pub doc: &'static str,
    /// Its parameters, in order.
    pub params: &'static [Param],
    /// The type of its result, as Rust spells it.
    pub result: &'static str,
    /// Calls it.
    pub call: fn(&mut Client, Args) -> Result<Out>,
}

impl Method {
    /// How it is called, as help shows it: `name(parameter, other=default)`.
    pub fn signature(&self) -> String {
        let spelled = |param: &Param| match (param.star, param.default) {
            (true, _) => format!("*{}", param.name),
            (false, Some(default)) => format!("{}={default}", param.name),
            (false, None) => param.name.to_owned(),
        };
        let params: Vec<String> = self.params.iter().map(spelled).collect();
        format!("{}({})", self.name, params.join(", "))
    }
}

/// One parameter of a [`Method`].
#[derive(Debug)]
pub struct Param {
    /// The name, for keyword arguments.
    pub name: &'static str,
    /// The name of the type it is bound to, as Rust spells it.
    pub kind: &'static str,
    /// What users may pass, in words ("a folder name", "message ids").
    pub what: &'static str,
    /// The default as Python spells it; `None` if the parameter must be given.
    pub default: Option<&'static str>,
    /// Takes all remaining positional arguments (`*capabilities`).
    pub star: bool,
}

/// An attribute of [`Client`], such as `use_uid`.
pub struct Attribute {
    /// The name as users type it.
    pub name: &'static str,
    /// What it means: first line a full sentence.
    pub doc: &'static str,
    /// Reads it.
    pub get: fn(&Client) -> Out,
    /// Changes it, where it can be changed.
    pub set: Option<fn(&mut Client, Arg) -> Result<()>>,
}

/// Takes the rows of a streamed result, one after the other. A closure of key and row is one.
pub trait RowSink {
    /// Takes a row with its key.
    fn row(&mut self, key: Out, row: Out) -> Result<()>;

    /// How rows are laid out if JSON is all that is made of them: then any of them may come to
    /// [`RowSink::json`] instead.
    fn layout(&self) -> Option<Layout> {
        None
    }

    /// Takes a row with its key as the JSON that it is as a value of an outermost object. `waited`
    /// says that the server had to be waited for since the last one.
    fn json(&mut self, _key: u32, _row: &[u8], _waited: bool) -> Result<()> {
        Ok(())
    }
}

impl<F: FnMut(Out, Out) -> Result<()>> RowSink for F {
    fn row(&mut self, key: Out, row: Out) -> Result<()> {
        self(key, row)
    }
}

/// Calls a method whose result is a mapping, and hands out its rows while they arrive.
pub type RowsCall = fn(&mut Client, Args, &mut dyn RowSink) -> Result<()>;
