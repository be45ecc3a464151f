//! The reader against Python's own `configparser`, file by file.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::*;
use crate::config::layers::Layers;
use crate::env::Env;

/// Files that must read the same, or be refused by both.
const SAME: &[&str] = &[
    "",
    "\n\n# only a comment\n; and another\n",
    "[DEFAULT]\nhost = imap.example.com\nport=993\nssl : true\n",
    "[DEFAULT]\npassword = a\\b\"c#d;e\n",
    "[DEFAULT]\npassword = \"abc\"\nb = 'abc' def\nc = '''a'''\nd = \"open\nhost = h\n",
    "[DEFAULT]\na = a\\x41zz\nb = a\\nb\\tc\\0\nc = \\\\\nd = \\\"\n",
    "[DEFAULT]\npassword = abc\\\nhost = h\n",
    "[DEFAULT]\npassword = abc\\\\\nhost = h\n",
    "[DEFAULT]\na = abc\\",
    "[DEFAULT]\na = abc #def\nb = #abc\nc = ;abc\nd = a=b:c\ne: x = y\n",
    "[DEFAULT]\na = 1\n  # an indented comment\nb = 2\n",
    "[DEFAULT]\n  # an indented comment\nb = 2\n",
    "[DEFAULT]\na = 1\n  more\n\n  after a blank\n\n\nb = 2\n",
    "[DEFAULT]\na = 1\n  more\n# comment between\n  and more\n",
    "[DEFAULT]\na = 1\n\n# comment after a blank\n\n  and more\n",
    "[DEFAULT]\nstartup = c.noop()\n    c.search('ALL')\n",
    "[DEFAULT]\nstartup = zero\n    one\\\n    two\n",
    "[DEFAULT]\n  host = h\n  port = 1\n",
    "[DEFAULT]\n  host = h\n    goes on\n  port = 1\nssl = no\n",
    "[DEFAULT]\n\thost = h\n\tport = 1\n",
    "[DEFAULT]\nhost = h\n  port = 1\n",
    "[DEFAULT]\nhost = h\n [work]\nport = 1\n",
    "  [DEFAULT]\nhost = h\n  [work]\nport = 1\n",
    "[DEFAULT]\ngarbage\nhost = h\n",
    "[DEFAULT]\nhost = h\ngarbage\n",
    "[DEFAULT]\n= value\n",
    "[DEFAULT]\n: value\n",
    "[DEFAULT]\nhost\n",
    "[DEFAULT]\nhost =\nport:\n",
    "[DEFAULT]\nhost = a\nhost = b\n",
    "[DEFAULT]\nhost = a\nHOST = b\n",
    "[DEFAULT]\nHost = a\nPassWord = B\n",
    "[work]\na = 1\n[work]\nb = 2\n",
    "[DEFAULT]\na = 1\n[work]\nb = 2\n[DEFAULT]\nc = 3\n",
    "[DEFAULT]\na = 1\n[work]\nb = 2\n[DEFAULT]\na = 3\n",
    "[default]\na = 1\n[work]\nb = 2\n",
    "[work]\na = 1\n[Work]\na = 2\n",
    "[DEFAULT]\nhost = h\nport = 1\n[work]\nport = 2\n[home]\n",
    "host = h\n",
    "# comment\nhost = h\n[DEFAULT]\n",
    "[a] ; comment\nx = 1\n",
    "[a] # comment\nx = 1\n",
    "[a\nx = 1\n",
    "[]\nx = 1\n",
    "[two words]\nx = 1\n",
    "[a\\b]\nx\\y = 1\n",
    "[a#b;c]\nx = 1\n",
    "[DEFAULT]\r\nhost = h\r\npassword = p\r\n",
    "[DEFAULT]\rhost = h\rpassword = p\r",
    "[DEFAULT]\n\n\nhost = h",
    "[DEFAULT]\nhost=h\n   \nport=1\n \t \n",
    "[DEFAULT]\nhost =    spaced out   \nb =\tx\t\n",
    "[DEFAULT]\nk\u{e9}y = \u{fc}\u{2622}\u{1f600}\n[caf\u{e9}]\nx = \u{a0}y\n",
    "[DEFAULT]\na b c = 1\n",
    "[DEFAULT]\nx = [not a section]\ny = ]\n",
    "[DEFAULT]\nx = 1\n [not a section]\n",
    "[DEFAULT]\n\"quoted key\" = 1\n",
    "[DEFAULT]\nhost = h\nuser = bob\nemail = %(user)s@%(host)s\n",
    "[DEFAULT]\npassword = 100%%\nb = %%(user)s\nc = %%%%\n",
    "[DEFAULT]\nx = %(USER)s\nUser = bob\n",
    "[DEFAULT]\nhost = %(name)s.example.com\nname = a\n[work]\nname = b\n",
    "[DEFAULT]\nx = %(nowhere)s\n",
    "[DEFAULT]\nx = %(x)s\n",
    "[DEFAULT]\na = %(b)s\nb = %(c)s%%\nc = %(d)s\nd = end\n",
    "[DEFAULT]\nx = one\n  %(y)s\ny = two\n  three\n",
    "[DEFAULT]\npassword = $ecret ${x} $(y) `z`\n",
    "[DEFAULT]\npassword = a,b|c<d>e&f*g?h!i@j~k^l{m}n(o)p\n",
];

