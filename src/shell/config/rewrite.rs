//! Putting one value into a configuration file, and leaving every other byte of it as it is.

use std::path::Path;

use super::ini::Ini;
use super::replace::Replacing;

/// Gives `key` of `section` in the file `path` a new value. The file is replaced in one step, and
/// only its owner can read it then.
///
/// The error is a sentence; the file is as it was then.
pub(crate) fn set_value(path: &Path, section: &str, key: &str, value: &str) -> Result<(), String> {
    // The file that a link leads to is replaced, not the link.
    let file = Replacing::open(path).map_err(|error| error.to_string())?;
    let before = std::fs::read(file.path()).map_err(|error| error.to_string())?;
    let after = with_value(&before, section, key, value)?;
    verify(file.path(), &before, &after, section, key, value)?;
    file.replace(&after).map_err(|error| error.to_string())
}

/// Refuses a new text in which anything but that value would read differently.
fn verify(
    path: &Path,
    before: &[u8],
    after: &[u8],
    section: &str,
    key: &str,
    value: &str,
) -> Result<(), String> {
    let read = |bytes| Ini::parse(path, bytes).map_err(|problem| problem.to_string());
    let (mut before, after) = (read(before)?, read(after)?);
    let stored = value.replace('%', "%%");
    before.set(section, key, &stored);
    match before.same(&after) {
        true => Ok(()),
        false => Err(format!(
            "the place of {key} in it is not clear; write it there yourself"
        )),
    }
}

/// The new text of the file.
fn with_value(bytes: &[u8], section: &str, key: &str, value: &str) -> Result<Vec<u8>, String> {
    let printable = |byte: u8| (b'!'..=b'~').contains(&byte);
    if value.is_empty() || !value.bytes().all(printable) {
        return Err(format!("the value of {key} cannot stand in such a file"));
    }
    let value = value.replace('%', "%%");
    let lines = lines(bytes);
    let place = find(&lines, section, key);
    let ending = if lines.first().is_some_and(|line| line.ends_with(b"\r\n")) {
        "\r\n"
    } else {
        "\n"
    };
    let mut out = Vec::with_capacity(bytes.len() + key.len() + value.len() + 16);
    for (number, line) in lines.iter().enumerate() {
        match place {
            Place::Value { first, last } if number == first => {
                let delimiter = line.iter().position(|byte| matches!(byte, b'=' | b':'));
                let mut start = delimiter.unwrap_or(0) + 1;
                while matches!(line.get(start), Some(b' ' | b'\t')) {
                    start += 1;
                }
                let label = line.get(..start).unwrap_or_default();
                out.extend_from_slice(label);
                if label.ends_with(b" =") || label.ends_with(b" :") {
                    out.push(b' ');
                }
                out.extend_from_slice(value.as_bytes());
                // The line's own end; where the value went on, that of its last line.
                let end = lines.get(last).copied().unwrap_or(line);
                out.extend_from_slice(line_end(end));
            }
            Place::Value { first, last } if number > first && number <= last => {}
            _ => out.extend_from_slice(line),
        }
        if matches!(place, Place::After(last) if last == number) {
            if line_end(line).is_empty() {
                out.extend_from_slice(ending.as_bytes());
            }
            out.extend_from_slice(format!("{key} = {value}{ending}").as_bytes());
        }
    }
    if matches!(place, Place::Nowhere) {
        if out.last().is_some_and(|last| *last != b'\n') {
            out.extend_from_slice(ending.as_bytes());
        }
        let text = format!("[{section}]{ending}{key} = {value}{ending}");
        out.extend_from_slice(text.as_bytes());
    }
    Ok(out)
}

/// The lines with their ends. A lone `\r` is one, as in Python.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    for mut rest in bytes.split_inclusive(|byte| *byte == b'\n') {
        while let Some(at) = rest.iter().position(|byte| *byte == b'\r')
            && rest.get(at + 1..) != Some(b"\n")
        {
            let (line, more) = rest.split_at(at + 1);
            lines.push(line);
            rest = more;
        }
        if !rest.is_empty() {
            lines.push(rest);
        }
    }
    lines
}

fn line_end(line: &[u8]) -> &'static [u8] {
    let ends: [&[u8]; 3] = [b"\r\n", b"\n", b"\r"];
    let end = ends.into_iter().find(|end| line.ends_with(end));
    end.unwrap_or_default()
}

/// Where a value stands or belongs, by line numbers from 0.
#[derive(Clone, Copy)]
enum Place {
    /// There it is.
    Value { first: usize, last: usize },
    /// It is not there; the section ends here.
    After(usize),
    /// The section is not there.
    Nowhere,
}

