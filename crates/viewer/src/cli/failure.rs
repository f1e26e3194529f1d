//! How a command fails: what is said, and with which exit code.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use nnviz_viewer::Error;

use super::Console;
use super::advice::advice;

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// The library said why.
    #[error(transparent)]
    Library(#[from] Error),
    /// What was asked for does not fit: an option, a name.
    #[error("{0}")]
    Usage(String),
    /// A file could not be written.
    #[error("cannot write `{path}`: {source}", path = .path.display())]
    Write { path: PathBuf, source: io::Error },
    /// Nothing can listen on a port.
    #[error("cannot listen on port {port}: {source}; choose another with `--port`, or 0 for any")]
    Port { port: u16, source: io::Error },
    /// The standard output or the standard error is gone or full.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    /// `inspect` found damage; all has been said.
    #[error("damaged")]
    Damaged,
}

impl Failure {
    /// Says what failed, and returns the exit code.
    pub(super) fn tell(&self, console: &mut Console<'_>) -> ExitCode {
        let is_said = match self {
            Self::Damaged => true,
            // Whoever reads has enough, as `head` does.
            Self::Output(error) => error.kind() == io::ErrorKind::BrokenPipe,
            _ => false,
        };
        if !is_said {
            // If even the standard error is closed, the exit code remains.
            let _ = writeln!(console.log, "nnviz-view: {self}");
            if let Some(advice) = self.advice() {
                let _ = writeln!(console.log, "  {advice}");
            }
        }
        ExitCode::from(self.code())
    }

    fn advice(&self) -> Option<String> {
        let Self::Library(error) = self else { return None };
        advice(error)
    }

    fn code(&self) -> u8 {
        match self {
            Self::Library(error)
                if error.is_logdir() || matches!(error, Error::Format { .. } | Error::PlotFormat { .. }) =>
            {
                2
            }
            Self::Usage(_) => 2,
            Self::Library(_) | Self::Port { .. } | Self::Write { .. } | Self::Output(_) => 1,
            Self::Damaged => 3,
        }
    }
}
