//! Tables and arrays of Apache Arrow, of the crate `arrow-array`, by Arrow's PyCapsule interface: nothing is copied.
//!
//! | Rust | Python has | Rust takes |
//! |---|---|---|
//! | [`RecordBatch`](arrow_array::RecordBatch) | `__arrow_c_array__`, `__arrow_c_schema__` | the same; or `__arrow_c_stream__` of one batch |
//! | [`ArrayRef`](arrow_array::ArrayRef), [`ArrayData`](arrow_data::ArrayData) | `__arrow_c_array__`, `__arrow_c_schema__` | the same |
//! | [`Schema`](arrow_schema::Schema) | `__arrow_c_schema__` | the same |
//! | [`ArrowStream`] | `__arrow_c_stream__`, `__arrow_c_schema__` | the same; or `__arrow_c_array__` |
//!
//! What Python has takes part in `pyarrow.table`, `polars.from_arrow`, `pandas.DataFrame.from_arrow` and their like.
//!
//! Arrow's data never change: both sides rely on it. So whoever has pyarrow share the memory of a `numpy.ndarray` does not
//! write to that any more once Rust has it.

mod export;
mod import;
mod stream;

pub use stream::ArrowStream;
