//! What the language has from us: functions, types and modules, in tables that calls, completion,
//! `dir()` and `help()` read alike.

use super::Interpreter;
use super::call::CallArgs;
use super::methods::special;
use super::modules;
use super::raise::{R, Raised};
use super::value::Value;

/// What native code does when called.
pub(crate) type NativeFn = fn(&mut Interpreter, CallArgs) -> R<Value>;

/// A function of ours. As a method its value is the first argument.
pub(crate) struct Native {
    pub(crate) name: &'static str,
    /// The parameters as help shows them: `(sep=None, maxsplit=-1)`.
    pub(crate) signature: &'static str,
    /// What it does, in one line.
    pub(crate) doc: &'static str,
    pub(crate) run: NativeFn,
    /// How many arguments without a name it takes at most; None is any number.
    most: Option<usize>,
    /// Whether it takes any by name.
    named: bool,
}

impl Native {
    /// Refuses what a method of a builtin type does not take; the first argument is its value.
    pub(crate) fn check(&self, args: &CallArgs) -> R<()> {
        let given = args.positional.len().saturating_sub(1);
        if given == 0 && args.named.is_empty() {
            return Ok(());
        }
        if !args.named.is_empty() && !self.named {
            return Err(Raised::new(
                "TypeError",
                format!("{}() takes no keyword arguments", self.name),
            ));
        }
        match self.most {
            Some(most) if given > most => Err(Raised::new(
                "TypeError",
                format!(
                    "{}() takes at most {most} arguments ({given} given)",
                    self.name
                ),
            )),
            _ => Ok(()),
        }
    }
}

/// How many arguments without a name a signature has at most; None is any number.
const fn most(signature: &str) -> Option<usize> {
    let mut rest = signature.as_bytes();
    let mut most = 0;
    // Whether the next letter begins a parameter.
    let mut begins = true;
    while let [letter, more @ ..] = rest {
        match (letter, more) {
            (b',', _) => begins = true,
            (b'(' | b')' | b'[' | b']' | b' ', _) => {}
            (b'/', _) if begins => begins = false,
            (b'*', [b',' | b'*', ..]) if begins => return Some(most),
            (b'*', _) if begins => return None,
            _ if begins => {
                begins = false;
                most += 1;
            }
            _ => {}
        }
        rest = more;
    }
    Some(most)
}

/// Whether a signature has parameters that can be given by name.
const fn has_names(signature: &str) -> bool {
    let mut rest = signature.as_bytes();
    while let [letter, more @ ..] = rest {
        if matches!((letter, more), (b'=', _) | (b'*', [b'*', ..])) {
            return true;
        }
        rest = more;
    }
    false
}

/// A row of a table.
pub(crate) const fn native(
    name: &'static str,
    signature: &'static str,
    doc: &'static str,
    run: NativeFn,
) -> Native {
    Native {
        name,
        signature,
        doc,
        run,
        most: most(signature),
        named: has_names(signature),
    }
}

/// Tables of functions: `"name" "(parameters)" "what it does" => function;`.
macro_rules! natives {
    ($($(#[$doc:meta])* $vis:vis $table:ident {
        $($name:literal $signature:literal $about:literal => $run:expr;)*
    })*) => {
        $($(#[$doc])* $vis static $table: &[$crate::lang::native::Native] = &[
            $($crate::lang::native::native($name, $signature, $about, $run)),*
        ];)*
    };
}
pub(crate) use natives;

/// A builtin type, or one of our modules'.
pub(crate) struct Type {
    pub(crate) name: &'static str,
    /// The parameters of the constructor, and what the type is.
    pub(crate) signature: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) make: NativeFn,
    pub(crate) methods: &'static [Native],
    /// What is called on the type itself: `dict.fromkeys`.
    pub(crate) statics: &'static [Native],
    /// Its attributes that are no functions: `timezone.utc`.
    pub(crate) constant: fn(&str) -> Option<Value>,
    pub(crate) constants: &'static [&'static str],
    /// The types it derives from, the nearest first, where anyone can tell.
    pub(crate) bases: &'static [&'static str],
}

impl Type {
    /// A type without anything on the type itself.
    pub(crate) const fn new(
        name: &'static str,
        signature: &'static str,
        doc: &'static str,
        make: NativeFn,
        methods: &'static [Native],
    ) -> Self {
        Self {
            name,
            signature,
            doc,
            make,
            methods,
            statics: &[],
            constant: |_| None,
            constants: &[],
            bases: &[],
        }
    }

    /// Whether it is the type of that name, or derives from it.
    pub(crate) fn derives(&self, name: &str) -> bool {
        self.name == name || name == "object" || self.bases.contains(&name)
    }

    /// An attribute of the type itself.
    pub(crate) fn get(&'static self, name: &str) -> Option<Value> {
        let functions = self.statics.iter().chain(self.methods);
        (self.constant)(name)
            .or_else(|| {
                let function = functions.into_iter().find(|function| function.name == name);
                function.map(Value::Native)
            })
            .or_else(|| special::of(self, name))
    }

    /// The names of its attributes.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        let functions = self.statics.iter().chain(self.methods).map(|f| f.name);
        functions.chain(self.constants.iter().copied())
    }
}

/// A module of ours.
pub(crate) struct Module {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) functions: &'static [Native],
    pub(crate) types: &'static [&'static Type],
    /// Looks up what is neither a function nor a type.
    pub(crate) constant: fn(&Interpreter, &str) -> Option<Value>,
    pub(crate) constants: &'static [&'static str],
}

impl Module {
    /// A module of functions.
    pub(crate) const fn new(
        name: &'static str,
        doc: &'static str,
        functions: &'static [Native],
    ) -> Self {
        Self {
            name,
            doc,
            functions,
            types: &[],
            constant: |_, _| None,
            constants: &[],
        }
    }

    /// Looks a name up.
    pub(crate) fn get(&'static self, interpreter: &Interpreter, name: &str) -> Option<Value> {
        match name {
            "__name__" => return Some(Value::str(self.name)),
            "__doc__" => return Some(Value::str(self.doc)),
            _ => {}
        }
        if let Some(function) = self.functions.iter().find(|f| f.name == name) {
            return Some(Value::Native(function));
        }
        if let Some(kind) = self.types.iter().find(|kind| kind.name == name) {
            return Some(Value::Type(kind));
        }
        (self.constant)(interpreter, name).or_else(|| modules::inner(self, name).map(Value::Module))
    }

    /// All names in it.
    pub(crate) fn names(&'static self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = self.functions.iter().map(|f| f.name).collect();
        names.extend(self.types.iter().map(|kind| kind.name));
        names.extend(self.constants);
        names.extend(modules::inner_names(self));
        names.extend(modules::written::added_names(self.name));
        names
    }
}

#[cfg(test)]
mod tests {
    use super::{has_names, most};

    #[test]
    fn signatures_tell_how_much_is_taken() {
        for (signature, wanted, named) in [
            ("()", Some(0), false),
            ("(value)", Some(1), false),
            ("(sep=None, maxsplit=-1)", Some(2), true),
            ("(key[, default])", Some(2), false),
            ("(iterable=(), /, **kwargs)", Some(1), true),
            ("(iterable, *, key=None)", Some(1), true),
            ("(*others)", None, false),
            ("(width, fillchar='*')", Some(2), true),
        ] {
            assert_eq!(most(signature), wanted, "{signature}");
            assert_eq!(has_names(signature), named, "{signature}");
        }
    }
}
