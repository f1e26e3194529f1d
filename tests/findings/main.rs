//! Findings, held against real trainings: those that have a disease, and those that have none.
//!
//! The quick tests run each disease once and each healthy training with one seed. The table of five seeds is written by
//!
//! ```text
//! cargo test --workspace --test findings -- --ignored
//! ```

#[path = "../../examples/digits/data.rs"]
#[allow(dead_code, reason = "the loaders are the example's")]
mod data;
mod diseases;
mod healthy;
#[path = "../../examples/digits/model.rs"]
#[allow(dead_code, reason = "the parts for burn's Learner are the example's")]
mod model;
mod networks;
mod quick;
mod stopping;
mod table;
mod training;
