//! Tests of the whole way, from event files to a page, through the public API and the binary.

#![allow(clippy::unwrap_used, reason = "a test that cannot prepare itself has failed")]

mod accumulated;
mod browser;
mod cnn_report;
mod command_line;
mod commands;
mod every_kind;
mod graph_file;
mod health;
#[cfg(target_os = "linux")]
mod hostile_files;
mod live;
mod odd_logdir;
mod support;
