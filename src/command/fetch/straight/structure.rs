//! BODYSTRUCTURE and BODY from the wire to JSON.

use std::io::Write;

use super::row::Row;
use crate::command::fetch::body::{DISPOSITION, FEW, FIELDS};

/// How deep parts may stand in parts.
pub(super) const NESTED: usize = 10;

impl Row<'_> {
    pub(super) fn structure(&mut self, name: &'static str) -> Option<()> {
        self.json.field(false, name).ok()?;
        self.body(&mut Vec::new(), 0)
    }

    /// A body: of the message if it has no number, else the part of that number.
    fn body(&mut self, number: &mut Vec<u8>, depth: usize) -> Option<()> {
        self.scan.byte(b'(')?;
        match self.scan.next()? {
            b'(' if depth < NESTED => self.multipart(number, depth)?,
            b'"' if number.is_empty() => self.single(b"1")?,
            b'"' => self.single(number)?,
            _ => return None,
        }
        self.scan.byte(b')')
    }

    fn multipart(&mut self, number: &mut Vec<u8>, depth: usize) -> Option<()> {
        let start = self.json.len();
        let outer = number.len();
        self.json.depth += 2;
        let mut child = 0_usize;
        while child == 0 || self.scan.next()? == b'(' {
            self.json.separate(child == 0).ok()?;
            child += 1;
            if outer > 0 {
                number.push(b'.');
            }
            match u8::try_from(child) {
                Ok(digit @ ..10) => number.push(b'0' + digit),
                _ => write!(number, "{child}").ok()?,
            }
            self.body(number, depth + 1)?;
            number.truncate(outer);
        }
        self.json.depth -= 2;
        // What stands before the parts in JSON comes behind them on the wire.
        let end = self.json.len();
        let [part, kind, subtype, params, .., parts] = FIELDS;
        self.json.open(b'{');
        self.json.field(true, part).ok()?;
        let own: &[u8] = if outer == 0 { b"TEXT" } else { number };
        self.json.sent(Some(own));
        self.json.field(false, kind).ok()?;
        self.json.sent(Some(b"multipart"));
        self.scan.byte(b' ')?;
        let sent = self.scan.string()?;
        self.json.field(false, subtype).ok()?;
        self.json.sent(Some(sent));
        if self.scan.next()? == b' ' {
            self.parameters(params)?;
            self.extensions()?;
        }
        self.json.field(false, parts).ok()?;
        self.json.open(b'[');
        self.json.turn(start, end);
        self.json.close(false, b']');
        self.json.close(false, b'}');
        Some(())
    }

    fn single(&mut self, number: &[u8]) -> Option<()> {
        let [
            part,
            kind,
            subtype,
            params,
            id,
            description,
            encoding,
            size,
            lines,
            rest @ ..,
        ] = FIELDS;
        let [_, _, md5, ..] = rest;
        let media = self.scan.string()?;
        // A message has an envelope and a body of its own.
        if [&b"message"[..], b"multipart"]
            .iter()
            .any(|other| media.eq_ignore_ascii_case(other))
        {
            return None;
        }
        self.scan.byte(b' ')?;
        let sent = self.scan.string()?;
        self.json.open(b'{');
        self.json.field(true, part).ok()?;
        self.json.sent(Some(number));
        self.json.field(false, kind).ok()?;
        self.json.sent(Some(media));
        self.json.field(false, subtype).ok()?;
        self.json.sent(Some(sent));
        self.parameters(params)?;
        self.told(id)?;
        self.told(description)?;
        self.scan.byte(b' ')?;
        let sent = self.scan.string()?;
        self.json.field(false, encoding).ok()?;
        self.json.sent(Some(sent));
        self.scan.byte(b' ')?;
        self.number(size)?;
        if media.eq_ignore_ascii_case(b"text") {
            self.scan.byte(b' ')?;
            self.number(lines)?;
        }
        if self.scan.next()? == b' ' {
            self.told(md5)?;
            self.extensions()?;
        }
        self.json.close(false, b'}');
        Some(())
    }

    /// A further field that is left out where it is NIL.
    fn told(&mut self, name: &'static str) -> Option<()> {
        self.scan.byte(b' ')?;
        if let Some(text) = self.scan.nstring()? {
            self.json.field(false, name).ok()?;
            self.json.sent(Some(text));
        }
        Some(())
    }

    /// Parameters, left out where they are NIL; none stands twice.
    fn parameters(&mut self, name: &'static str) -> Option<()> {
        self.scan.byte(b' ')?;
        if self.scan.skip(b"NIL") {
            return Some(());
        }
        self.json.field(false, name).ok()?;
        self.scan.byte(b'(')?;
        self.json.open(b'{');
        let mut keys: [&[u8]; FEW] = [&[]; FEW];
        let mut count = 0;
        while count == 0 || self.scan.skip(b" ") {
            let key = self.scan.string()?;
            let (known, free) = keys.split_at_mut_checked(count)?;
            if known.iter().any(|known| known.eq_ignore_ascii_case(key)) {
                return None;
            }
            *free.first_mut()? = key;
            self.scan.byte(b' ')?;
            let value = self.scan.string()?;
            self.json.separate(count == 0).ok()?;
            count += 1;
            self.json.sent(Some(key));
            self.json.colon();
            self.json.sent(Some(value));
        }
        self.scan.byte(b')')?;
        self.json.close(false, b'}');
        Some(())
    }

    /// Disposition, language and location, or as many of them as there are.
    fn extensions(&mut self) -> Option<()> {
        let [.., disposition, language, location, _] = FIELDS;
        let steps = [
            (
                Self::disposition as fn(&mut Self, &'static str) -> _,
                disposition,
            ),
            (Self::language, language),
            (Self::told, location),
        ];
        for (step, name) in steps {
            if self.scan.next()? == b' ' {
                step(self, name)?;
            }
        }
        Some(())
    }

    fn disposition(&mut self, name: &'static str) -> Option<()> {
        self.scan.byte(b' ')?;
        if self.scan.skip(b"NIL") {
            return Some(());
        }
        let [kind, params] = DISPOSITION;
        self.scan.byte(b'(')?;
        let sent = self.scan.string()?;
        self.json.field(false, name).ok()?;
        self.json.open(b'{');
        self.json.field(true, kind).ok()?;
        self.json.sent(Some(sent));
        self.parameters(params)?;
        self.scan.byte(b')')?;
        self.json.close(false, b'}');
        Some(())
    }

    /// One language or a list of them.
    fn language(&mut self, name: &'static str) -> Option<()> {
        self.scan.byte(b' ')?;
        if self.scan.skip(b"NIL") {
            return Some(());
        }
        self.json.field(false, name).ok()?;
        let list = self.scan.skip(b"(");
        self.json.open(b'[');
        let mut first = true;
        while first || list && self.scan.skip(b" ") {
            let word = self.scan.string()?;
            self.json.separate(first).ok()?;
            first = false;
            self.json.sent(Some(word));
        }
        if list {
            self.scan.byte(b')')?;
        }
        self.json.close(false, b']');
        Some(())
    }
}
