//! The text of the editor and the code it stands for: continuation marks, pasted transcripts,
//! and where one input ends.

use std::borrow::Cow;

use crate::lang::{Completeness, completeness, question};

/// What the editor puts before a line that continues an input. It is shown as `... `: two
/// characters that nobody types, each two columns wide, so that the editor counts right.
pub(super) const MARK: &str = "\u{2ffb}\u{2ffa}";

/// What is shown for a character of [`MARK`].
pub(super) fn shown_mark(letter: char) -> Option<&'static str> {
    match letter {
        '\u{2ffb}' => Some(".."),
        '\u{2ffa}' => Some(". "),
        _ => None,
    }
}

/// The code without continuation marks.
pub(super) fn code(text: &str) -> String {
    text.replace(|letter| shown_mark(letter).is_some(), "")
}

/// The code with a continuation mark before each line but the first.
pub(super) fn marked(code: &str) -> String {
    code.replace('\n', &format!("\n{MARK}"))
}

/// A line of a transcript without its prompt; `None` if it is output.
pub(crate) fn without_prompt(line: &str) -> Option<&str> {
    let bare = line.trim_start();
    ["... ", ">>> ", "...: "]
        .iter()
        .find_map(|prompt| bare.strip_prefix(prompt))
        .or(matches!(bare, ">>>" | "..." | "...:").then_some(""))
        .or_else(|| without_number(bare))
}

/// A line behind IPython's prompt, `In [1]: `.
fn without_number(line: &str) -> Option<&str> {
    let (number, rest) = line.strip_prefix("In [")?.split_once("]:")?;
    let counts = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    counts.then(|| rest.strip_prefix(' ').unwrap_or(rest))
}

/// Whether a line is the first of a transcript: one with a prompt that begins an input.
pub(crate) fn begins_transcript(line: &str) -> bool {
    let bare = line.trim_start();
    bare.starts_with(">>>") || without_number(bare).is_some()
}

/// The code without the indentation that all of its lines share, as when it is copied from a text
/// that sets its examples in.
pub(crate) fn dedented(text: &str) -> Cow<'_, str> {
    let blanks = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let written = || text.lines().filter(|line| !line.trim().is_empty());
    let mut margin = match written().next() {
        Some(first) => first.get(..blanks(first)).unwrap_or_default(),
        None => "",
    };
    for line in written() {
        let shared = margin.bytes().zip(line.bytes());
        let shared = shared.take_while(|(a, b)| a == b).count();
        margin = margin.get(..shared).unwrap_or_default();
        if margin.is_empty() {
            return Cow::Borrowed(text);
        }
    }
    let lines = text.split_inclusive('\n').map(|line| {
        let bare = line.strip_prefix(margin);
        bare.unwrap_or_else(|| line.trim_start_matches([' ', '\t']))
    });
    Cow::Owned(lines.collect())
}

/// A pasted transcript without its prompts and without the output between them.
pub(crate) fn unprompted(text: &str) -> String {
    if !text.lines().any(|line| without_prompt(line).is_some()) {
        return dedented(text).into_owned();
    }
    let lines: Vec<&str> = text.lines().filter_map(without_prompt).collect();
    lines.join("\n")
}

/// Whether a line is one of the shell's own, which are never continued.
pub(crate) fn is_own(line: &str) -> bool {
    line.trim_start().starts_with([':', '!'])
}

/// Whether Enter asks for more of the input instead of running it. A blank line ends a block; so
/// does the end of a `pasted` one.
pub(super) fn wants_more(code: &str, pasted: bool) -> bool {
    let code = unprompted(code);
    if is_own(&code) || code.trim().is_empty() || question(&code).is_some() {
        return false;
    }
    let last = code.rsplit('\n').next().unwrap_or_default();
    let ended = code.contains('\n') && (pasted || last.trim().is_empty());
    completeness(&code, ended) == Completeness::Incomplete
}

/// The pieces that are run one after the other: the shell's own lines by themselves, the code
/// between them as it stands.
pub(super) fn pieces(code: &str) -> Vec<String> {
    if !code.lines().any(is_own) {
        return vec![code.to_owned()];
    }
    let mut pieces = Vec::new();
    let mut block = String::new();
    for line in code.lines() {
        // Inside a string or brackets a line may begin with anything.
        let open = !block.is_empty() && completeness(&block, true) == Completeness::Incomplete;
        if is_own(line) && !open {
            pieces.extend((!block.trim().is_empty()).then(|| std::mem::take(&mut block)));
            block.clear();
            pieces.push(line.to_owned());
        } else {
            block.push_str(line);
            block.push('\n');
        }
    }
    pieces.extend((!block.trim().is_empty()).then_some(block));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transcripts_lose_their_prompts() {
        for (pasted, code) in [
            (">>> x = 1", "x = 1"),
            (
                ">>> for x in y:\n...     print(x)\n...\n1\n2\n>>> z",
                "for x in y:\n    print(x)\n\nz",
            ),
            ("... ", ""),
            (
                "In [1]: for x in y:\n   ...:     print(x)\n   ...:\n1\n\nIn [2]: c.search()\nOut[2]: [1]\nIn [3]:",
                "for x in y:\n    print(x)\n\nc.search()\n",
            ),
            (">>>     x", "    x"),
            ("x = 1\ny = 2", "x = 1\ny = 2"),
            ("print('>>> a')", "print('>>> a')"),
            ("  x = 1\n\n  if x:\n      y\n", "x = 1\n\nif x:\n    y\n"),
            ("\tx = 1\r\n \r\n\ty\r\n", "x = 1\r\n\r\ny\r\n"),
            ("  x = 1\ny = 2", "  x = 1\ny = 2"),
            ("  x\n\ty", "  x\n\ty"),
            ("  \n", "  \n"),
        ] {
            assert_eq!(unprompted(pasted), code);
        }
    }

    #[test]
    fn marks_come_and_go() {
        let block = "for x in y:\n    print(x)\n";
        assert_eq!(code(&marked(block)), block);
        assert!(marked(block).contains("\n\u{2ffb}\u{2ffa}    print"));
    }

    #[test]
    fn where_an_input_ends() {
        for (text, pasted, more) in [
            ("x = 1", false, false),
            ("c.fetch(", false, true),
            ("for x in y:\n  print(x)", false, true),
            ("for x in y:\n  print(x)", true, false),
            ("for x in y:\n  print(x)\n", false, false),
            ("for x in y:\n  print(x)\n   ", false, false),
            (">>> for x in y:\n...     print(x)", false, true),
            ("  for x in y:\n    print(x)", false, true),
            ("  for x in y:\n    print(x)", true, false),
            ("  x = 1", false, false),
            (":help (", false, false),
            ("!echo '(", false, false),
            ("  ", false, false),
        ] {
            assert_eq!(wants_more(text, pasted), more, "{text:?}");
        }
    }

    #[test]
    fn own_lines_are_pieces_of_their_own() {
        assert_eq!(pieces("x = 1\ny"), ["x = 1\ny"]);
        assert_eq!(
            pieces("x = 1\n:output jsonl\nfor i in x:\n  i\n\n!ls\nz"),
            [
                "x = 1\n",
                ":output jsonl",
                "for i in x:\n  i\n\n",
                "!ls",
                "z\n"
            ]
        );
        assert_eq!(
            pieces("x = '''\n:no\n'''\n:q"),
            ["x = '''\n:no\n'''\n", ":q"]
        );
    }
}
