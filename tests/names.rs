//! Names: what they mean, when that changes, and what is said of those that mean nothing.

mod child;

use py4rs::Result;
use py4rs::prelude::*;
use std::thread;

/// The Python exception that it fails with: its class and message.
#[track_caller]
fn raised<T: std::fmt::Debug>(result: Result<T>) -> (String, String) {
    match result {
        Err(Error::Python(error)) => (error.type_name(), error.message()),
        other => panic!("no exception: {other:?}"),
    }
}

/// The text of the conversion error that it fails with.
#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Conversion(error)) => error.to_string(),
        other => panic!("no conversion error: {other:?}"),
    }
}

#[test]
fn a_name_set_from_rust_is_seen_in_python_and_back() -> Result<()> {
    set_pyvalue("both_ways", vec![1, 2])?;
    raw_pyexec("both_ways.append(3)")?;
    assert_eq!(pyvalue::<Vec<i64>>("both_ways")?, [1, 2, 3]);
    Ok(())
}

#[test]
fn dots_lead_through_attributes() -> Result<()> {
    raw_pyexec("class Tree: pass\ntree = Tree(); tree.branch = Tree(); tree.branch.leaf = 'green'")?;
    assert_eq!(pyvalue::<String>("tree.branch.leaf")?, "green");
    set_pyvalue("tree.branch.leaf", "red")?;
    set_pyvalue("tree.branch.twig", 3)?;
    assert_eq!(raw_pyeval::<(String, i64)>("(tree.branch.leaf, tree.branch.twig)")?, ("red".into(), 3));
    Ok(())
}

#[test]
fn builtins_are_known_and_can_be_shadowed() -> Result<()> {
    assert_eq!(pycall!("divmod", 7, 2 => (i64, i64))?, (3, 1));
    let call_it = || pycall!("divmod", 7, 2 => (i64, i64));
    set_pyvalue("divmod", raw_pyeval::<PyObject>("lambda a, b: (b, a)")?)?;
    assert_eq!(pycall!("divmod", 7, 2 => (i64, i64))?, (2, 7));
    assert_eq!(call_it()?, (2, 7));
    raw_pyexec("del divmod")?;
    assert_eq!(call_it()?, (3, 1));
    Ok(())
}

#[test]
fn a_name_rebound_in_python_is_seen_at_once() -> Result<()> {
    let ask = || pycall!("rebound", => i64);
    for value in 0..5 {
        raw_pyexec(&format!("def rebound(): return {value}"))?;
        assert_eq!(ask()?, value);
        assert_eq!(call::<i64>("rebound", ())?, value);
        assert_eq!(
            pyvalue::<PyObject>("rebound")?.to_string(),
            raw_pyeval::<PyObject>("rebound")?.to_string()
        );
    }
    raw_pyexec("del rebound")?;
    assert_eq!(raised(ask()).0, "NameError");
    Ok(())
}

#[test]
fn every_way_of_rebinding_a_name_is_seen_at_once() {
    // It clears `__main__`, which other tests use.
    child::run(rebind_in_every_way).printed();
}

fn rebind_in_every_way() -> Result<()> {
    raw_pyexec(
        "import __main__, builtins\n\
         def stored(value):\n    global changing\n    changing = value\n\
         def attribute(value): __main__.changing = value\n\
         def repeated(set, last):\n    for value in range(200): set(lambda: -1)\n    set(last)\n\
         def cleared(value):\n    names = globals()\n    saved = dict(names, changing = value)\n    names.clear()\n    names.update(saved)\n\
         def emptied(value):\n    names = globals()\n    saved = dict(names, changing = value)\n    while names: names.popitem()\n    names.update(saved)",
    )?;
    let ways = [
        "changing = value",
        "globals()['changing'] = value",
        "globals().update(changing = value)",
        "globals().update([('changing', value)])",
        "globals().__ior__({'changing': value}) if hasattr({}, '__ior__') else globals().update(changing = value)",
        "globals().pop('changing'); globals().setdefault('changing', value)",
        "del changing; builtins.changing = value",
        "builtins.changing = value; del builtins.changing; changing = value",
        "setattr(__main__, 'changing', value)",
        "vars(__main__)['changing'] = value",
        "exec('changing = value')",
        "stored(value)",
        "repeated(stored, value)",
        "repeated(attribute, value)",
        "import os.path as changing; from __main__ import value as changing",
        "for changing in [value]: pass",
        "cleared(value)",
        "emptied(value)",
    ];
    let site = || pycall!("changing", => i64);
    let run_time = |name: &str| call::<i64>(name, ());
    for (number, way) in (0..).zip(ways) {
        raw_pyexec("changing = lambda: -2")?;
        assert_eq!((site()?, run_time("changing")?), (-2, -2), "before {way}");
        // The old one is freed, so that its memory may be what comes next.
        raw_pyexec(&format!("value = lambda: {number}\n{way}\ndel value"))?;
        assert_eq!((site()?, run_time("changing")?), (number, number), "{way}");
        assert_eq!((site()?, run_time("changing")?), (number, number), "again, {way}");
        raw_pyexec("globals().pop('changing', None); vars(__import__('builtins')).pop('changing', None)")?;
        assert_eq!(raised(site()).0, "NameError", "after {way}");
        assert_eq!(raised(run_time("changing")).0, "NameError", "after {way}");
    }
    Ok(())
}

