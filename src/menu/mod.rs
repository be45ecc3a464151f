//! The menu: what a client can be asked to do, by name.
//!
//! Each command family declares its methods once, in a `menu!` block. From that one line come the
//! public method of [`Client`](crate::Client), its documentation, and (with feature `menu`) an entry that a shell
//! can list, explain, complete and call with dynamic arguments. [`Arg`] is what such a caller
//! passes, [`Out`] what it gets back; neither is JSON, so that server data can be looked at
//! without being copied.

pub(crate) mod macros;

#[cfg(feature = "menu")]
mod arg;
#[cfg(feature = "menu")]
mod bind;
#[cfg(feature = "menu")]
mod convert;
#[cfg(feature = "menu")]
mod json;
#[cfg(feature = "menu")]
mod out;
#[cfg(feature = "menu")]
mod serializer;
#[cfg(feature = "menu")]
mod table;
#[cfg(feature = "menu")]
mod writer;

#[cfg(feature = "menu")]
pub use arg::{Arg, Callable, FromArg};
#[cfg(feature = "menu")]
pub use bind::{Args, Bound, nearest};
#[cfg(feature = "menu")]
pub use json::{Json, Layout};
#[cfg(feature = "menu")]
pub use out::{IntoOut, Key, Mapping, Out, Record, RowSource};
#[cfg(feature = "menu")]
pub use serializer::Unwritten;
#[cfg(feature = "menu")]
pub use table::{Attribute, Method, Param, RowSink, RowsCall};
#[cfg(feature = "menu")]
pub use writer::{JsonWriter, WriteJson};
