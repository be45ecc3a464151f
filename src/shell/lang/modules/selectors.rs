//! The modules `selectors` and `select`: waiting for several connections at once.

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::time::{Duration, Instant};

use imapclient::client::Client;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::native::{Module, Type, natives};
use crate::lang::object::{Object, own};
use crate::lang::raise::{R, Raised};
use crate::lang::value::{ClientRef, Value};

use super::collections::record;

/// `selectors`
pub(super) static SELECTORS: Module = Module {
    types: &[&DEFAULT],
    constant: |_, name| match name {
        "EVENT_READ" => Some(Value::Int(READ)),
        "EVENT_WRITE" => Some(Value::Int(WRITE)),
        _ => None,
    },
    constants: &["EVENT_READ", "EVENT_WRITE"],
    ..Module::new("selectors", "Waiting for several connections at once.", &[])
};

/// `select`
pub(super) static SELECT: Module = Module {
    constant: |interpreter, name| {
        let class = interpreter.classes.get("OSError")?;
        (name == "error").then(|| Value::Class(class.clone()))
    },
    constants: &["error"],
    ..Module::new(
        "select",
        "Waiting for several connections at once.",
        FUNCTIONS,
    )
};

const READ: i128 = 1;
const WRITE: i128 = 2;

/// How long is waited between two looks at whether the user wants it stopped.
const NAP: Duration = Duration::from_millis(50);

static DEFAULT: Type = Type::new(
    "DefaultSelector",
    "()",
    "Waits for several connections at once.",
    |_, args| {
        args.positional_only("DefaultSelector")?;
        Ok(Value::object(Selector::default()))
    },
    METHODS,
);

natives! {
    FUNCTIONS {
        "select" "(rlist, wlist, xlist, timeout=None)" "Those of the sockets that can be read, and those that can be written." => select;
    }

    METHODS {
        "__enter__" "()" "For `with`." => |_, args| Ok(args.positional.into_iter().next().unwrap_or(Value::None));
        "__exit__" "(*details)" "For `with`." => close;
        "close" "()" "Forgets all sockets." => close;
        "get_key" "(fileobj)" "What was said of a socket when it was registered." => get_key;
        "get_map" "()" "All registered sockets, by number." => get_map;
        "modify" "(fileobj, events, data=None)" "Says something else of a registered socket." => modify;
        "register" "(fileobj, events, data=None)" "Waits for this socket as well: c.socket()." => register;
        "select" "(timeout=None)" "Waits until one of the sockets is ready; gives those that are, with their events." => ready;
        "unregister" "(fileobj)" "No longer waits for this socket." => unregister;
    }
}

/// The number of a socket, and whose it is.
type Asked = (i128, Weak<RefCell<Option<Client>>>);

thread_local! {
    /// The clients whose `socket()` was asked for.
    static ASKED: RefCell<Vec<Asked>> = const { RefCell::new(Vec::new()) };
}

/// A client has told the number of its socket.
pub(in crate::lang) fn remember(number: i128, client: &ClientRef) {
    ASKED.with_borrow_mut(|asked| {
        asked.retain(|(other, client)| *other != number && client.strong_count() > 0);
        asked.push((number, Rc::downgrade(&client.0)));
    });
}

#[cfg(unix)]
type Socket = std::os::fd::OwnedFd;
#[cfg(not(unix))]
type Socket = ();

/// A socket to wait for.
#[derive(Clone)]
struct Waited {
    object: Value,
    number: i128,
    events: i128,
    data: Value,
    socket: Rc<Socket>,
}

impl Waited {
    fn new(interpreter: &mut Interpreter, object: Value, events: i128, data: Value) -> R<Self> {
        let number = number(interpreter, &object)?;
        Ok(Self {
            socket: Rc::new(socket(number)?),
            object,
            number,
            events,
            data,
        })
    }

    fn key(&self) -> Value {
        let fields = ["fileobj", "fd", "events", "data"];
        let values = vec![
            self.object.clone(),
            Value::Int(self.number),
            Value::Int(self.events),
            self.data.clone(),
        ];
        record("SelectorKey", &fields, values)
    }
}

