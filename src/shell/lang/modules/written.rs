//! Modules that are written in the language itself, and those that there will not be.

macro_rules! written {
    ($($name:literal $file:literal,)*) => {
        &[$(($name, include_str!(concat!("written/", $file)))),*]
    };
}

/// Their names and texts.
static WRITTEN: &[(&str, &str)] = written![
    "bisect" "bisect.py",
    "calendar" "calendar.py",
    "certifi" "certifi.py",
    "contextlib" "contextlib.py",
    "copy" "copy.py",
    "csv" "csv.py",
    "dataclasses" "dataclasses.py",
    "email.encoders" "email_encoders.py",
    "email.errors" "email_errors.py",
    "email.mime.application" "email_mime.py",
    "email.mime.audio" "email_mime.py",
    "email.mime.base" "email_mime.py",
    "email.mime.image" "email_mime.py",
    "email.mime.message" "email_mime.py",
    "email.mime.multipart" "email_mime.py",
    "email.mime.nonmultipart" "email_mime.py",
    "email.mime.text" "email_mime.py",
    "fnmatch" "fnmatch.py",
    "glob" "glob.py",
    "heapq" "heapq.py",
    "imapclient.fixed_offset" "imapclient_fixed_offset.py",
    "io" "io.py",
    "logging" "logging.py",
    "mimetypes" "mimetypes.py",
    "mailbox" "mailbox.py",
    "pathlib" "pathlib.py",
    "pprint" "pprint.py",
    "shutil" "shutil.py",
    "textwrap" "textwrap.py",
    "traceback" "traceback.py",
    "urllib.parse" "urllib_parse.py",
];

/// What is written in the language and stands in a module that is not: the module, its names, and
/// where their text is.
static ADDED: &[(&str, &[&str], &str)] = &[
    (
        "collections",
        &["ChainMap"],
        include_str!("written/collections_added.py"),
    ),
    (
        "functools",
        &["cached_property", "partialmethod", "total_ordering"],
        include_str!("written/functools_added.py"),
    ),
    (
        "string",
        &["Template"],
        include_str!("written/string_added.py"),
    ),
];

/// Modules of Python that make no sense here, and what to write instead.
static REFUSED: &[(&str, &str)] = &[
    (
        "abc",
        "a method that must be written can raise NotImplementedError",
    ),
    (
        "argparse",
        "sys.argv has what stands behind the name of the script, as text",
    ),
    (
        "asyncio",
        "every call here waits by itself; selectors waits for several connections",
    ),
    (
        "bs4",
        "html.unescape and re take simple pages apart; expr !| program sends one to a program",
    ),
    ("codecs", "use bytes.decode and str.encode"),
    (
        "concurrent",
        "calls run one after the other; open a second client with IMAPClient(...)",
    ),
    (
        "configparser",
        "a file of settings is given with -f; json reads others",
    ),
    (
        "dateutil",
        "email.utils.parsedate_to_datetime and datetime.fromisoformat read dates",
    ),
    ("decimal", "whole numbers are exact, and round(x, 2) rounds"),
    ("enum", "write a class with attributes, or constants"),
    ("gzip", "use !gzip and !gunzip"),
    (
        "html.parser",
        "html.unescape and re take simple pages apart; expr !| program sends one to a program",
    ),
    ("inspect", "dir(x), help(x) and type(x) tell what there is"),
    (
        "locale",
        "numbers and dates are written as f'{x:,}' and strftime say",
    ),
    (
        "multiprocessing",
        "calls run one after the other; run the program several times",
    ),
    ("numbers", "isinstance(x, (int, float)) tells numbers"),
    (
        "pandas",
        "write rows with csv, or expr !> rows.csv under :output csv",
    ),
    ("pickle", "use json"),
    ("platform", "use !uname"),
    ("queue", "use collections.deque"),
    (
        "requests",
        "send a result to a program: expr !| curl --data @- URL",
    ),
    (
        "secrets",
        "random makes numbers, email.utils.make_msgid() message ids",
    ),
    (
        "signal",
        "Ctrl-C raises KeyboardInterrupt, which try and except see",
    ),
    (
        "smtplib",
        "send a message to a program: expr !| sendmail -t",
    ),
    ("sqlite3", "send rows to a program: expr !| sqlite3 file"),
    (
        "struct",
        "int.from_bytes and int.to_bytes read and write numbers",
    ),
    (
        "subprocess",
        "a line that begins with ! runs a program, and expr !| program sends it a result",
    ),
    (
        "tempfile",
        "write files beside the script, with open() and os",
    ),
    (
        "threading",
        "calls run one after the other; selectors waits for several connections",
    ),
    (
        "types",
        "type(x) gives the type of anything; classes have attributes",
    ),
    ("tqdm", "progress is shown by itself at a terminal"),
    ("unittest", "use assert"),
    (
        "urllib.request",
        "send a result to a program: expr !| curl --data @- URL",
    ),
    (
        "uuid",
        "email.utils.make_msgid() makes message ids; hashlib and random make others",
    ),
    (
        "xml",
        "re takes simple texts apart; expr !| program sends one to a program",
    ),
    ("zipfile", "use !zip and !unzip"),
    (
        "zoneinfo",
        "times have fixed offsets: datetime.timezone(datetime.timedelta(hours=2))",
    ),
];

/// The text of a module.
pub(in crate::lang) fn text(name: &str) -> Option<&'static str> {
    let found = WRITTEN.iter().find(|(known, _)| *known == name);
    found.map(|(_, text)| *text)
}

/// What else a module has: the name and the text of what holds it.
pub(in crate::lang) fn added(module: &str, name: &str) -> Option<(String, &'static str)> {
    let mut all = ADDED.iter();
    let (module, _, text) =
        all.find(|(known, names, _)| *known == module && names.contains(&name))?;
    Some((format!("_{module}"), text))
}

/// The names that a module has so.
pub(in crate::lang) fn added_names(module: &str) -> &'static [&'static str] {
    let found = ADDED.iter().find(|(known, ..)| *known == module);
    found.map_or(&[], |(_, names, _)| names)
}

/// Whether there is such a module, or one inside it.
pub(in crate::lang) fn is_known(name: &str) -> bool {
    text(name).is_some() || within(name).next().is_some()
}

/// What to write instead of a module that there will not be.
pub(super) fn refused(name: &str) -> Option<&'static str> {
    let within = |known: &str| {
        name.strip_prefix(known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let found = REFUSED.iter().find(|(known, _)| within(known));
    found.map(|(_, instead)| *instead)
}

/// The names of all.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    WRITTEN.iter().map(|(name, _)| *name)
}

/// The modules inside `outer`: their whole names, and those behind the dot.
pub(in crate::lang) fn within(outer: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    names().filter_map(move |name| {
        let inner = name.strip_prefix(outer)?.strip_prefix('.')?;
        (!inner.contains('.')).then_some((name, inner))
    })
}