#[test]
fn what_a_rebinding_frees_finds_the_new_value() {
    // It puts names into builtins, and where it fails, it may crash.
    child::run(rebind_and_look).printed();
}

fn rebind_and_look() -> Result<()> {
    export_function("look", || -> Result<(i64, i64)> {
        Ok((chain!(watched.number)?, pyvalue("watched.number")?))
    })?;
    raw_pyexec(
        "import __main__, builtins\n\
         class Names: pass\n\
         class Part:\n    def __del__(self): seen.append((*look(), place['watched'].number))\n\
         class Value:\n    def __init__(self, number): self.number, self.part = number, Part()\n\
         def stored(value):\n    global watched\n    watched = value\n\
         def attribute(value): __main__.watched = value\n\
         def shared(value): names.watched = value\n\
         def item(value): place['watched'] = value\n\
         def update(value): place.update(watched = value)\n\
         names, place, seen = Names(), None, []",
    )?;
    for place in ["vars(__main__)", "vars(builtins)"] {
        for way in ["stored", "attribute", "shared", "item", "update"] {
            if place == "vars(builtins)" && matches!(way, "stored" | "attribute") {
                continue;
            }
            raw_pyexec(&format!(
                "place = names.__dict__ = {place}; place['watched'] = Value(-1); seen.clear()"
            ))?;
            raw_pyexec(&format!("for number in range(40): look(); {way}(Value(number))"))?;
            raw_pyexec("place['watched'].part = None; place.pop('watched')")?;
            let seen: Vec<(i64, i64, i64)> = pyvalue("seen")?;
            let rebindings: Vec<(i64, i64, i64)> = (0..40).map(|number| (number, number, number)).collect();
            assert_eq!(seen[..40], rebindings, "{way} in {place}");
        }
    }
    Ok(())
}

#[test]
fn an_attribute_rebound_in_python_is_seen_at_once() -> Result<()> {
    raw_pyexec("class Desk: pass\ndesk = Desk()")?;
    let ask = || pycall!("desk.drawer", 1 => i64);
    let method = || pymethod!(pyvalue::<PyObject>("desk")?, "drawer", 1 => i64);
    for value in 0..5 {
        raw_pyexec(&format!("desk.drawer = lambda x: x + {value}"))?;
        assert_eq!((ask()?, method()?), (value + 1, value + 1));
    }
    Ok(())
}

#[test]
fn thousands_of_names_are_kept_apart() -> Result<()> {
    let names: Vec<String> = (0..2000).map(|number| format!("many_{number}")).collect();
    for (name, number) in names.iter().zip(0i64..) {
        set_pyvalue(name, number)?;
    }
    for _ in 0..2 {
        for (name, number) in names.iter().zip(0i64..) {
            assert_eq!(pyvalue::<i64>(name)?, number);
        }
    }
    Ok(())
}

#[test]
fn names_of_every_length_are_kept_apart() -> Result<()> {
    raw_pyexec("class Box: pass")?;
    let object: PyObject = pycall!("Box")?;
    for length in 1..40 {
        for last in ["a", "b"] {
            let name = format!("{}{last}", "x".repeat(length - 1));
            set_pyslot_value(&object, &name, format!("{name}!"))?;
        }
    }
    for length in 1..40 {
        for last in ["a", "b"] {
            let name = format!("{}{last}", "x".repeat(length - 1));
            assert_eq!(pyslot_value::<String>(&object, &name)?, format!("{name}!"));
        }
    }
    Ok(())
}

