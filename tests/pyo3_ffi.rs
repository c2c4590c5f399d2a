//! Objects to and from pyo3-ffi's pointers, without one of its symbols.

use py4rs::prelude::*;

#[test]
#[expect(unsafe_code, reason = "what is tested")]
fn objects_go_there_and_back() -> py4rs::Result<()> {
    let list: PyObject = raw_pyeval("['one', 'reference']")?;
    let references = || pycall!("__import__('sys').getrefcount", list => usize);
    let before = references()?;
    attach(|py| {
        // SAFETY: `list` keeps the object alive, and the reference that is given is taken once.
        let (borrowed, new) = unsafe {
            (
                PyObject::from_pyo3_ffi_borrowed(py, list.as_pyo3_ffi()),
                PyObject::from_pyo3_ffi_new(py, list.clone().into_pyo3_ffi()),
            )
        };
        assert!(borrowed.is_some_and(|object| object.is(&list)));
        assert!(new.is_some_and(|object| object.is(&list)));
        let null = std::ptr::null_mut();
        // SAFETY: null is no object.
        assert!(unsafe { PyObject::from_pyo3_ffi_new(py, null) }.is_none());
        // SAFETY: as above.
        assert!(unsafe { PyObject::from_pyo3_ffi_borrowed(py, null) }.is_none());
    })?;
    assert_eq!(references()?, before, "each reference was released once");
    Ok(())
}
