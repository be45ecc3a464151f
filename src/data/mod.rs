//! Values that several command families speak of. Nothing here does I/O.

#![deny(clippy::indexing_slicing)]

pub mod criteria;
pub mod escape;
pub mod flag;
pub mod folder;
pub mod ids;
pub mod messages;
pub mod rfc5322;
pub mod scan;
pub mod secret;
pub mod set;
pub mod text;
pub mod time;
pub mod utf7;
pub mod value;
pub mod words;