#[test]
fn names_are_kept_apart_by_threads() -> Result<()> {
    let work = |thread: i64| -> Result<()> {
        for number in 0..600 {
            set_pyvalue(&format!("of_{thread}_{number}"), thread * 1000 + number)?;
        }
        for number in 0..600 {
            assert_eq!(pyvalue::<i64>(&format!("of_{thread}_{number}"))?, thread * 1000 + number);
        }
        Ok(())
    };
    let threads: Vec<_> = (0..4).map(|thread| thread::spawn(move || work(thread))).collect();
    threads.into_iter().try_for_each(|thread| thread.join().expect("no panic"))
}

#[test]
fn a_name_that_is_not_defined_is_a_name_error() {
    let plain = ("NameError".to_owned(), "name 'nobody_set_this' is not defined".to_owned());
    assert_eq!(raised(pyvalue::<i64>("nobody_set_this")), plain);
    assert_eq!(raised(pyvalue::<i64>("nobody_set_this.part")), plain);
    assert_eq!(raised(pycall!("nobody_set_this", 1 => ())), plain);
    assert_eq!(raised(call::<()>("nobody_set_this.part", ())), plain);
    assert_eq!(raised(set_pyvalue("nobody_set_this.part", 1)), plain);
}

#[test]
fn a_module_that_was_not_imported_is_suggested() {
    let (class, message) = raised(pyvalue::<f64>("colorsys.anything"));
    assert_eq!(class, "NameError");
    assert!(message.starts_with("name 'colorsys' is not defined"), "{message}");
    assert!(message.contains("import_module(\"colorsys\")"), "{message}");
}

#[test]
fn a_name_that_is_like_it_is_suggested() -> Result<()> {
    set_pyvalue("temperature_of_water", 20)?;
    for error in [
        pyvalue::<i64>("temprature_of_water"),
        pycall!("temperature_of_watr", 1 => i64),
        chain!(temperature_of_vater.real => i64),
    ] {
        let (class, message) = raised(error);
        assert_eq!(class, "NameError");
        assert!(message.ends_with("Did you mean: 'temperature_of_water'?"), "{message}");
    }
    assert!(raised(pyvalue::<i64>("lenn")).1.ends_with("Did you mean: 'len'?"));
    Ok(())
}

#[test]
fn errors_about_names_suggest_what_is_like_them() -> Result<()> {
    import_module("math")?;
    set_pyvalue("temperature_of_air", 20)?;
    let version = version_info()?;
    let suggests = |result: Result<i64>, what: &str| {
        let text = result.expect_err("the name is wrong").to_string();
        // Python's errors know the name that is missing from 3.10 on.
        let expected = version.minor >= 10;
        // From 3.15 on it says of an attribute: Did you mean '.upper' instead of '.uper'?
        let of_attribute = what.replace("Did you mean: '", "Did you mean '.").replace("'?", "' instead of ");
        let said = text.matches(what).count().max(text.matches(&of_attribute).count());
        assert_eq!(said, usize::from(expected), "{text}");
    };
    suggests(pyvalue("math.hypott"), "Did you mean: 'hypot'?");
    suggests(pyslot_value("text", "uper"), "Did you mean: 'upper'?");
    suggests(pymethod!("text", "uper"), "Did you mean: 'upper'?");
    suggests(chain!("text".uper()), "Did you mean: 'upper'?");
    suggests(raw_pyeval("temperature_of_hair + 1"), "Did you mean: 'temperature_of_air'?");
    import_module("xml")?;
    suggests(pyvalue("xml.etree.x"), "import_module(\"xml.etree\")");
    let text = raw_pyeval::<i64>("colorsys.x").expect_err("it is not imported").to_string();
    assert!(version.minor < 10 || text.contains("import"), "{text}");
    Ok(())
}

