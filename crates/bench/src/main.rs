//! `nnviz-bench`: what nnviz costs, beside its peers and beside the limit that the machine sets.
//!
//! Each run of a system is a process of its own, timed inside: peak memory is then that of one system, and no system
//! warms the allocator or the caches for another. The systems of a case take turns, so that a machine which is slow for
//! a while is slow for all of them.

mod cases;
mod cli;
mod data;
mod disk;
mod memory;
mod output;
mod python;
mod rounds;
mod system;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match cli::run(&cli::Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("nnviz-bench: {error}");
            ExitCode::FAILURE
        }
    }
}
