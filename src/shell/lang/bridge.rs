//! Between the language and the library: values become arguments, results become values.

use std::rc::Rc;

use imapclient::command;
use imapclient::error::{Error, ErrorKind};
use imapclient::menu::{Arg, Args, Layout, Method, Out, RowSink, RowSource, RowsCall, nearest};

use super::Interpreter;
use super::call::CallArgs;
use super::callable;
use super::dict::Dict;
use super::found::Found;
use super::host::RowReceiver;
use super::iter::Iter;
use super::keys::Key;
use super::modules::selectors;
use super::raise::{R, Raised};
use super::retry;
use super::value::{ClientRef, Value};

/// How deep an argument may be nested.
const DEEPEST: usize = 100;

/// A result as a value; nothing large is copied.
pub(crate) fn value(out: Out) -> Value {
    match out {
        Out::None => Value::None,
        Out::Bool(value) => Value::Bool(value),
        Out::Int(value) => Value::Int(value),
        Out::Text(text) => Value::Text(text),
        Out::Time(time) => Value::DateTime(time),
        Out::List(values) => Value::list(values.iter().cloned().map(value).collect()),
        Out::Tuple(values) => Value::tuple(values.iter().cloned().map(value).collect()),
        Out::Map(map) => Value::Mapping(map),
        Out::Record(record) => Value::Record(record),
        Out::Ids(ids) => Value::Ids(Found::new(ids)),
        _ => Value::None,
    }
}

/// A value as an argument.
fn arg(
    interpreter: &mut Interpreter,
    value: &Value,
    depth: usize,
    raised: &callable::Slot,
) -> R<Arg> {
    if depth > DEEPEST {
        return Err(Raised::new("ValueError", "the argument is nested too deep"));
    }
    Ok(match value {
        Value::None => Arg::None,
        Value::Bool(value) => Arg::Bool(*value),
        Value::Int(value) => Arg::Int(*value),
        Value::Big(_) => Arg::Other("an integer of more than 127 bits".to_owned()),
        Value::Float(value) => Arg::Float(*value),
        Value::Str(text) => Arg::Text(text.to_string()),
        Value::Bytes(bytes) => Arg::Bytes(bytes.to_vec()),
        Value::Date(date) => Arg::Date(*date),
        Value::DateTime(time) => Arg::DateTime(*time),
        Value::Ids(found) if let Some(ids) = found.ids() => {
            Arg::Ids(std::sync::Arc::new(ids.ids.clone()))
        }
        Value::Dict(_) | Value::Mapping(_) => {
            let mut pairs = Vec::new();
            for (key, item) in interpreter.pairs(value)? {
                pairs.push((
                    arg(interpreter, &key, depth + 1, raised)?,
                    arg(interpreter, &item, depth + 1, raised)?,
                ));
            }
            Arg::Map(pairs)
        }
        Value::Instance(instance) if instance.class.is_named("SSLContext") => {
            let attributes = instance.attributes.borrow();
            let pairs = super::modules::ssl::settings(&attributes);
            Arg::Map(
                pairs
                    .into_iter()
                    .map(|(name, value)| (Arg::Text(name.to_owned()), value))
                    .collect(),
            )
        }
        value if callable::is_callable(value) => {
            Arg::Callable(callable::callable(interpreter, value, raised))
        }
        Value::Instance(_) => Arg::Other(format!("a {}", value.type_name())),
        Value::Record(record) if record.text().is_none() => Arg::Record(record.clone()),
        Value::Object(object) if object.plain().is_some() => {
            let plain = object.plain().unwrap_or(Value::None);
            arg(interpreter, &plain, depth + 1, raised)?
        }
        other if let Some(text) = other.letters() => Arg::Text(text.into_owned()),
        other if let Some(octets) = other.octets() => Arg::Bytes(octets.into_owned()),
        Value::List(_)
        | Value::Ids(_)
        | Value::Tuple(_)
        | Value::Set(_)
        | Value::Range(_)
        | Value::Iter(_) => {
            let mut values = Vec::new();
            let mut iter = interpreter.iterate(value)?;
            if let Iter::Range(range, _) = &iter
                && range.step == 1
                && let (Ok(first), Ok(last)) =
                    (u32::try_from(range.start), u32::try_from(range.stop - 1))
            {
                let mut ids = imapclient::data::ids::Ids::default();
                ids.push_run(first, last);
                return Ok(Arg::Ids(std::sync::Arc::new(ids)));
            }
            while let Some(next) = iter.next(interpreter)? {
                interpreter.tick()?;
                values.push(arg(interpreter, &next, depth + 1, raised)?);
            }
            Arg::List(values)
        }
        other => Arg::Other(format!("a {}", other.type_name())),
    })
}

