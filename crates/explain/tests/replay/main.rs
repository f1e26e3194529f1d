//! A forward pass that is run again is the forward pass, and its gradients are those of the model.

mod models;
mod operations;
