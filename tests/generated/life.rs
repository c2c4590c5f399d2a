//! What generated functions do after a stop, when something is rebound, and when Python has changed.

use super::child;
use py4rs::Result;
use py4rs::prelude::*;

defpymodule!("textwrap");
defpymodule!("textwrap", reload = false, as kept);
defpymodule!("textwrap", cache = true, as cached);
defpymodule!("textwrap", safety = false, as unsafe_wrap);
defpymodule!("math", only = ["sqrt"]);
defpymodule!(file = "tests/generated/textwrap-drift.py4rs.json", as drifted);
defpymodule!(file = "tests/generated/textwrap-drift.py4rs.json", safety = false, as unchecked);

#[test]
fn it_survives_a_stop() {
    let outcome = child::run(|| -> Result<()> {
        assert_eq!(textwrap::dedent::<String>("  a")?, "a");
        stop()?;
        assert_eq!(textwrap::dedent::<String>("  b")?, "b");
        assert_eq!(math::sqrt::<f64>(4)?, 2.0);
        stop()?;
        assert_eq!(math::sqrt::<f64>(9)?, 3.0);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_rebinding_is_seen_until_the_module_is_read_again() {
    let outcome = child::run(|| -> Result<()> {
        assert_eq!(textwrap::dedent::<String>("  a")?, "a");
        assert_eq!(cached::dedent::<String>("  a")?, "a");
        assert_eq!(kept::dedent::<String>("  a")?, "a");
        assert_eq!(math::sqrt::<f64>(4)?, 2.0);
        raw_pyexec("import math, textwrap; textwrap.dedent = lambda text: 'mine'; math.sqrt = lambda x: -1")?;
        assert_eq!(textwrap::dedent::<String>("  a")?, "mine");
        assert_eq!(cached::dedent::<String>("  a")?, "a");
        assert_eq!(math::sqrt::<f64>(4)?, -1.0);
        stop()?;
        assert_eq!(kept::dedent::<String>("  a")?, "mine");
        assert_eq!(cached::dedent::<String>("  a")?, "a");
        assert_eq!(textwrap::dedent::<String>("  a")?, "a");
        assert_eq!(kept::dedent::<String>("  a")?, "a");
        assert_eq!(math::sqrt::<f64>(4)?, 2.0);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn without_safety_what_was_found_first_stays() {
    let outcome = child::run(|| -> Result<()> {
        assert_eq!(unsafe_wrap::dedent::<String>("  a")?, "a");
        stop()?;
        raw_pyexec("import sys, types; sys.modules['textwrap'] = types.ModuleType('textwrap')")?;
        assert_eq!(unsafe_wrap::dedent::<String>("  a")?, "a");
        assert!(textwrap::dedent::<String>("  a").is_err());
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_change_of_the_signature_is_said_at_the_first_call() -> Result<()> {
    for _ in 0..2 {
        let Err(Error::Python(error)) = drifted::dedent("a").breadth(3).call::<String>() else {
            panic!("there is no such parameter")
        };
        assert_eq!(error.type_name(), "TypeError");
        let message = "textwrap.dedent is not what its bindings were made for: parameter `breadth` is gone \
                       (they are made of Python 3.7.0; here is Python 3.";
        assert!(error.message().starts_with(message), "{error}");
        assert!(error.message().ends_with(", with dedent(text))"), "{error}");
    }
    let Err(error) = drifted::indent::<String>("a") else { panic!("a parameter is missing") };
    let message = "textwrap.indent is not what its bindings were made for: parameter `prefix` is required";
    assert!(error.to_string().contains(message), "{error}");
    assert_eq!(drifted::wrap("a b").width(1).call::<Vec<String>>()?, ["a", "b"]);
    let Err(error) = unchecked::indent::<String>("a") else { panic!("a parameter is missing") };
    assert!(!error.to_string().contains("bindings"), "{error}");
    Ok(())
}

#[test]
fn threads_share_them() -> Result<()> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|number| {
                scope.spawn(move || math::sqrt::<f64>(number * number).map(|root| root == f64::from(number)))
            })
            .collect();
        threads.into_iter().try_for_each(|thread| {
            assert!(thread.join().expect("no panic")?);
            Ok(())
        })
    })
}
