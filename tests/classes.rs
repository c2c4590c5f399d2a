//! Structs that Python sees as classes: fields, methods, and who may use a value when.

mod child;

use py4rs::Result;
use py4rs::prelude::*;
use std::thread;

/// A point of the plane.
#[derive(PythonAttributes, Debug, PartialEq)]
struct Point {
    /// To the right.
    x: f64,
    count: u8,
    #[py4rs(readonly)]
    name: String,
    #[py4rs(rename = "type")]
    kind: Option<i64>,
    #[py4rs(skip)]
    hidden: Vec<i64>,
}

#[py4rs::methods]
impl Point {
    fn new() -> Self {
        Point { x: 1.5, count: 1, name: "p".to_owned(), kind: None, hidden: vec![1, 2, 3] }
    }

    /// Moves it.
    ///
    /// So many times.
    fn move_by(&mut self, dx: f64, #[default(1)] times: u32, #[keyword] back: Option<bool>) -> f64 {
        let sign = if back.unwrap_or(false) { -1.0 } else { 1.0 };
        self.x += sign * dx * f64::from(times);
        self.x
    }

    fn label(&self) -> &str {
        &self.name
    }

    #[py4rs(rename = "sum")]
    fn total(&self, rest: Args) -> Result<i64> {
        rest.iter().map(|item| item.extract::<i64>()).sum()
    }

    fn fails(&self, text: String) -> std::result::Result<i64, std::num::ParseIntError> {
        text.parse()
    }

    fn panics(&mut self) {
        panic!("on purpose");
    }

    #[py4rs(skip)]
    fn secret(&self) -> usize {
        self.hidden.len()
    }

    fn visit(&self, visitor: PyObject) -> Result<PyObject> {
        pycall!(visitor)
    }

    fn change(&mut self, visitor: PyObject) -> Result<PyObject> {
        self.count = 7;
        pycall!(visitor)
    }

    fn __repr__(&self) -> String {
        format!("Point({})", self.x)
    }

    fn __len__(&self) -> usize {
        self.hidden.len()
    }

    fn __getitem__(&self, index: usize) -> Result<i64> {
        self.hidden.get(index).copied().ok_or_else(|| pyerror("IndexError", (index,)))
    }

    fn __iter__(&self) -> Result<PyObject> {
        pyiter(self.hidden.clone())
    }

    fn __eq__(&self, other: RustObject) -> bool {
        other.with_ref(|other: &Point| other.x == self.x).unwrap_or(false)
    }

    fn __hash__(&self) -> i64 {
        17
    }

    fn __call__(&self, x: f64, #[default(2.0)] y: f64) -> f64 {
        x * y
    }

    fn __enter__(&self) -> &'static str {
        "inside"
    }

    fn __exit__(
        &mut self,
        _class: Option<PyObject>,
        error: Option<PyObject>,
        _traceback: Option<PyObject>,
    ) -> bool {
        error.is_some()
    }

    fn __add__(&self, more: f64) -> f64 {
        self.x + more
    }
}

/// What has fields alone.
#[derive(PythonAttributes)]
struct Plain {
    held: Option<PyObject>,
}

#[derive(PythonAttributes)]
struct Nothing;

fn bind(name: &str, point: Point) -> Result<RustObject> {
    let point = RustObject::with_attributes(point);
    set_pyvalue(name, &point)?;
    Ok(point)
}

