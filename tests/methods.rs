//! Methods as users of Python expect them: of objects that give themselves, take each other, and make new ones.

use py4rs::Result;
use py4rs::prelude::*;
use std::num::ParseIntError;

#[derive(PythonAttributes, Debug, PartialEq, Clone)]
struct Point {
    x: i64,
    y: i64,
}

#[derive(PythonAttributes)]
struct Path {
    points: Vec<PyObject>,
    #[py4rs(skip)]
    at: usize,
    open: bool,
}

/// One with attributes of its own making.
struct Label(&'static str);

impl PythonAttributes for Label {
    fn repr(&self) -> Result<String> {
        Ok(self.0.to_owned())
    }
}

#[py4rs::methods]
impl Point {
    fn __add__(&self, other: &Point) -> Self {
        Point { x: self.x + other.x, y: self.y + other.y }
    }

    fn __radd__(&self, other: i64) -> Point {
        Point { x: self.x + other, y: self.y + other }
    }

    fn __iadd__(&mut self, other: &Self) {
        self.x += other.x;
        self.y += other.y;
    }

    fn __isub__(&mut self, other: &Point) -> &mut Self {
        self.x -= other.x;
        self.y -= other.y;
        self
    }

    fn __imul__(&mut self, factor: i64) -> std::result::Result<(), &'static str> {
        self.x = self.x.checked_mul(factor).ok_or("too far")?;
        Ok(())
    }

    fn __pow__(&self, n: u32) -> Point {
        Point { x: self.x.pow(n), y: self.y.pow(n) }
    }

    fn __eq__(&self, other: &Point) -> bool {
        self == other
    }

    fn swap(&mut self, other: &mut Point) {
        std::mem::swap(self, other);
    }

    fn distance(&self, #[keyword] to: Option<&Point>) -> i64 {
        let to = to.cloned().unwrap_or(Point { x: 0, y: 0 });
        (self.x - to.x).abs() + (self.y - to.y).abs()
    }

    fn set_both(&self, one: Option<&mut Point>, other: Option<&mut Point>) -> usize {
        let both = [one, other];
        both.into_iter().flatten().map(|point| point.x = self.x).count()
    }

    fn named(&self, name: &str, numbers: &[i64]) -> String {
        format!("{name}{numbers:?}")
    }

    fn parsed(&self, x: &str) -> std::result::Result<Point, ParseIntError> {
        Ok(Point { x: x.parse()?, y: 0 })
    }

    fn positive(&self) -> Option<Point> {
        (self.x > 0).then(|| self.clone())
    }

    fn around(&self) -> Vec<Self> {
        [-1, 1].map(|d| Point { x: self.x + d, y: self.y }).into()
    }

    fn all(&self, n: i64) -> std::result::Result<Vec<Option<Point>>, ParseIntError> {
        "4".parse::<i64>().map(|four| vec![Some(Point { x: n + four, y: 0 }), None])
    }

    fn label(&self, label: &Label) -> Label {
        Label(if label.0 == "old" { "new" } else { "old" })
    }

    fn itself(&self) -> Result<&Self> {
        if self.x < 0 { Err(pyerror("ValueError", ("below",))) } else { Ok(self) }
    }
}

#[py4rs::methods]
impl Path {
    fn __iter__(&mut self) -> &mut Self {
        self.at = 0;
        self
    }

    fn __next__(&mut self) -> Option<PyObject> {
        self.at += 1;
        self.points.get(self.at - 1).cloned()
    }

    fn __enter__(&mut self) -> &Self {
        self.open = true;
        self
    }

    fn __exit__(&mut self, _class: PyObject, _error: PyObject, _traceback: PyObject) {
        self.open = false;
    }

    fn push(&mut self, point: PyObject) -> &mut Path {
        self.points.push(point);
        self
    }

    #[cfg(any())]
    fn never(&self) -> Missing {
        Missing
    }

    #[cfg(not(any()))]
    fn here(&self) -> usize {
        1
    }

    #[cfg(any())]
    fn here(&self) -> usize {
        2
    }
}

/// Ends with an error, and then for good.
#[derive(PythonAttributes)]
struct Countdown {
    left: u8,
}

#[py4rs::methods]
impl Countdown {
    fn __iter__(&self) -> &Self {
        self
    }

    fn __next__(&mut self) -> Result<Option<Point>> {
        match self.left {
            0 => Ok(None),
            1 => {
                self.left = 0;
                Err(pyerror("ValueError", ("one",)))
            }
            left => {
                self.left -= 1;
                Ok(Some(Point { x: left.into(), y: 0 }))
            }
        }
    }
}

#[derive(PythonAttributes)]
struct Nested {
    #[py4rs(skip)]
    inner: Box<Option<Nested>>,
}

#[py4rs::methods]
impl Nested {
    fn inner(&self) -> &Self {
        (*self.inner).as_ref().unwrap_or(self)
    }
}

/// A function with both.
#[py4rs::function]
fn middle(one: &Point, other: &Point, name: Option<&str>) -> Point {
    assert!(name.is_none_or(|name| name == "m"));
    Point { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 }
}

fn bind(names: [&str; 2]) -> Result<()> {
    for (name, x) in names.into_iter().zip(1..) {
        set_pyvalue(name, RustObject::with_attributes(Point { x, y: 10 * x }))?;
    }
    Ok(())
}

