//! `imapclient.datetime_util`

use ::imapclient::data::text::Text;
use ::imapclient::data::time::{DateTime, criteria_date};
use ::imapclient::menu::Arg;

use super::{text, typed};
use crate::lang::Interpreter;
use crate::lang::bridge;
use crate::lang::call::CallArgs;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

pub(super) fn parse_to_datetime(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [stamp, normalise] = args.bind("parse_to_datetime", ["timestamp", "normalise"], 1)?;
    let normalise = match normalise {
        Some(value) => interpreter.truth(&value)?,
        None => true,
    };
    let stamp: Text = typed(interpreter, "timestamp", stamp)?;
    match DateTime::parse_rfc5322(stamp.as_bytes()) {
        Some(time) if normalise => Ok(Value::DateTime(time.normalised())),
        Some(time) => Ok(Value::DateTime(time)),
        None => Err(Raised::new(
            "ValueError",
            format!("couldn't parse datetime {stamp:?}"),
        )),
    }
}

/// The only argument, which is a datetime.
fn time(interpreter: &mut Interpreter, args: CallArgs, function: &str) -> R<DateTime> {
    let [time] = args.bind(function, ["dt"], 1)?;
    match bridge::argument(interpreter, &time.unwrap_or(Value::None))? {
        Arg::DateTime(time) => Ok(time),
        other => Err(Raised::new(
            "TypeError",
            format!("{function}() needs a datetime, not {}", other.describe()),
        )),
    }
}

pub(super) fn datetime_to_native(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let time = time(interpreter, args, "datetime_to_native")?;
    Ok(Value::DateTime(time.normalised()))
}

pub(super) fn datetime_to_internaldate(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let time = time(interpreter, args, "datetime_to_INTERNALDATE")?;
    Ok(Value::str(time.to_internal()))
}

pub(super) fn format_criteria_date(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [date] = args.bind("format_criteria_date", ["dt"], 1)?;
    match bridge::argument(interpreter, &date.unwrap_or(Value::None))? {
        Arg::Date(date) => Ok(text(criteria_date(date))),
        Arg::DateTime(time) => Ok(text(criteria_date(time.local.date()))),
        other => Err(Raised::new(
            "TypeError",
            format!(
                "format_criteria_date() needs a date, not {}",
                other.describe()
            ),
        )),
    }
}
