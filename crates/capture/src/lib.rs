//! The operations of a burn model's forward pass, each with the name of its place in the model.
//!
//! ```text
//!           tap, scope: the user's names
//!                │
//!  model ──> captured ──> operations, parameters ──┐
//!        └─> types ─────> modules and their types ─┴─> place: which module an operation belongs to
//!                                                        │   linear:  the reshapes inside a Linear
//!                                                        │   sources: which tensors are inputs
//!                                                        └──> build ──> the graph, and a node's name for each operation
//! ```
//!
//! What is made of it lies elsewhere: `nnviz-logger` draws, counts and times it, `nnviz-explain` runs it again with gradients.
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

mod build;
mod captured;
mod linear;
mod names;
mod operation;
mod place;
mod scope;
mod sources;
mod tap;
mod trained;
mod twin;
mod types;

pub use build::{Built, build};
pub use captured::{Captured, NotCaptured, capture, message};
pub use names::{Span, captured_id};
pub use operation::{Edge, Operation, TensorId};
pub use place::scopes;
pub use scope::Scope;
pub use sources::{Role, roles};
pub use tap::{Listener, listening, scope, tap};
pub use trained::in_training;
pub use twin::Parameter;
pub use types::{Typed, Types};