/// The last line of what is raised.
fn raised(code: &str) -> String {
    let error = raw_pyexec(code).expect_err(code).to_string();
    error.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn they_give_their_own_object() -> Result<()> {
    bind(["m_a", "m_b"])?;
    set_pyvalue("m_path", RustObject::with_attributes(Path { points: vec![], at: 0, open: false }))?;
    set_pyvalue("m_down", RustObject::with_attributes(Countdown { left: 3 }))?;
    raw_pyexec(
        "assert m_path.push(m_a).push(m_b) is m_path
assert iter(m_path) is m_path and [p.x for p in m_path] == [1, 2] and len(list(m_path)) == 2
with m_path as m_inside: assert m_inside is m_path and m_path.open
assert not m_path.open and m_a.itself() is m_a
m_kept = m_a
m_a += m_b
assert m_a is m_kept and (m_a.x, m_a.y) == (3, 30)
m_a -= m_b
m_a *= 5
assert m_a is m_kept and (m_a.x, m_a.y) == (5, 10)
assert m_path.here() == 1 and not hasattr(m_path, 'never')
m_seen = []
try:
    for p in m_down: m_seen.append(p.x)
except ValueError as e: m_seen.append(str(e))
assert m_seen == [3, 2, 'one'] and list(m_down) == [], m_seen",
    )?;
    assert_eq!(raised("m_a *= 2 ** 62"), "py4rs.RustError: too far");
    assert_eq!(raised("m_a.x = -1\nm_a.itself()"), "ValueError: below");
    set_pyvalue(
        "m_outer",
        RustObject::with_attributes(Nested { inner: Box::new(Some(Nested { inner: Box::new(None) })) }),
    )?;
    let error = "TypeError: a method that gives `&Self` gives the object that it is called on, and no other";
    assert_eq!(raised("m_outer.inner()"), error);
    // The count is exact.
    let point: PyObject = pyvalue("m_b")?;
    attach(|_| -> Result<()> {
        let before = point.refcount();
        for _ in 0..100 {
            pymethod!(&point, "itself" => ())?;
            pycall!("lambda p, q: p + q", &point, &point => ())?;
        }
        assert_eq!(point.refcount(), before);
        Ok(())
    })?
}

#[test]
fn they_take_objects_by_reference() -> Result<()> {
    bind(["m_c", "m_d"])?;
    export_function("m_middle", middle)?;
    raw_pyexec(
        "import inspect
m_c.swap(m_d)
assert (m_c.x, m_d.x) == (2, 1) and m_c != m_d and m_c == m_c and not (m_c == 5)
m_sum = m_c + m_d
assert type(m_sum) is type(m_c) and (m_sum.x, m_sum.y) == (3, 30) and (1 + m_c).x == 3 and (m_c ** 3).x == 8
assert m_c.distance() == 22 and m_c.distance(to=m_d) == 11 and m_c.distance(to=None) == 22
assert m_c.set_both() == 0 and m_c.set_both(m_d, None) == 1 and m_d.x == 2
assert m_c.named('n', (1, 2)) == 'n[1, 2]'
assert m_middle(m_c, m_sum).y == 25 and m_middle(m_c, m_sum, name='m').x == 2
assert str(inspect.signature(m_middle)) == '(one, other, name=None)'
assert str(inspect.signature(m_c.distance)) == '(*, to=None)'",
    )?;
    for (code, error) in [
        ("m_c.swap(5)", "TypeError: swap() argument 'other': expected Point, got int 5"),
        ("m_c.swap()", "TypeError: swap() missing required argument 'other'"),
        ("m_c.swap(None)", "TypeError: swap() argument 'other': expected Point, got None"),
        (
            "m_c.distance(to=m_middle)",
            "TypeError: distance() argument 'to': expected Point, got builtin_function_or_method",
        ),
        ("m_c.named(b'', [])", "TypeError: named() argument 'name': expected str, got bytes b''"),
        ("m_middle(m_c)", "TypeError: m_middle() missing required argument 'other'"),
        (
            "m_c.set_both(m_d, m_d)",
            "RuntimeError: 'Point' object is being changed by a method that has not returned",
        ),
    ] {
        assert!(raised(code).starts_with(error), "{code}: {}", raised(code));
    }
    for code in ["m_c.set_both(m_c)", "m_c.swap(m_c)"] {
        assert_eq!(
            raised(code),
            "RuntimeError: 'Point' object is being changed by a method that has not returned"
        );
    }
    assert!(raised("m_c + 'a'").starts_with("TypeError: unsupported operand"), "{}", raised("m_c + 'a'"));
    // What failed left everything free.
    raw_pyexec("m_c.x = m_d.x = 4")?;
    assert_eq!(middle(&Point { x: 0, y: 0 }, &Point { x: 4, y: 2 }, None), Point { x: 2, y: 1 });
    Ok(())
}

#[test]
fn they_make_new_objects() -> Result<()> {
    bind(["m_e", "m_f"])?;
    set_pyvalue("m_label", RustObject::with_attributes(Label("old")))?;
    raw_pyexec(
        "assert m_e.parsed('7').x == 7 and m_e.positive() == m_e and m_e.positive() is not m_e
assert [p.x for p in m_e.around()] == [0, 2]
m_all = m_e.all(1)
assert m_all[0].x == 5 and m_all[1] is None
assert repr(m_e.label(m_label)) == 'new'
m_e.x = -1
assert m_e.positive() is None",
    )?;
    let error = raw_pyexec("m_e.parsed('seven')").expect_err("that is no number");
    assert!(error.downcast_ref::<ParseIntError>().is_some());
    let made: RustObject = raw_pyeval("m_e.parsed('8')")?;
    assert_eq!(made.downcast::<Point>().ok(), Some(Point { x: 8, y: 0 }));
    Ok(())
}
