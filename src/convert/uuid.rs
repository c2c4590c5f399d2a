//! | Rust (feature `uuid`) | Python |
//! |---|---|
//! | `Uuid` | `uuid.UUID` |

use super::library::{Library, attribute};
use super::rules::pythonized;
use super::{FromPython, ToPython};
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::Python;
use uuid::Uuid;
use uuid::fmt::Simple;

const UUID: Library = Library { module: c"uuid", name: c"UUID" };

impl ToPython for Uuid {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        UUID.call((&*self.as_simple().encode_lower(&mut [0; Simple::LENGTH]),), py)
    }
}

impl FromPython for Uuid {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Uuid> {
        UUID.expect(object, "UUID", py)?;
        attribute(object, c"int", py).map(Uuid::from_u128)
    }
}