/// One value as an argument.
pub(crate) fn argument(interpreter: &mut Interpreter, value: &Value) -> R<Arg> {
    arg(interpreter, value, 0, &callable::Slot::default())
}

fn args(interpreter: &mut Interpreter, given: CallArgs, raised: &callable::Slot) -> R<Args> {
    let mut all = Args::default();
    for value in &given.positional {
        all.positional.push(arg(interpreter, value, 0, raised)?);
    }
    for (name, value) in &given.named {
        all.named
            .push((name.to_string(), arg(interpreter, value, 0, raised)?));
    }
    Ok(all)
}

/// Calls a method of a client.
pub(crate) fn call_method(
    interpreter: &mut Interpreter,
    client: &ClientRef,
    method: &'static Method,
    given: CallArgs,
) -> R<Value> {
    retry::before(interpreter, client, method.name)?;
    let spare = spare(method, &given);
    let raised = callable::Slot::default();
    let all = args(interpreter, given, &raised)?;
    let host = interpreter.host.clone();
    let concerned = host.borrow_mut().begin_call(client, method, &all)?;
    let mut result = with_client(client, |client| (method.call)(client, all));
    host.borrow_mut().end_call(client, concerned);
    if let Some(raised) = raised.take() {
        return Err(raised);
    }
    if let Err(failed) = result {
        let again = spare.is_some();
        retry::after(interpreter, client, method.name, again, failed)
            .map_err(|raised| answered(interpreter, raised))?;
        let all = args(interpreter, spare.unwrap_or_default(), &raised)?;
        result = with_client(client, |client| (method.call)(client, all));
        host.borrow_mut().end_call(client, None);
    }
    if let (Ok(Out::Int(number)), "socket") = (&result, method.name) {
        selectors::remember(*number, client);
    }
    result
        .map(|out| match out {
            Out::Rows(rows) => Value::iter(Iter::Fetched(client.clone(), rows)),
            out => value(out),
        })
        .map_err(|raised| answered(interpreter, raised))
}

/// The arguments once more, for a call that may be made again.
fn spare(method: &Method, given: &CallArgs) -> Option<CallArgs> {
    let values = given.positional.iter();
    let values = values.chain(given.named.iter().map(|(_, value)| value));
    let again = retry::only_reads(method.name) && retry::can_be_read_twice(values);
    again.then(|| given.clone())
}

/// The next of rows that are taken one by one.
pub(crate) fn next_row(
    interpreter: &mut Interpreter,
    client: &ClientRef,
    rows: &std::sync::Mutex<dyn RowSource>,
) -> R<Option<Value>> {
    let mut next = None;
    let done = with_client(client, |client| {
        let mut rows = rows
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        next = rows.next(client)?;
        Ok(Out::None)
    });
    if next.is_none() {
        // What the client has to say about the call, now that it is over.
        interpreter.host.clone().borrow_mut().end_call(client, None);
    }
    match done {
        Ok(_) => Ok(next.map(|(key, row)| Value::tuple(vec![value(key), value(row)]))),
        Err(raised) => Err(answered(interpreter, raised)),
    }
}

/// The exception of a failed call; an interrupt is answered by being raised.
fn answered(interpreter: &Interpreter, raised: Raised) -> Raised {
    if raised.is("KeyboardInterrupt") {
        interpreter.interrupt.clear();
    }
    raised
}

/// Calls a method whose rows are shown while they arrive.
pub(crate) fn stream_rows(
    interpreter: &mut Interpreter,
    client: &ClientRef,
    method: &'static Method,
    rows: RowsCall,
    given: CallArgs,
) -> R<()> {
    retry::before(interpreter, client, method.name)?;
    let spare = spare(method, &given);
    let mut shown = false;
    let mut kept = show_rows(interpreter, client, method, rows, given, &mut shown);
    if let Err(failed) = kept {
        // What has been printed cannot be taken back, so it is not begun anew.
        let again = spare.is_some() && !shown;
        retry::after(interpreter, client, method.name, again, failed)
            .map_err(|raised| answered(interpreter, raised))?;
        let given = spare.unwrap_or_default();
        kept = show_rows(interpreter, client, method, rows, given, &mut shown);
    }
    if let Some(value) = kept.map_err(|raised| answered(interpreter, raised))? {
        interpreter.keep_result(value);
    }
    Ok(())
}

