//! `import`: our modules, and the user's own files beside the script.

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use imapclient::menu::nearest;

use super::exec::Frame;
use super::modules::written;
use super::parse;
use super::raise::{R, Raised};
use super::scope::Scope;
use super::tree::{Name, Source};
use super::value::{UserModule, Value};
use super::{Interpreter, modules};

/// The user's modules that were imported, by name.
pub(crate) type Imported = HashMap<String, Rc<UserModule>>;

impl Interpreter {
    /// The module `name`; of a dotted name the first part, unless the `whole` is wanted.
    pub(crate) fn import(&mut self, name: &str, whole: bool) -> R<Value> {
        let first = name.split('.').next().unwrap_or(name);
        match modules::import(name) {
            Ok(_) if !whole => modules::import(first).map(Value::Module),
            Ok(module) => Ok(Value::Module(module)),
            // What is written in the language may be inside a module that is not: `email.mime`.
            Err(_) if !whole && written::is_known(name) && modules::import(first).is_ok() => {
                modules::import(first).map(Value::Module)
            }
            Err(unknown) => match self.import_other(name, whole)? {
                Some(module) => Ok(Value::UserModule(module)),
                None => Err(unknown),
            },
        }
    }

    /// A file of the user's, or what we have that is written in the language.
    fn import_other(&mut self, name: &str, whole: bool) -> R<Option<Rc<UserModule>>> {
        if !whole
            && let Some((first, _)) = name.split_once('.')
            && written::is_known(name)
        {
            return self.import_package(first);
        }
        if let Some(module) = self.import_file(name)? {
            return Ok(Some(module));
        }
        match self.import_written(name)? {
            Some(module) => Ok(Some(module)),
            None => self.import_package(name),
        }
    }

    /// What is written in the language and stands inside a module that is not.
    pub(crate) fn written_inside(&mut self, outer: &str, name: &str) -> R<Option<Value>> {
        if let Some((module, text)) = written::added(outer, name) {
            let module = self.run_written(&module, text)?;
            return Ok(module.globals.get(name));
        }
        let whole = format!("{outer}.{name}");
        if !written::is_known(&whole) {
            return Ok(None);
        }
        let found = match self.import_written(&whole)? {
            Some(module) => Some(module),
            None => self.import_package(&whole)?,
        };
        Ok(found.map(Value::UserModule))
    }

    /// What a module that is written in the language has by a name.
    pub(crate) fn written(&mut self, module: &str, name: &str) -> R<Value> {
        let module = self.import_written(module)?;
        let found = module.and_then(|module| module.globals.get(name));
        found.ok_or_else(|| Raised::new("ImportError", format!("there is no {name}")))
    }

    /// A module of ours that is written in the language.
    fn import_written(&mut self, name: &str) -> R<Option<Rc<UserModule>>> {
        let text = written::text(name);
        text.map(|text| self.run_written(name, text)).transpose()
    }

    fn run_written(&mut self, name: &str, text: &str) -> R<Rc<UserModule>> {
        if let Some(module) = self.imported.borrow().get(name) {
            return Ok(module.clone());
        }
        // Beside it there is no file of the user's.
        let source = Source::module(&format!("<{name}>"), text, Path::new("/nonexistent"));
        self.run_module(name, &Rc::new(source))
    }

    /// What holds those of our modules whose names begin so: `urllib` holds `urllib.parse`.
    fn import_package(&mut self, name: &str) -> R<Option<Rc<UserModule>>> {
        let mut package = None;
        for (whole, inner) in written::within(name) {
            let module = self.import_written(whole)?;
            let package = package.get_or_insert_with(|| UserModule::empty(name));
            if let Some(module) = module {
                package.globals.set(inner, Value::UserModule(module));
            }
        }
        Ok(package)
    }

