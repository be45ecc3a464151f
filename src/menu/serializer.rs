//! [`JsonWriter`] as a serializer of serde.

use std::fmt::{self, Display};
use std::io;

use serde::ser::{self, Serialize, Serializer};

use super::writer::JsonWriter;
use crate::data::text::as_base64;

/// Why something could not be written as JSON.
#[derive(Debug)]
pub struct Unwritten(io::Error);

impl Display for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Unwritten {}

impl ser::Error for Unwritten {
    fn custom<T: Display>(message: T) -> Self {
        Self(io::Error::other(message.to_string()))
    }
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Self {
        Self(error)
    }
}

impl From<Unwritten> for io::Error {
    fn from(error: Unwritten) -> Self {
        error.0
    }
}

type Written = Result<(), Unwritten>;

/// An array or object under way.
#[derive(Debug)]
pub struct Compound<'w, 'a> {
    writer: &'w mut JsonWriter<'a>,
    empty: bool,
    bracket: u8,
    /// Whether it is the only value of an object, which ends with it.
    variant: bool,
}

impl<'a> JsonWriter<'a> {
    fn begin(&mut self, open: u8, bracket: u8) -> Compound<'_, 'a> {
        self.buffer.push(open);
        self.depth += 1;
        Compound {
            writer: self,
            empty: true,
            bracket,
            variant: false,
        }
    }

    fn begin_variant(
        &mut self,
        name: &'static str,
        open: u8,
        bracket: u8,
    ) -> Result<Compound<'_, 'a>, Unwritten> {
        self.buffer.push(b'{');
        self.depth += 1;
        self.field(true, name)?;
        let mut compound = self.begin(open, bracket);
        compound.variant = true;
        Ok(compound)
    }

    /// A token other than a string: in quotes, if it is a key.
    fn token(&mut self, token: impl FnOnce(&mut Self)) -> Written {
        let in_key = self.in_key;
        if in_key {
            self.buffer.push(b'"');
        }
        token(self);
        if in_key {
            self.buffer.push(b'"');
        }
        Ok(())
    }

    fn word(&mut self, word: &str) -> Written {
        self.token(|writer| writer.buffer.extend_from_slice(word.as_bytes()))
    }
}

impl Compound<'_, '_> {
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.writer.separate(std::mem::take(&mut self.empty))?;
        value.serialize(&mut *self.writer)
    }

    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        self.writer.separate(std::mem::take(&mut self.empty))?;
        self.writer.in_key = true;
        key.serialize(&mut *self.writer)?;
        self.writer.in_key = false;
        self.writer.colon();
        Ok(())
    }

    #[inline]
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written {
        self.writer.field(std::mem::take(&mut self.empty), name)?;
        value.serialize(&mut *self.writer)
    }

    fn finish(self) -> Written {
        self.writer.close(self.empty, self.bracket);
        if self.variant {
            self.writer.close(false, b'}');
        }
        Ok(())
    }
}

/// Methods for numbers that fit into another type.
macro_rules! numbers {
    ($($method:ident: $type:ty),+) => {$(
        fn $method(self, value: $type) -> Written {
            self.token(|writer| writer.int(value.into()))
        }
    )+};
}

impl<'w, 'a> Serializer for &'w mut JsonWriter<'a> {
    type Ok = ();
    type Error = Unwritten;
    type SerializeSeq = Compound<'w, 'a>;
    type SerializeTuple = Compound<'w, 'a>;
    type SerializeTupleStruct = Compound<'w, 'a>;
    type SerializeTupleVariant = Compound<'w, 'a>;
    type SerializeMap = Compound<'w, 'a>;
    type SerializeStruct = Compound<'w, 'a>;
    type SerializeStructVariant = Compound<'w, 'a>;

    numbers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128
    );

    fn serialize_u8(self, value: u8) -> Written {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Written {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Written {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Written {
        self.token(|writer| writer.number(value))
    }

    fn serialize_u128(self, value: u128) -> Written {
        self.word(&value.to_string())
    }

    fn serialize_f32(self, value: f32) -> Written {
        self.word(&serde_json::to_string(&value).map_err(<Unwritten as ser::Error>::custom)?)
    }

    fn serialize_f64(self, value: f64) -> Written {
        self.word(&serde_json::to_string(&value).map_err(<Unwritten as ser::Error>::custom)?)
    }

    fn serialize_bool(self, value: bool) -> Written {
        self.word(if value { "true" } else { "false" })
    }

    fn serialize_char(self, value: char) -> Written {
        Ok(self.text(value.encode_utf8(&mut [0; 4]))?)
    }

    fn serialize_str(self, value: &str) -> Written {
        Ok(self.text(value)?)
    }

    fn serialize_bytes(self, value: &[u8]) -> Written {
        match self.octets(value)? {
            true => Ok(()),
            false => as_base64(value, self),
        }
    }

    fn serialize_none(self) -> Written {
        self.buffer.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.word("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.word("null")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Written {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Written {
        let mut object = self.begin(b'{', b'}');
        object.field(name, value)?;
        object.finish()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Unwritten> {
        Ok(self.begin(b'[', b']'))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Unwritten> {
        Ok(self.begin(b'[', b']'))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unwritten> {
        Ok(self.begin(b'[', b']'))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unwritten> {
        self.begin_variant(name, b'[', b']')
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Unwritten> {
        Ok(self.begin(b'{', b'}'))
    }

    fn serialize_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, Unwritten> {
        Ok(self.begin(b'{', b'}'))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unwritten> {
        self.begin_variant(name, b'{', b'}')
    }

    /// As text is made, without holding it.
    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Written {
        struct Escaped<'w, 'a>(&'w mut JsonWriter<'a>, io::Result<()>);

        impl fmt::Write for Escaped<'_, '_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                self.1 = self.0.escaped(text.as_bytes());
                self.1.as_ref().map_or(Err(fmt::Error), |()| Ok(()))
            }
        }

        self.buffer.push(b'"');
        let mut escaped = Escaped(self, Ok(()));
        let shown = fmt::Write::write_fmt(&mut escaped, format_args!("{value}"));
        escaped.1?;
        shown.map_err(|_| <Unwritten as ser::Error>::custom("a value could not be shown"))?;
        escaped.0.buffer.push(b'"');
        Ok(())
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}

/// Traits of lists.
macro_rules! lists {
    ($($trait:ident: $method:ident),+) => {$(
        impl ser::$trait for Compound<'_, '_> {
            type Ok = ();
            type Error = Unwritten;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
                self.element(value)
            }

            fn end(self) -> Written {
                self.finish()
            }
        }
    )+};
}

lists!(
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field
);

/// Traits of structs.
macro_rules! structs {
    ($($trait:ident),+) => {$(
        impl ser::$trait for Compound<'_, '_> {
            type Ok = ();
            type Error = Unwritten;

            // The length of a name is known where a record is written.
            #[inline(always)]
            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Written {
                self.field(name, value)
            }

            fn end(self) -> Written {
                self.finish()
            }
        }
    )+};
}

structs!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Compound<'_, '_> {
    type Ok = ();
    type Error = Unwritten;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Written {
        self.finish()
    }
}
