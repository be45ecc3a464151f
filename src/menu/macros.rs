//! The macro that makes a method out of one documented signature.

/// Declares the methods of a command family.
///
/// Each line becomes a public method of `Client` that calls the function of the same name in the
/// surrounding file, with every argument converted by `Into`; with feature `menu` it also becomes
/// an entry of the family's `METHODS`. A method without documentation does not compile.
macro_rules! menu {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident $(as $shell:literal)? (
            $($arg:ident: $ty:ty $(= $default:tt as $spelling:literal)?),* $(,)?
        ) $(-> $out:ty)?;
    )+) => {
        impl $crate::client::Client {
            $(
                $(#[doc = $doc])+
                pub fn $name(
                    &mut self $(, $arg: impl Into<$ty>)*
                ) -> $crate::error::Result<$crate::menu::macros::result!($($out)?)> {
                    $name(self $(, $arg.into())*).map_err(|error| error.in_call(stringify!($name)))
                }
            )+
        }

        #[cfg(feature = "menu")]
        pub(crate) const METHODS: &[$crate::menu::Method] = &[$({
            #[allow(unused_imports)]
            use $crate::menu::{FromArg, IntoOut, Method, Param};
            const NAME: &str = $crate::menu::macros::shell_name!($name $($shell)?);
            const PARAMS: &[Param] = &[$(Param {
                name: stringify!($arg),
                kind: stringify!($ty),
                what: <$ty as FromArg>::WHAT,
                default: $crate::menu::macros::default!($($spelling)?),
                star: <$ty as FromArg>::STAR,
            }),*];
            Method {
                name: NAME,
                doc: concat!($($doc, "\n"),+),
                params: PARAMS,
                result: $crate::menu::macros::result_name!($($out)?),
                call: |client, args| {
                    #[allow(unused_mut, unused_variables)]
                    let mut bound = args.bind(NAME, PARAMS)?;
                    let mut _position = 0..;
                    $(
                        let $arg: $ty = match bound.take::<$ty>(_position.next().unwrap_or(0))? {
                            Some(value) => value,
                            None => $crate::menu::macros::fallback!($arg $($default)?),
                        };
                    )*
                    client.$name($($arg),*).map(IntoOut::into_out)
                },
            }
        }),+];
    };
}

macro_rules! result {
    () => {
        ()
    };
    ($out:ty) => {
        $out
    };
}

#[cfg(feature = "menu")]
macro_rules! result_name {
    () => {
        "None"
    };
    ($out:ty) => {
        stringify!($out)
    };
}

#[cfg(feature = "menu")]
macro_rules! shell_name {
    ($name:ident) => {
        stringify!($name)
    };
    ($name:ident $shell:literal) => {
        $shell
    };
}

#[cfg(feature = "menu")]
macro_rules! default {
    () => {
        None
    };
    ($spelling:literal) => {
        Some($spelling)
    };
}

#[cfg(feature = "menu")]
macro_rules! fallback {
    ($arg:ident) => {
        return Err($crate::error::Error::type_(
            stringify!($arg),
            concat!(stringify!($arg), " must be given"),
        ))
    };
    ($arg:ident $default:tt) => {
        ($default).into()
    };
}

#[cfg(feature = "menu")]
pub(crate) use {default, fallback, result_name, shell_name};
pub(crate) use {menu, result};