/// The last line of what is raised.
fn raised(code: &str) -> String {
    let error = raw_pyexec(code).expect_err(code).to_string();
    error.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn fields_are_attributes() -> Result<()> {
    let point = bind("c_p", Point::new())?;
    raw_pyexec(
        "c_p.x = 4\nc_p.type = 9\nc_p.count += 1\nassert (c_p.x, c_p.type, c_p.count, c_p.name) == (4.0, 9, 2, 'p')",
    )?;
    for (code, error) in [
        ("c_p.x = 'a'", "TypeError: attribute 'x': expected float, got str 'a'"),
        ("c_p.count = 300", "OverflowError: attribute 'count': expected u8 (0 to 255), got int 300"),
        ("del c_p.x", "AttributeError: attribute 'x' cannot be deleted"),
    ] {
        assert_eq!(raised(code), error);
    }
    for code in ["c_p.name = 'q'", "c_p.hidden", "c_p.new", "c_p.secret", "c_p.kind", "c_p.other = 1"] {
        assert!(raised(code).starts_with("AttributeError: "), "{code}: {}", raised(code));
    }
    let (x, secret) = point.with_ref(|point: &Point| (point.x, point.secret()))?;
    assert_eq!((x, secret), (4.0, 3));
    point.with_mut(|point: &mut Point| point.x = 8.0)?;
    assert_eq!(raw_pyeval::<f64>("c_p.x")?, 8.0);
    assert!(point.with_ref(|_: &Nothing| ()).is_err());
    Ok(())
}

#[test]
fn methods_are_as_functions_are() -> Result<()> {
    let _point = bind("c_m", Point::new())?;
    raw_pyexec(
        "import inspect, pydoc
assert c_m.move_by(2, times=3) == 7.5 and c_m.move_by(1, back=True) == 6.5
assert c_m.label() == c_m.name == 'p' and c_m.sum(1, 2, 3) == 6
assert str(inspect.signature(c_m.move_by)) == '(dx, times=1, *, back=None)'
assert str(inspect.signature(type(c_m).move_by)) == '(self, /, dx, times=1, *, back=None)'
assert inspect.getdoc(c_m.move_by) == 'Moves it.\\n\\nSo many times.'
text = pydoc.render_doc(c_m, renderer=pydoc.plaintext)
assert 'A point of the plane.' in text and 'move_by(self, /, dx' in text and 'To the right.' in text, text
assert type(c_m).__name__ == 'Point' and 'move_by' in dir(c_m) and 'x' in dir(c_m)",
    )?;
    for (code, error) in [
        ("c_m.move_by()", "TypeError: move_by() missing required argument 'dx'"),
        ("c_m.move_by('a')", "TypeError: move_by() argument 'dx': expected float, got str 'a'"),
        (
            "c_m.move_by(1, -1)",
            "OverflowError: move_by() argument 'times': expected u32 (0 to 4294967295), got int -1",
        ),
        ("c_m.move_by(1, no=2)", "TypeError: move_by() got an unexpected keyword argument 'no'"),
    ] {
        assert_eq!(raised(code), error);
    }
    let error = raw_pyexec("c_m.fails('x')").expect_err("x is no number");
    assert!(error.downcast_ref::<std::num::ParseIntError>().is_some());
    let panic = std::panic::catch_unwind(|| raw_pyexec("c_m.panics()")).expect_err("a panic");
    assert_eq!(panic.downcast_ref(), Some(&"on purpose"));
    // The panic left the value free.
    raw_pyexec("c_m.x = 1")
}

#[test]
fn names_of_pythons_have_their_meaning() -> Result<()> {
    let _point = bind("c_n", Point::new())?;
    set_pyvalue("c_other", RustObject::with_attributes(Point::new()))?;
    set_pyvalue("c_nothing", RustObject::with_attributes(Nothing))?;
    raw_pyexec(
        "assert repr(c_n) == 'Point(1.5)' and len(c_n) == 3 and bool(c_n)
assert c_n[1] == 2 and list(c_n) == [1, 2, 3] and 3 in c_n
assert c_n == c_other and not (c_n != c_other) and hash(c_n) == 17 and c_n != 5
assert c_n(3) == 6.0 and c_n(3, y=1) == 3.0 and callable(c_n) and c_n + 1 == 2.5
assert type(c_n).__add__(c_n, 'a') is NotImplemented
with c_n as c_inside:
    assert c_inside == 'inside'
    raise ValueError
assert not callable(c_nothing) and hash(c_nothing) and c_nothing == c_nothing and bool(c_nothing)",
    )?;
    assert_eq!(raised("c_n[9]"), "IndexError: 9");
    assert!(raised("len(c_nothing)").starts_with("TypeError"), "{}", raised("len(c_nothing)"));
    for code in [
        "type(c_n)()",
        "object.__new__(type(c_n))",
        "type('Sub', (type(c_n),), {})",
        "type(c_n).x.__get__(1)",
        "type(c_n).sum(c_nothing)",
        "c_n.__class__ = type(c_nothing)",
        "__import__('copy').copy(c_n)",
    ] {
        assert!(raised(code).starts_with("TypeError"), "{code}: {}", raised(code));
    }
    Ok(())
}

#[test]
fn one_who_changes_it_has_it_alone() -> Result<()> {
    let point = bind("c_o", Point::new())?;
    // Reading while it is read.
    assert_eq!(raw_pyeval::<f64>("c_o.visit(lambda: c_o.visit(lambda: c_o.x))")?, 1.5);
    let in_use = "RuntimeError: 'Point' object cannot be changed: a method of its that has not returned, or Rust, has a \
                  reference to it";
    let changing = "RuntimeError: 'Point' object is being changed by a method that has not returned";
    for (code, error) in [
        ("c_o.visit(lambda: setattr(c_o, 'x', 2))", in_use),
        ("c_o.visit(lambda: c_o.move_by(1))", in_use),
        ("c_o.change(lambda: c_o.x)", changing),
        ("c_o.change(lambda: repr(c_o))", changing),
        ("c_o.change(lambda: setattr(c_o, 'x', 2))", changing),
    ] {
        assert_eq!(raised(code), error, "{code}");
    }
    let inner = point.with_mut(|_: &mut Point| raw_pyexec("c_o.x = 1").is_err())?;
    assert!(inner);
    set_pyvalue("c_none", pyfunction(|object: RustObject| object.downcast_ref::<Point>().is_none()))?;
    assert!(raw_pyeval::<bool>("c_o.change(lambda: c_none(c_o))")?);
    // What Rust has on loan stays as it is.
    let back: RustObject = pyvalue("c_o")?;
    let lent: &Point = back.downcast_ref().expect("it is one");
    assert_eq!(raised("c_o.x = 2"), in_use);
    assert_eq!((lent.x, lent.count), (1.5, 7));
    drop(back);
    raw_pyexec("c_o.x = 2")?;
    raw_pyexec("del c_o")?;
    assert!(point.downcast::<Point>().is_ok_and(|point| point.x == 2.0));
    Ok(())
}

#[test]
fn a_value_is_lent_before_there_is_a_python() {
    let outcome = child::run(|| {
        let point = RustObject::with_attributes(Point::new());
        assert!(!is_alive());
        assert_eq!(point.downcast_ref::<Point>(), Some(&Point::new()));
        assert!(point.downcast_ref::<Plain>().is_none());
    });
    outcome.printed();
}

#[test]
fn threads_take_turns() -> Result<()> {
    let point = bind("c_t", Point::new())?;
    raw_pyexec("def c_steps():\n    for _ in range(500): c_t.move_by(1)")?;
    let threads: Vec<_> = (0..4).map(|_| thread::spawn(|| raw_pyexec("c_steps()"))).collect();
    for thread in threads {
        thread.join().expect("no panic")?;
    }
    assert_eq!(point.with_ref(|point: &Point| point.x)?, 2001.5);
    Ok(())
}

#[test]
fn what_a_field_was_ends_when_the_value_is_free() -> Result<()> {
    let plain = RustObject::with_attributes(Plain { held: None });
    set_pyvalue("c_f", &plain)?;
    raw_pyexec(
        "class Last:
    def __del__(self): c_f.held = 'the end'
c_f.held = Last()
c_f.held = 1
assert c_f.held == 'the end', c_f.held",
    )?;
    let base = Plain { held: None };
    assert_eq!(base.dir()?, ["held"]);
    assert!(base.getattr("held")?.is(&py_none()?) && base.getattr("other").is_err());
    Ok(())
}
