//! The graph of a model: which operations it has, where they are placed, what it costs, and what happens when it cannot be
//! captured.

#[path = "../architectures/mod.rs"]
mod architectures;
mod checks;
mod cost;
mod logged;
mod models;
mod named;

#[path = "../support/mod.rs"]
mod support;