fn show_rows(
    interpreter: &mut Interpreter,
    client: &ClientRef,
    method: &'static Method,
    rows: RowsCall,
    given: CallArgs,
    shown: &mut bool,
) -> R<RowReceiver> {
    let args = args(interpreter, given, &callable::Slot::default())?;
    let host = interpreter.host.clone();
    let mut host = host.borrow_mut();
    // A call that cannot be made at all must show nothing.
    with_client(client, |_| Ok(Out::None))?;
    host.begin_call(client, method, &args)?;
    let name = method.name;
    let kept = host.echo_rows(Box::new(|sink| {
        let mut slot = client.0.try_borrow_mut().map_err(|_| busy())?;
        let mut sink = Noticed { sink, shown };
        match slot.as_mut() {
            Some(client) => rows(client, args, &mut sink).map_err(|error| error.in_call(name)),
            None => Err(unconnected()),
        }
    }));
    host.end_call(client, None);
    drop(host);
    kept
}

/// Passes rows on, and notices that there was one.
struct Noticed<'a> {
    sink: &'a mut dyn RowSink,
    shown: &'a mut bool,
}

impl RowSink for Noticed<'_> {
    fn row(&mut self, key: Out, row: Out) -> imapclient::error::Result<()> {
        *self.shown = true;
        self.sink.row(key, row)
    }

    fn layout(&self) -> Option<Layout> {
        self.sink.layout()
    }

    fn json(&mut self, key: u32, row: &[u8], waited: bool) -> imapclient::error::Result<()> {
        *self.shown = true;
        self.sink.json(key, row, waited)
    }
}

/// Rows that were shown, as a value.
pub(crate) fn kept_rows(rows: Vec<(Out, Out)>) -> Value {
    let mut dict = Dict::default();
    for (key, row) in rows {
        let key = value(key);
        if let Some(number) = key.as_int() {
            dict.insert(Key::Int(number), key, value(row));
        }
    }
    Value::dict(dict)
}

fn with_client(
    client: &ClientRef,
    call: impl FnOnce(&mut imapclient::client::Client) -> imapclient::error::Result<Out>,
) -> R<Out> {
    let mut slot = client
        .0
        .try_borrow_mut()
        .map_err(|_| Raised::client(busy()))?;
    match slot.as_mut() {
        Some(client) => call(client).map_err(Raised::client),
        None => Err(Raised::client(unconnected())),
    }
}

fn busy() -> Error {
    Error::new(
        ErrorKind::IllegalState,
        "the client is in the middle of another call",
    )
}

fn unconnected() -> Error {
    Error::new(ErrorKind::IllegalState, "not connected; give -H or -f")
}

/// An attribute or a method of a client.
pub(crate) fn client_attribute(client: &ClientRef, name: &str) -> R<Option<Value>> {
    if let Some(method) = command::method(name) {
        return Ok(Some(Value::ClientMethod(Rc::new((client.clone(), method)))));
    }
    if let Some(attribute) = command::ATTRIBUTES.iter().find(|a| a.name == name) {
        return with_client(client, |client| Ok((attribute.get)(client)))
            .map(|out| Some(value(out)));
    }
    Ok(match name {
        "__enter__" => Some(Value::Bound(Rc::new((
            Value::Client(client.clone()),
            &super::modules::imapclient::ENTER,
        )))),
        "__exit__" => Some(Value::Bound(Rc::new((
            Value::Client(client.clone()),
            &super::modules::imapclient::EXIT,
        )))),
        _ => None,
    })
}

/// Changes an attribute of a client.
pub(crate) fn set_client_attribute(
    interpreter: &mut Interpreter,
    client: &ClientRef,
    name: &str,
    value: Value,
) -> R<()> {
    let value = argument(interpreter, &value)?;
    let attribute = command::ATTRIBUTES
        .iter()
        .find(|attribute| attribute.name == name);
    match attribute.map(|attribute| attribute.set) {
        Some(Some(set)) => {
            with_client(client, |client| set(client, value).map(|()| Out::None)).map(drop)
        }
        Some(None) => Err(Raised::new(
            "AttributeError",
            format!("'{name}' cannot be set"),
        )),
        None => {
            let names = command::ATTRIBUTES
                .iter()
                .filter(|a| a.set.is_some())
                .map(|a| a.name);
            let hint = nearest(name, names)
                .map(|near| format!(". Did you mean: '{near}'?"))
                .unwrap_or_default();
            Err(Raised::new(
                "AttributeError",
                format!("'IMAPClient' object has no attribute '{name}' that can be set{hint}"),
            ))
        }
    }
}
