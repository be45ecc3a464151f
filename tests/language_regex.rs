//! Random regular expressions find in random texts what they find in CPython.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::snippets::{cpython, ours, seeds};

/// How many patterns one seed makes.
const PATTERNS: usize = 1000;

/// Choices that a seed decides (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % count as u64).unwrap()
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// Whether something happens that does so many times in a hundred.
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A pattern that is being made.
struct Maker {
    dice: Dice,
    groups: usize,
    /// The groups that are closed, and those that have names.
    closed: Vec<usize>,
    named: Vec<usize>,
}

/// A piece of a pattern, and whether it may match nothing. Of a repetition of what may be empty
/// CPython, PCRE and the engine here each have their own idea, so that none is made.
type Piece = (String, bool);

impl Maker {
    fn class(&mut self) -> String {
        let mut items = String::new();
        for _ in 0..=self.dice.below(3) {
            items += self.dice.one(&[
                "a", "b", "c", "a-c", "A-B", "0-9", r"\d", r"\w", r"\s", r"\W", r"\D", r"\S", " ",
                "_", "é", ".", r"\n", r"\]", r"\-", "&", "~", "#", "ß-é", r"\x41", r"\t",
            ]);
        }
        format!(
            "[{}{items}{}]",
            self.dice.one(&["", "", "^"]),
            self.dice.one(&["", "", "-"])
        )
    }

    fn group(&mut self, depth: usize) -> Piece {
        let branches = |maker: &mut Self| maker.branches(depth - 1);
        match self.dice.below(20) {
            0..10 => {
                self.groups += 1;
                let number = self.groups;
                let named = self.dice.chance(30);
                let (inner, empty) = branches(self);
                self.closed.push(number);
                if named {
                    self.named.push(number);
                    return (format!("(?P<g{number}>{inner})"), empty);
                }
                (format!("({inner})"), empty)
            }
            10..13 => {
                let (inner, empty) = branches(self);
                (format!("(?:{inner})"), empty)
            }
            13 | 14 => {
                let kind = self.dice.one(&["=", "!"]);
                (format!("(?{kind}{})", branches(self).0), true)
            }
            15 | 16 => {
                let kind = self.dice.one(&["<=", "<!"]);
                let behind = [
                    "a", "ab", r"\w", "[ab]", "a|b", ".", r"\d\d", "^", "b ", "^a", r"\b",
                ];
                (format!("(?{kind}{})", self.dice.one(&behind)), true)
            }
            17 => {
                let flags = self.dice.one(&["i", "s", "m", "a", "-i", "i-s", "im"]);
                let (inner, empty) = branches(self);
                (format!("(?{flags}:{inner})"), empty)
            }
            18 if !self.closed.is_empty() => {
                let number = self.closed[self.dice.below(self.closed.len())];
                let (yes, no) = (self.sequence(depth - 1).0, self.sequence(depth - 1).0);
                (format!("(?({number}){yes}|{no})"), true)
            }
            _ => {
                let (inner, empty) = branches(self);
                (format!("(?>{inner})"), empty)
            }
        }
    }

    fn atom(&mut self, depth: usize) -> Piece {
        match self.dice.below(50) {
            0..18 => (
                self.dice
                    .one(&["a", "b", "c", "A", "B", "1", " ", "_", "é", "-"])
                    .to_owned(),
                false,
            ),
            18..23 => (self.class(), false),
            23..26 => (".".to_owned(), false),
            26..31 => (
                self.dice
                    .one(&[r"\d", r"\w", r"\s", r"\W", r"\S", r"\D"])
                    .to_owned(),
                false,
            ),
            31..34 => (
                self.dice
                    .one(&["^", "$", r"\b", r"\A", r"\Z", r"\B"])
                    .to_owned(),
                true,
            ),
            34 | 35 if !self.closed.is_empty() => {
                let number = self.closed[self.dice.below(self.closed.len())];
                (format!("(?:\\{number})"), true)
            }
            36 if !self.named.is_empty() => {
                let number = self.named[self.dice.below(self.named.len())];
                (format!("(?P=g{number})"), true)
            }
            37 => ("(?#c)".to_owned(), true),
            _ if depth > 0 => self.group(depth),
            _ => (self.dice.one(&["a", "b", "c"]).to_owned(), false),
        }
    }

    fn repeated(&mut self, depth: usize) -> Piece {
        let kept = self.groups;
        let (atom, empty) = self.atom(depth);
        if empty || !self.dice.chance(35) {
            return (atom, empty);
        }
        let mut counts = vec![
            ("*", true),
            ("+", false),
            ("?", true),
            ("{2}", false),
            ("{1,2}", false),
            ("{,2}", true),
            ("{0,1}", true),
            ("{2,}", false),
            ("*?", true),
            ("+?", false),
            ("??", true),
            ("{1,2}?", false),
            ("{,2}?", true),
            ("{0}", true),
        ];
        // CPython 3.11 forgets groups in these, and before 3.11.5 where it was when one of them or
        // an atomic group fails inside.
        let within = ["(?>", "*+", "++", "?+"]
            .iter()
            .any(|piece| atom.contains(piece));
        if kept == self.groups && !within {
            counts.extend([("*+", true), ("++", false), ("?+", true)]);
        }
        let (count, empty) = counts[self.dice.below(counts.len())];
        (atom + count, empty)
    }

