//! The module `hashlib`: digests of octets.

use std::cell::RefCell;

use md5::{Digest as _, Md5};
use ring::digest::{self, Context};

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::methods::bytes::octets;
use crate::lang::native::{Module, NativeFn, Type, natives};
use crate::lang::object::{Object, own};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

/// `hashlib`
pub(super) static MODULE: Module = Module {
    constant: |_, name| match name {
        "algorithms_available" | "algorithms_guaranteed" => Some(Value::list(
            NAMES.iter().map(|name| Value::str(*name)).collect(),
        )),
        _ => None,
    },
    constants: &["algorithms_available", "algorithms_guaranteed"],
    ..Module::new("hashlib", "Digests of octets.", FUNCTIONS)
};

const NAMES: &[&str] = &["md5", "sha1", "sha256", "sha384", "sha512"];
const REFUSE: NativeFn = |_, _| Err(Raised::new("TypeError", "use hashlib.sha256()"));
static HASH: Type = Type::new("HASH", "", "A digest that is being made.", REFUSE, METHODS);

natives! {
    FUNCTIONS {
        "md5" "(data=b'', *, usedforsecurity=True)" "An MD5 digest." => |_, args| make(args, "md5");
        "new" "(name, data=b'', *, usedforsecurity=True)" "A digest of a kind." => new;
        "sha1" "(data=b'', *, usedforsecurity=True)" "A SHA-1 digest." => |_, args| make(args, "sha1");
        "sha256" "(data=b'', *, usedforsecurity=True)" "A SHA-256 digest." => |_, args| make(args, "sha256");
        "sha384" "(data=b'', *, usedforsecurity=True)" "A SHA-384 digest." => |_, args| make(args, "sha384");
        "sha512" "(data=b'', *, usedforsecurity=True)" "A SHA-512 digest." => |_, args| make(args, "sha512");
    }

    METHODS {
        "copy" "()" "Another that goes on from here." => |_, args| { let hash = own::<Hash>(&args, "digest")?; let state = hash.state.borrow().clone(); Ok(Value::object(Hash { name: hash.name, state: RefCell::new(state) })) };
        "digest" "()" "The digest of all data until now." => |_, args| Ok(Value::bytes(&own::<Hash>(&args, "digest")?.digest()));
        "hexdigest" "()" "The digest in hexadecimal." => |_, args| { let digest = own::<Hash>(&args, "digest")?.digest(); Ok(Value::str(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>())) };
        "update" "(data)" "Adds data." => update;
    }
}

#[derive(Clone)]
enum State {
    Md5(Md5),
    Sha(Context),
}

struct Hash {
    name: &'static str,
    state: RefCell<State>,
}

impl Hash {
    fn new(name: &str) -> Option<Self> {
        let name = NAMES
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name))?;
        let algorithm = match *name {
            "sha1" => Some(&digest::SHA1_FOR_LEGACY_USE_ONLY),
            "sha256" => Some(&digest::SHA256),
            "sha384" => Some(&digest::SHA384),
            "sha512" => Some(&digest::SHA512),
            _ => None,
        };
        let state = match algorithm {
            Some(algorithm) => State::Sha(Context::new(algorithm)),
            None => State::Md5(Md5::new()),
        };
        Some(Self {
            name,
            state: RefCell::new(state),
        })
    }

    fn update(&self, data: &[u8]) {
        match &mut *self.state.borrow_mut() {
            State::Md5(md5) => md5.update(data),
            State::Sha(sha) => sha.update(data),
        }
    }

    fn digest(&self) -> Vec<u8> {
        match self.state.borrow().clone() {
            State::Md5(md5) => md5.finalize().to_vec(),
            State::Sha(sha) => sha.finish().as_ref().to_vec(),
        }
    }
}

impl Object for Hash {
    fn kind(&self) -> &'static Type {
        &HASH
    }

    fn field(&self, _: &mut Interpreter, name: &str) -> R<Option<Value>> {
        let (block, size) = match &*self.state.borrow() {
            State::Md5(_) => (64, 16),
            State::Sha(sha) => {
                let algorithm = sha.algorithm();
                (algorithm.block_len(), algorithm.output_len())
            }
        };
        Ok(Some(match name {
            "block_size" => Value::Int(block as i128),
            "digest_size" => Value::Int(size as i128),
            "name" => Value::str(self.name),
            _ => return Ok(None),
        }))
    }

    fn fields(&self) -> Vec<String> {
        ["block_size", "digest_size", "name"]
            .map(str::to_owned)
            .to_vec()
    }

    fn repr(&self, _: &mut Interpreter) -> R<String> {
        Ok(format!("<{} _hashlib.HASH object>", self.name))
    }
}

/// Data for a digest; a text must be encoded first.
fn data(value: Option<Value>) -> R<std::rc::Rc<[u8]>> {
    match &value {
        Some(text @ Value::Str(_)) if text.as_bytes().is_none() => Err(Raised::new(
            "TypeError",
            "Strings must be encoded before hashing; write text.encode()",
        )),
        _ => octets(value),
    }
}

fn make(args: CallArgs, name: &'static str) -> R<Value> {
    let [given, _] = args.bind(name, ["data", "usedforsecurity"], 0)?;
    started(name, given)
}

fn started(name: &str, given: Option<Value>) -> R<Value> {
    let hash = Hash::new(name).ok_or_else(|| {
        let known = NAMES.join(", ");
        Raised::new(
            "ValueError",
            format!("unsupported hash type {name}; there are {known}"),
        )
    })?;
    if given.is_some() {
        hash.update(&data(given)?);
    }
    Ok(Value::object(hash))
}

fn new(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [name, given, _] = args.bind("new", ["name", "data", "usedforsecurity"], 1)?;
    let name = name.and_then(|name| name.as_str());
    started(name.as_deref().unwrap_or_default(), given)
}

fn update(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let hash = own::<Hash>(&args, "digest")?;
    let [_, given] = args.bind("update", ["self", "data"], 2)?;
    hash.update(&data(given)?);
    Ok(Value::None)
}
