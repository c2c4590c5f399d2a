//! [`ArrowStream`]: record batches, one after the other.

use crate::runtime::{called_by_c, detach};
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

/// Record batches of one schema, one after the other: from Python, or for it.
///
/// From Python it is what a `pyarrow.Table`, a `RecordBatchReader`, a polars or pandas `DataFrame` shows, batch for batch.
/// Python gets an object from which it takes the stream once; after that there is nothing left of it here.
///
/// ```no_run
/// use arrow_array::{ArrayRef, Int64Array, RecordBatch, RecordBatchIterator};
/// use py4rs::array::ArrowStream;
/// use py4rs::prelude::*;
/// use std::sync::Arc;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// import_module("pyarrow")?;
/// let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
/// let batch = RecordBatch::try_from_iter([("number", numbers)])?;
/// let stream = ArrowStream::new(RecordBatchIterator::new([Ok(batch.clone())], batch.schema()));
/// let table: PyObject = pycall!("pyarrow.table", stream)?;
/// for batch in table.extract::<ArrowStream>()? {
///     println!("{} rows", batch?.num_rows());
/// }
/// # Ok(())
/// # }
/// ```
pub struct ArrowStream {
    schema: SchemaRef,
    reader: Mutex<Option<Reader>>,
}

/// What gives the batches.
pub(super) type Reader = Box<dyn RecordBatchReader + Send>;

impl ArrowStream {
    /// The stream of a reader.
    pub fn new(reader: impl RecordBatchReader + Send + 'static) -> ArrowStream {
        ArrowStream { schema: reader.schema(), reader: Mutex::new(Some(Box::new(reader))) }
    }

    /// What all its batches have.
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// The reader, unless it has been taken.
    pub(super) fn take(&self) -> Option<Reader> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Iterator for ArrowStream {
    type Item = Result<RecordBatch, ArrowError>;

    /// The next batch. Other threads may use Python meanwhile.
    fn next(&mut self) -> Option<Self::Item> {
        let reader = self.reader.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut()?;
        detach(|| reader.next())
    }
}

impl RecordBatchReader for ArrowStream {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

impl fmt::Debug for ArrowStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArrowStream").field("schema", &self.schema).finish_non_exhaustive()
    }
}

/// A reader that C code calls, on any thread, attached or not: it neither unwinds nor gives what it has not announced.
pub(super) struct Called {
    schema: SchemaRef,
    /// `None` after a panic.
    reader: Option<Reader>,
}

impl Called {
    pub(super) fn new(reader: Reader, schema: SchemaRef) -> Called {
        Called { schema, reader: Some(reader) }
    }

    fn checked(&self, batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
        if batch.schema_ref() == &self.schema || batch.schema_ref().fields() == self.schema.fields() {
            return Ok(batch);
        }
        Err(ArrowError::SchemaError("a batch has another schema than its stream".to_owned()))
    }
}

impl Iterator for Called {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let reader = self.reader.as_mut()?;
        match called_by_c(|| catch_unwind(AssertUnwindSafe(|| reader.next()))) {
            Ok(next) => next.map(|next| match next {
                Ok(batch) => self.checked(batch),
                // C gets the text, in which there is no zero.
                Err(error) => Err(ArrowError::ExternalError(error.to_string().replace('\0', "\\0").into())),
            }),
            Err(panic) => {
                // It has been reported by the panic hook; dropping it, or the reader, may panic as well.
                std::mem::forget((panic, self.reader.take()));
                Some(Err(ArrowError::ExternalError("the reader panicked".into())))
            }
        }
    }
}

impl RecordBatchReader for Called {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

impl Drop for Called {
    fn drop(&mut self) {
        let reader = self.reader.take();
        if let Err(panic) = called_by_c(|| catch_unwind(AssertUnwindSafe(|| drop(reader)))) {
            std::mem::forget(panic);
        }
    }
}