    fn sequence(&mut self, depth: usize) -> Piece {
        let least = usize::from(depth >= 2);
        let mut whole = (String::new(), true);
        for _ in 0..least + self.dice.below(4 - least) {
            let (piece, empty) = self.repeated(depth);
            whole = (whole.0 + &piece, whole.1 && empty);
        }
        whole
    }

    fn branches(&mut self, depth: usize) -> Piece {
        let (mut text, mut empty) = self.sequence(depth);
        for _ in 0..[0, 0, 0, 1, 1, 2][self.dice.below(6)] {
            let (more, also) = self.sequence(depth);
            text += "|";
            text += &more;
            empty |= also;
        }
        (text, empty)
    }
}

/// A pattern, its flags, and the texts to search.
fn case(seed: u64) -> (String, u32, [String; 2]) {
    let mut maker = Maker {
        dice: Dice(seed),
        groups: 0,
        closed: Vec::new(),
        named: Vec::new(),
    };
    let (mut pattern, _) = maker.branches(3);
    let dice = &mut maker.dice;
    if dice.chance(6) {
        pattern.insert_str(0, dice.one(&["(?i)", "(?m)", "(?s)", "(?a)", "(?im)"]));
    }
    let flags = [0, 0, 0, 0, 2, 8, 16, 256, 10, 258, 24][dice.below(11)];
    let text = |dice: &mut Dice| {
        let letters = [
            "a", "a", "a", "b", "b", "c", "c", "1", "1", " ", "_", "é", "A", "B", "\n", "ß", ".",
            "-",
        ];
        // In an empty text CPython 3.11 sees no place for \B.
        (0..=dice.below(10)).map(|_| dice.one(&letters)).collect()
    };
    let texts = [text(dice), text(dice)];
    (pattern, flags, texts)
}

/// Shows for each case what every method finds, one line for each text.
const SHOW: &str = r"
def shown(match):
    if match is None: return None
    last = (match.lastindex, match.lastgroup) if '(?=' not in match.re.pattern and '(?!' not in match.re.pattern else ()
    return [match.span(group) for group in range(match.re.groups + 1)], match.groups(), last
def attempt(run):
    try: return run()
    except Exception as e: return type(e).__name__
def show(pattern, flags, texts):
    try: p = re.compile(pattern, flags)
    except Exception as e: return [type(e).__name__] * len(texts)
    return [[
        attempt(lambda: shown(p.search(text))), attempt(lambda: shown(p.match(text))), attempt(lambda: shown(p.fullmatch(text))),
        attempt(lambda: p.findall(text)), attempt(lambda: p.split(text)), attempt(lambda: p.split(text, 1)),
        attempt(lambda: p.sub('<\\g<0>>', text)), attempt(lambda: [m.span() for m in p.finditer(text)]),
        attempt(lambda: p.subn(lambda m: m[0].upper(), text, 2)), attempt(lambda: shown(p.search(text, 1, 4))),
    ] for text in texts]
for case in cases:
    for line in show(*case): print(ascii(line))
";

/// A value as a Python literal.
fn literal(text: &str) -> String {
    let escaped = text.escape_unicode().to_string();
    // `\u{e9}` is not Python's spelling.
    let codes = escaped.split("\\u{").skip(1);
    let codes = codes.map(|code| format!("\\U{:0>8}", code.trim_end_matches('}')));
    format!("'{}'", codes.collect::<String>())
}

#[test]
fn random_patterns_find_the_same() {
    for seed in seeds() {
        let mut dice = Dice(seed);
        let cases: Vec<_> = (0..PATTERNS)
            .map(|_| case(dice.below(usize::MAX) as u64))
            .collect();
        let mut script = "import re\ncases = [\n".to_owned();
        for (pattern, flags, [one, two]) in &cases {
            let (pattern, one, two) = (literal(pattern), literal(one), literal(two));
            script += &format!("({pattern}, {flags}, ({one}, {two})),\n");
        }
        script += "]\n";
        script += SHOW;
        let theirs = &cpython(&[&script])[0];
        let (own, said) = &ours(&[&script])[0];
        assert_eq!(theirs.error, None, "CPython fails");
        assert_eq!(own.error, None, "{said}");
        let (theirs, own): (Vec<_>, Vec<_>) = (
            theirs.printed.lines().collect(),
            own.printed.lines().collect(),
        );
        assert_eq!((theirs.len(), own.len()), (2 * PATTERNS, 2 * PATTERNS));
        let patterns = theirs
            .chunks(2)
            .filter(|lines| lines[0] == "'error'")
            .count();
        assert!(
            patterns < PATTERNS / 20,
            "{patterns} patterns are refused by CPython"
        );
        let mut wrong = String::new();
        for (at, (a, b)) in theirs.iter().zip(&own).enumerate() {
            if a != b {
                let (pattern, flags, texts) = &cases[at / 2];
                wrong += &format!(
                    "{pattern:?} flags {flags} in {:?}\n  CPython: {a}\n  ours:    {b}\n",
                    texts[at % 2]
                );
            }
        }
        assert!(wrong.is_empty(), "seed {seed}:\n{wrong}");
    }
}