/// The number of a socket: itself, or what `fileno()` says.
fn number(interpreter: &mut Interpreter, object: &Value) -> R<i128> {
    if let Value::Client(client) = object {
        let number = interpreter.attribute(object, "socket")?;
        let number = interpreter.call(&number, CallArgs::default())?;
        let number = number.as_int().unwrap_or(-1);
        remember(number, client);
        return Ok(number);
    }
    if let Some(number) = object.as_int() {
        return Ok(number);
    }
    let fileno = interpreter.attribute(object, "fileno");
    let wrong = || Raised::new("ValueError", "only what c.socket() gives can be waited for");
    let number = interpreter.call(&fileno.map_err(|_| wrong())?, CallArgs::default())?;
    number.as_int().ok_or_else(wrong)
}

/// The socket of that number, which must be that of a client.
fn socket(number: i128) -> R<Socket> {
    let client = ASKED.with_borrow(|asked| {
        let found = asked.iter().find(|(other, _)| *other == number);
        found.and_then(|(_, client)| client.upgrade())
    });
    let socket = client.and_then(|client| {
        let client = client.try_borrow().ok()?;
        duplicate(client.as_ref()?)
    });
    socket.ok_or_else(|| {
        Raised::new(
            "ValueError",
            format!("{number} is not the socket of an open connection; c.socket() tells it"),
        )
    })
}

#[cfg(unix)]
fn duplicate(client: &Client) -> Option<Socket> {
    client.duplicate_socket()
}

#[cfg(not(unix))]
fn duplicate(_: &Client) -> Option<Socket> {
    None
}

#[derive(Default)]
struct Selector(RefCell<Vec<Waited>>);

impl Object for Selector {
    fn kind(&self) -> &'static Type {
        &DEFAULT
    }
}

fn selector(args: &CallArgs) -> R<Rc<Selector>> {
    own::<Selector>(args, "selector")
}

fn close(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    selector(&args)?.0.borrow_mut().clear();
    Ok(Value::None)
}

fn events(value: Option<Value>) -> R<i128> {
    let events = value.as_ref().and_then(Value::as_int).unwrap_or(0);
    match events {
        1..=3 => Ok(events),
        _ => Err(Raised::new(
            "ValueError",
            "Invalid events; write EVENT_READ, EVENT_WRITE or both with |",
        )),
    }
}

fn register(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let own = selector(&args)?;
    let [_, object, wanted, data] =
        args.bind("register", ["self", "fileobj", "events", "data"], 3)?;
    let object = object.unwrap_or(Value::None);
    let data = data.unwrap_or(Value::None);
    let waited = Waited::new(interpreter, object, events(wanted)?, data)?;
    let mut all = own.0.borrow_mut();
    if all.iter().any(|other| other.number == waited.number) {
        return Err(Raised::new(
            "KeyError",
            format!("{} is already registered", waited.number),
        ));
    }
    let key = waited.key();
    all.push(waited);
    Ok(key)
}

fn place(interpreter: &mut Interpreter, own: &Selector, object: Option<Value>) -> R<usize> {
    let number = number(interpreter, &object.unwrap_or(Value::None))?;
    let all = own.0.borrow();
    let place = all.iter().position(|waited| waited.number == number);
    place.ok_or_else(|| Raised::new("KeyError", format!("{number} is not registered")))
}

fn unregister(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let own = selector(&args)?;
    let [_, object] = args.bind("unregister", ["self", "fileobj"], 2)?;
    let place = place(interpreter, &own, object)?;
    let waited = own.0.borrow_mut().remove(place);
    Ok(waited.key())
}

fn modify(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let own = selector(&args)?;
    let [_, object, wanted, data] =
        args.bind("modify", ["self", "fileobj", "events", "data"], 3)?;
    let place = place(interpreter, &own, object)?;
    let wanted = events(wanted)?;
    let mut all = own.0.borrow_mut();
    Ok(all.get_mut(place).map_or(Value::None, |waited| {
        (waited.events, waited.data) = (wanted, data.unwrap_or(Value::None));
        waited.key()
    }))
}

fn get_key(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let own = selector(&args)?;
    let [_, object] = args.bind("get_key", ["self", "fileobj"], 2)?;
    let place = place(interpreter, &own, object)?;
    let all = own.0.borrow();
    Ok(all.get(place).map_or(Value::None, Waited::key))
}

