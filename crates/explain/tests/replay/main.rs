//! A forward pass that is run again is the forward pass, and its gradients are those of the model.

#![allow(clippy::type_complexity, reason = "tables of names and functions")]

mod coverage;
mod differences;
mod models;
mod operations;
mod whole;