#[test]
fn a_missing_attribute_is_an_attribute_error() -> Result<()> {
    import_module("math")?;
    for (class, message) in [
        raised(pyvalue::<i64>("math.nothing")),
        raised(pycall!("math.nothing", 1 => i64)),
        raised(pymethod!("text", "nothing" => i64)),
        raised(pyslot_value::<i64>(&1, "nothing")),
        raised(set_pyvalue("len.nothing", 1)),
        raised(set_pyslot_value(1, "nothing", 1)),
    ] {
        assert_eq!(class, "AttributeError");
        assert!(message.contains("nothing"), "{message}");
    }
    Ok(())
}

#[test]
fn what_is_no_name_is_refused() {
    for text in ["", ".", "a.", ".a", "len..x"] {
        let message = refused(pyvalue::<i64>(text));
        assert!(message.contains("expected a name") && message.contains(&format!("{text:?}")), "{message}");
    }
    for text in ["", ".", ".a", "len.", "len..x"] {
        let message = refused(set_pyvalue(text, 1));
        assert!(message.contains("expected a name") && message.contains(&format!("{text:?}")), "{message}");
    }
}

#[test]
fn an_empty_module_name_is_an_error() {
    assert_eq!(raised(import_module("")).0, "ValueError");
    assert_eq!(raised(import_function("x", "")).0, "ValueError");
}

#[test]
fn names_may_hold_any_character() -> Result<()> {
    for name in ["größe", "日本語", "𝒳", "nul\0inside", "with space", "\u{1f40d}"] {
        set_pyvalue(name, name)?;
        assert_eq!(pyvalue::<String>(name)?, name);
        assert_eq!(pycall!("globals().__getitem__", name => String)?, name);
        assert_eq!(raised(pyslot_value::<i64>(&1, name)).0, "AttributeError");
    }
    assert_eq!(raised(pyvalue::<i64>("no\0body")).1, "name 'no\0body' is not defined");
    assert_eq!(pycall!("größe.upper" => String)?, "GRÖSSE");
    Ok(())
}

#[test]
fn importing_a_submodule_binds_its_package() -> Result<()> {
    let module = import_module("xml.dom.minidom")?;
    assert_eq!(pyslot_value::<String>(&module, "__name__")?, "xml.dom.minidom");
    assert_eq!(pyvalue::<String>("xml.__name__")?, "xml");
    assert!(pyvalue::<PyObject>("xml.dom.minidom")?.is(&module));
    assert_eq!(raised(pyvalue::<PyObject>("minidom")).0, "NameError");
    Ok(())
}

#[test]
fn an_imported_module_may_have_another_name() -> Result<()> {
    let module = import_module_as("xml.sax.saxutils", "sax_tools")?;
    assert!(pyvalue::<PyObject>("sax_tools")?.is(&module));
    assert_eq!(pycall!("sax_tools.escape", "<" => String)?, "&lt;");
    Ok(())
}

#[test]
fn a_function_is_imported_by_its_name_or_another() -> Result<()> {
    let hypot = import_function("hypot", "math")?;
    assert!(pyvalue::<PyObject>("hypot")?.is(&hypot));
    import_function_as("hypot", "math", "distance")?;
    assert_eq!(pycall!("distance", 3, 4 => f64)?, 5.0);
    Ok(())
}

#[test]
fn what_cannot_be_imported_is_an_import_error() {
    let (class, message) = raised(import_module("no_such_module"));
    assert_eq!(
        (class.as_str(), message.as_str()),
        ("ModuleNotFoundError", "No module named 'no_such_module'")
    );
    assert_eq!(raised(import_module("math.nothing")).0, "ModuleNotFoundError");
    assert_eq!(raised(import_module_as("no_such_module", "x")).0, "ModuleNotFoundError");
    let (class, message) = raised(import_function("nothing", "math"));
    assert_eq!(class, "ImportError");
    assert!(message.starts_with("cannot import name 'nothing' from "), "{message}");
}

#[test]
fn a_module_that_raises_gives_its_own_exception() -> Result<()> {
    raw_pyexec(
        "import sys, types
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == 'explosive':
            raise RuntimeError('boom')
sys.meta_path.insert(0, Finder)",
    )?;
    assert_eq!(raised(import_module("explosive")), ("RuntimeError".to_owned(), "boom".to_owned()));
    assert_eq!(raised(pyvalue::<i64>("explosive")).0, "NameError");
    raw_pyexec("sys.meta_path.remove(Finder)")
}
