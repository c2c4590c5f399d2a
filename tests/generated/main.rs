//! Python modules as Rust modules: what the generated functions, builders and types do.

mod answers;
#[path = "../child/mod.rs"]
mod child;
mod forms;
mod life;