fn get_map(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let own = selector(&args)?;
    let mut map = crate::lang::dict::Dict::default();
    for waited in own.0.borrow().iter() {
        let number = Value::Int(waited.number);
        map.insert(interpreter.key(&number)?, number, waited.key());
    }
    Ok(Value::dict(map))
}

/// How long to wait; for ever if `None`.
fn time(value: Option<Value>) -> R<Option<Duration>> {
    match value {
        None | Some(Value::None) => Ok(None),
        Some(value) => match value.as_float() {
            Some(seconds) => Ok(Some(
                Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX),
            )),
            None => Err(Raised::new(
                "TypeError",
                "timeout must be a number of seconds or None",
            )),
        },
    }
}

fn ready(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let own = selector(&args)?;
    let [_, timeout] = args.bind("select", ["self", "timeout"], 1)?;
    let all = own.0.borrow().clone();
    let found = wait(interpreter, &all, time(timeout)?)?;
    let pairs = all.iter().zip(found).filter(|(_, events)| *events != 0);
    let pairs = pairs.map(|(waited, events)| Value::tuple(vec![waited.key(), Value::Int(events)]));
    Ok(Value::list(pairs.collect()))
}

fn select(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [read, write, other, timeout] =
        args.bind("select", ["rlist", "wlist", "xlist", "timeout"], 3)?;
    let mut all = Vec::new();
    for (list, events) in [(read, READ), (write, WRITE), (other, 0)] {
        for object in interpreter.collect(&list.unwrap_or(Value::None))? {
            all.push(Waited::new(interpreter, object, events, Value::None)?);
        }
    }
    let found = wait(interpreter, &all, time(timeout)?)?;
    let of = |wanted: i128| {
        let some = all.iter().zip(&found);
        let some = some.filter(|(waited, events)| waited.events == wanted && **events != 0);
        Value::list(some.map(|(waited, _)| waited.object.clone()).collect())
    };
    Ok(Value::tuple(vec![of(READ), of(WRITE), of(0)]))
}

/// Waits until something has happened to one of the sockets, or the time is over; says of each
/// what.
#[cfg(unix)]
fn wait(interpreter: &Interpreter, all: &[Waited], time: Option<Duration>) -> R<Vec<i128>> {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    use std::os::fd::AsFd;
    let start = Instant::now();
    let nothing = PollFlags::empty();
    let flag = |events: i128, bit, flag| if events & bit == 0 { nothing } else { flag };
    let mut files: Vec<PollFd<'_>> = Vec::new();
    for waited in all {
        let wanted = flag(waited.events, READ, PollFlags::POLLIN)
            | flag(waited.events, WRITE, PollFlags::POLLOUT);
        files.push(PollFd::new(waited.socket.as_fd(), wanted));
    }
    loop {
        interpreter.tick()?;
        let left = time.map(|time| time.saturating_sub(start.elapsed()));
        let nap = left.map_or(NAP, |left| left.min(NAP));
        // A part of a millisecond more, so that the time is over when it is said to be.
        let millis = nap.as_micros().div_ceil(1000);
        let timeout = PollTimeout::try_from(millis).unwrap_or(PollTimeout::ZERO);
        match poll(&mut files, timeout) {
            Ok(0) | Err(nix::errno::Errno::EINTR) => {}
            Ok(_) => break,
            Err(error) => return Err(Raised::new("OSError", error.desc())),
        }
        if left.is_some_and(|left| left.is_zero()) {
            return Ok(vec![0; all.len()]);
        }
    }
    let happened = files.iter().zip(all).map(|(file, waited)| {
        let seen = file.revents().unwrap_or(nothing);
        // The end of a connection can be read.
        let ended = seen.intersects(PollFlags::POLLHUP | PollFlags::POLLERR | PollFlags::POLLNVAL);
        let bit = |flag, bit| {
            if seen.intersects(flag) || ended {
                bit
            } else {
                0
            }
        };
        (bit(PollFlags::POLLIN, READ) | bit(PollFlags::POLLOUT, WRITE)) & waited.events
    });
    Ok(happened.collect())
}

#[cfg(not(unix))]
fn wait(_: &Interpreter, _: &[Waited], _: Option<Duration>) -> R<Vec<i128>> {
    Err(Raised::new("OSError", "sockets cannot be waited for here"))
}
