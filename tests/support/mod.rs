//! What several test binaries need.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod png;
pub(crate) mod python;
pub(crate) mod tensorboard;
