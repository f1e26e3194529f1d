//! What layers make: replayed, tapped, probed, and logged.

#[path = "../architectures/mod.rs"]
#[allow(dead_code, reason = "the model that cannot be captured is another test's")]
mod architectures;
mod logged;
mod replay;

#[path = "../support/mod.rs"]
mod support;
