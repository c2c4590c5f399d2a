//! What may go to another thread, and what may not. This file is its own proof: it compiles.

use py4rs::config::PythonConfig;
use py4rs::gc::Tracked;
use py4rs::{
    Config, ConversionError, Error, InterruptHandle, PyError, PyObject, Python, Pythonizer, RuleError, Value,
    VersionInfo,
};

/// Has the function for types without the marker in `Not` alone, and for those with it twice, so that naming
/// it is ambiguous.
macro_rules! assert_not {
    ($marker:ident: $type:ty) => {
        const _: () = {
            trait Either<Case> {
                fn is_not() {}
            }
            struct Has;
            impl<T: ?Sized> Either<()> for T {}
            impl<T: ?Sized + $marker> Either<Has> for T {}
            let _ = <$type as Either<_>>::is_not;
        };
    };
}

const fn assert_shared<T: Send + Sync + 'static>() {}

const _: () = {
    assert_shared::<PyObject>();
    assert_shared::<Error>();
    assert_shared::<PyError>();
    assert_shared::<ConversionError>();
    assert_shared::<RuleError>();
    assert_shared::<Value>();
    assert_shared::<Config>();
    assert_shared::<PythonConfig>();
    assert_shared::<VersionInfo>();
    assert_shared::<InterruptHandle>();
};

assert_not!(Send: Python<'static>);
assert_not!(Sync: Python<'static>);
assert_not!(Send: Pythonizer<'static>);
assert_not!(Sync: Pythonizer<'static>);
assert_not!(Send: Tracked);
assert_not!(Sync: Tracked);

#[test]
fn an_error_is_one_for_everybody() {
    fn boxed(error: Error) -> Box<dyn std::error::Error + Send + Sync> {
        error.into()
    }
    assert!(boxed(Error::NotAlive).downcast::<Error>().is_ok());
}