/// Where we are kinder than Python, or stricter: the file, and what we say.
const OURS: &[(&str, Option<&str>)] = &[
    ("[DEFAULT]\nx = a\\b\"c#d;e%f\n", Some("a\\b\"c#d;e%f")),
    ("[DEFAULT]\nx = %\n", Some("%")),
    ("[DEFAULT]\nx = 50% off %(here)\n", Some("50% off %(here)")),
    ("\u{feff}[DEFAULT]\nx = 1\n", Some("1")),
    ("[ DEFAULT ]\nx = 1\n", Some("1")),
    ("[DEFAULT]\nx =\n  a\n  b\n", Some("a\nb")), // Python: a line break before the a
    ("[a]b]\nx = 1\n", None),
    ("[DEFAULT] x = 1\n", None),
];

/// Reads JSON strings, prints for each what `configparser` makes of it: all sections with all
/// values, or null.
const PYTHON: &str = r#"
import configparser, io, json, sys
def read(text):
    parser = configparser.ConfigParser()
    try:
        parser.read_file(io.StringIO(text, newline=None))
        names = ["DEFAULT"] + parser.sections()
        return {name: {key: parser.get(name, key) for key in
                       (parser.defaults() if name == "DEFAULT" else parser[name])}
                for name in names}
    except configparser.Error:
        return None
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
"#;

fn by_python(files: &[&str]) -> Vec<Value> {
    let mut python = Command::new("python3")
        .args(["-c", PYTHON])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test needs python3");
    let input = serde_json::to_vec(files).unwrap();
    python.stdin.take().unwrap().write_all(&input).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

fn by_us(file: &str) -> Value {
    read(file).map_or(Value::Null, |sections| json!(sections))
}

/// All sections with all values, inherited ones included.
fn read(file: &str) -> Result<BTreeMap<String, BTreeMap<String, String>>> {
    let ini = Ini::parse(Path::new("x.ini"), file.as_bytes())?;
    let env = Env::default();
    let mut sections = BTreeMap::new();
    for name in [DEFAULT].into_iter().chain(ini.names()) {
        let layers = Layers::new(&env, Some(&ini), name)?;
        let keys = ini.default.keys().chain(ini.section(name).unwrap().keys());
        let mut values = BTreeMap::new();
        for key in keys {
            let value = layers.value(key.clone().leak())?.unwrap();
            values.insert(key.clone(), value);
        }
        sections.insert(name.to_owned(), values);
    }
    Ok(sections)
}

#[test]
fn files_read_as_python_reads_them() {
    let python = by_python(SAME);
    assert_eq!(python.len(), SAME.len());
    let mut wrong = String::new();
    for (file, theirs) in SAME.iter().zip(python) {
        let ours = by_us(file);
        if ours != theirs {
            wrong += &format!("{file:?}\n  python {theirs}\n  we     {ours}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(SAME.len() >= 64, "{}", SAME.len());
}

#[test]
fn the_differences_are_meant() {
    let files: Vec<_> = OURS.iter().map(|(file, _)| *file).collect();
    for ((file, value), theirs) in OURS.iter().zip(by_python(&files)) {
        let ours = read(file).ok();
        let x = ours
            .as_ref()
            .and_then(|sections| sections.get(DEFAULT)?.get("x"));
        assert_eq!(x.map(String::as_str), *value, "{file:?}");
        assert_ne!(theirs, json!(ours), "{file:?} is no difference");
    }
}

#[test]
fn an_unreadable_file_is_named() {
    let error = Ini::read(Path::new("/nowhere/x.ini"))
        .err()
        .unwrap()
        .to_string();
    assert!(
        error.starts_with("cannot read /nowhere/x.ini (-f): "),
        "{error}"
    );
    let error = Ini::parse(Path::new("x.ini"), b"[a]\nb")
        .err()
        .unwrap()
        .to_string();
    assert!(error.starts_with("x.ini line 2: "), "{error}");
}

/// What random files are made of. Not an empty value, for it might be continued: see `OURS`.
#[rustfmt::skip]
const LINES: &[&str] = &[
    "[DEFAULT]", "[a]", "[b]", "[c", "]", "[x] # c", "a = 1", "b=2", "c : 3", "A = up", "j == 2",
    "m: a=b", "a=%(b)s", "b = %(c)s%%", "junk", "= 1", "", "# c", " ; c", "h = # no ; c",
    "d = x\\", "\\", "l=\\\\", "g\\n = \\n\\t\\x41", "q = 1 \\ 2", "e = \"q", "k = 'a' \\\"",
    "i = [x]", "s [x] = 1", "n\t=\ty\t", "\u{b}", "o = \u{a0}z", "\u{e9} = \u{fc}",
];

#[test]
fn random_files_read_as_python_reads_them() {
    let mut state = 88_172_645_463_325_252_u64;
    let mut pick = |count: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 40).unwrap() % count
    };
    let mut files = Vec::new();
    for _ in 0..3000 {
        let mut file = ["", "[DEFAULT]\n", "[DEFAULT]\n"][pick(3)].to_owned();
        for _ in 0..pick(9) {
            file += ["", "", "", " ", "  ", "\t"][pick(6)];
            file += LINES[pick(LINES.len())];
            file += ["\n", "\n", "\r\n"][pick(3)];
        }
        files.push(file);
    }
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    let mut good = 0;
    for (file, theirs) in files.iter().zip(by_python(&files)) {
        assert_eq!(by_us(file), theirs, "{file:?}");
        good += usize::from(!theirs.is_null());
    }
    assert!(good > 500, "only {good} of the files are any good");
}