    /// `from module import names`; none means all.
    pub(crate) fn import_from(
        &mut self,
        module: &str,
        names: &[(Rc<str>, Rc<Name>)],
        scope: &Rc<Scope>,
    ) -> R<()> {
        let found = self.import(module, true)?;
        if names.is_empty() {
            for name in self.public_names(&found)? {
                if let Some(value) = self.find_attribute(&found, &name)? {
                    scope.globals.set(&name, value);
                }
            }
            return Ok(());
        }
        for (name, bound) in names {
            if let Some(value) = self.find_attribute(&found, name)? {
                scope.set(bound, value);
                continue;
            }
            let known = self.attribute_names(&found);
            let hint = nearest(name, known.iter().map(String::as_str))
                .map(|near| format!(". Did you mean: '{near}'?"))
                .unwrap_or_default();
            return Err(Raised::new(
                "ImportError",
                format!("cannot import name '{name}' from '{module}'{hint}"),
            ));
        }
        Ok(())
    }

    /// The names that `import *` takes.
    fn public_names(&mut self, module: &Value) -> R<Vec<String>> {
        if let Value::UserModule(user) = module
            && let Some(all) = user.globals.get("__all__")
        {
            let names = self.collect(&all)?;
            let names = names.iter().filter_map(Value::as_str);
            return Ok(names.map(|name| name.to_string()).collect());
        }
        let names = self.attribute_names(module).into_iter();
        Ok(names.filter(|name| !name.starts_with('_')).collect())
    }

    /// The user's file of that name beside the running one, run when it is first imported.
    fn import_file(&mut self, name: &str) -> R<Option<Rc<UserModule>>> {
        if let Some(module) = self.imported.borrow().get(name) {
            return Ok(Some(module.clone()));
        }
        let folder = self.source.folder.clone();
        let first = folder.join(name.split('.').next().unwrap_or(name));
        let path = folder.join(format!("{name}.py"));
        if name.contains('.') || !path.is_file() {
            // A folder of files is no package, and does not stand before a module.
            let known = modules::names().any(|known| known == name);
            if first.is_dir() && (!known || first.join("__init__.py").is_file()) {
                return Err(Raised::new(
                    "ImportError",
                    format!(
                        "'{}' is a folder; packages are not supported, only files beside the script",
                        first.display()
                    ),
                ));
            }
            return Ok(None);
        }
        let source = self.read(&path)?;
        self.run_module(name, &source).map(Some)
    }

    /// Runs the text of a module, which is then imported.
    fn run_module(&mut self, name: &str, source: &Rc<Source>) -> R<Rc<UserModule>> {
        let module = UserModule::empty(name);
        module.globals.set("__file__", Value::str(&source.name));
        let body = parse::parse(source, &module.globals)
            .map_err(|error| Raised::new(error.kind(), error.message).at(source, error.span))
            .map_err(|raised| raised.leaving(&"<module>".into()))?;
        // Files that import each other see what is there so far.
        self.imported
            .borrow_mut()
            .insert(name.to_owned(), module.clone());
        let mut frame = Frame::new(Scope::module(module.globals.clone()), &body, false);
        let ran = self.deeper(IMPORT_DEPTH, |inner| {
            inner.in_source(source, |inner| inner.drive(&mut frame))
        });
        match ran {
            Ok(_) => Ok(module),
            Err(raised) => {
                self.imported.borrow_mut().remove(name);
                Err(raised.leaving(&"<module>".into()))
            }
        }
    }

    fn read(&self, path: &Path) -> R<Rc<Source>> {
        let bytes = std::fs::read(path).map_err(|error| {
            Raised::new(
                "ImportError",
                format!("{} cannot be read: {error}", path.display()),
            )
        })?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Raised::new(
                "SyntaxError",
                format!("{} is not UTF-8 at byte {at}", path.display()),
            )
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Ok(Rc::new(Source::module(
            &path.display().to_string(),
            &text,
            folder,
        )))
    }
}

/// What an import counts in depth.
const IMPORT_DEPTH: usize = 200;