/// The lines are judged as `normalise` judges them.
fn find(lines: &[&[u8]], section: &str, key: &str) -> Place {
    let mut place = Place::Nowhere;
    let (mut here, mut in_value, mut in_ours, mut indent) = (false, false, false, 0);
    for (number, line) in lines.iter().enumerate() {
        let text = String::from_utf8_lossy(line);
        // Only the first line can begin with a byte order mark.
        let mark = text.strip_prefix('\u{feff}').filter(|_| number == 0);
        let text = mark.unwrap_or(&text);
        let content = text.trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        let depth = text.chars().take_while(|c| c.is_whitespace()).count();
        if in_value && depth > indent {
            match &mut place {
                Place::Value { last, .. } if in_ours => *last = number,
                Place::After(last) if here => *last = number,
                _ => {}
            }
            continue;
        }
        indent = depth;
        in_ours = false;
        if let Some((name, _)) = content
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
        {
            here = name.trim() == section;
            in_value = false;
        } else {
            in_value = true;
            let name = content.split(['=', ':']).next().unwrap_or_default();
            if here && name.trim().to_lowercase() == key {
                in_ours = true;
                place = Place::Value {
                    first: number,
                    last: number,
                };
            }
        }
        if here && !matches!(place, Place::Value { .. }) {
            place = Place::After(number);
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::normalise::DEFAULT;

    fn edited(text: &str, section: &str) -> String {
        let edited = with_value(text.as_bytes(), section, "oauth2_refresh_token", "n%w");
        let edited = edited.unwrap();
        let path = Path::new("x.ini");
        let name = "oauth2_refresh_token";
        verify(path, text.as_bytes(), &edited, section, name, "n%w").unwrap();
        // Once more changes nothing.
        let again = with_value(&edited, section, name, "n%w").unwrap();
        assert_eq!(again, edited);
        String::from_utf8(edited).unwrap()
    }

    #[test]
    fn one_value_changes_and_nothing_else() {
        let table = [
            (
                "[DEFAULT]\n# a\nOAuth2_Refresh_Token :  old ; x\nhost=h\n",
                "[DEFAULT]\n# a\nOAuth2_Refresh_Token :  n%%w\nhost=h\n",
            ),
            (
                "[DEFAULT]\noauth2_refresh_token =\n",
                "[DEFAULT]\noauth2_refresh_token = n%%w\n",
            ),
            (
                "[DEFAULT]\r\noauth2_refresh_token=\r\nhost = h\r\n\r\n",
                "[DEFAULT]\r\noauth2_refresh_token=n%%w\r\nhost = h\r\n\r\n",
            ),
            (
                "[DEFAULT]\noauth2_refresh_token = a\n  b\n\n  c\nhost = h",
                "[DEFAULT]\noauth2_refresh_token = n%%w\nhost = h",
            ),
            (
                "[DEFAULT]\nhost = h\n\n[work]\noauth2_refresh_token = theirs\n",
                "[DEFAULT]\nhost = h\noauth2_refresh_token = n%%w\n\n[work]\noauth2_refresh_token = theirs\n",
            ),
            (
                "[DEFAULT]\nhost = h",
                "[DEFAULT]\nhost = h\noauth2_refresh_token = n%%w\n",
            ),
            (
                "[DEFAULT]\nstartup = a\n  oauth2_refresh_token = b\n# end",
                "[DEFAULT]\nstartup = a\n  oauth2_refresh_token = b\noauth2_refresh_token = n%%w\n# end",
            ),
            (
                "[work]\nhost = h",
                "[work]\nhost = h\n[DEFAULT]\noauth2_refresh_token = n%%w\n",
            ),
            (
                "[DEFAULT]\n \r[w]\nhost = h\n",
                "[DEFAULT]\noauth2_refresh_token = n%%w\n \r[w]\nhost = h\n",
            ),
            (
                "[DEFAULT]\roauth2_refresh_token = a\r  b\r\rx = y\r\n z\r",
                "[DEFAULT]\roauth2_refresh_token = n%%w\r\rx = y\r\n z\r",
            ),
            (
                "[DEFAULT]\n\u{feff} host = h\n",
                "[DEFAULT]\n\u{feff} host = h\noauth2_refresh_token = n%%w\n",
            ),
            (
                "[DEFAULT]\r\rhost = h\r[w]\r",
                "[DEFAULT]\r\rhost = h\roauth2_refresh_token = n%%w\n[w]\r",
            ),
            (
                "\u{feff}[DEFAULT]\nx = \\\n",
                "\u{feff}[DEFAULT]\nx = \\\noauth2_refresh_token = n%%w\n",
            ),
        ];
        for (before, after) in table {
            assert_eq!(edited(before, DEFAULT), after);
        }
        let text = "[DEFAULT]\noauth2_refresh_token = a\n[w]\nhost = h\n[x]\n";
        let after = "[DEFAULT]\noauth2_refresh_token = a\n[w]\nhost = h\noauth2_refresh_token = n%%w\n[x]\n";
        assert_eq!(edited(text, "w"), after);
    }

    #[test]
    fn the_file_is_replaced_as_a_whole_and_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.ini");
        std::fs::write(&file, "[DEFAULT]\nhost = h\n").unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        set_value(&link, DEFAULT, "oauth2_refresh_token", "t").unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(text, "[DEFAULT]\nhost = h\noauth2_refresh_token = t\n");
        assert_eq!(
            std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert!(link.is_symlink());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
        for wrong in ["", "a\nb", "a b", "ä"] {
            assert!(set_value(&file, DEFAULT, "oauth2_refresh_token", wrong).is_err());
        }
        assert!(set_value(Path::new("/dev/null"), DEFAULT, "key", "t").is_err());
        assert!(set_value(Path::new("/nowhere"), DEFAULT, "key", "t").is_err());
    }
}
