//! What explanations must be, whatever the network and the input: properties that papers state as axioms, on random networks.

mod cam;
mod completeness;
mod net;
mod shift;
