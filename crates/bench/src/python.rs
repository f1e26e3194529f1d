//! The Python peers: scripts that are part of this program, given to the interpreter on its command line.

use std::path::Path;
use std::process::Command;

use crate::system::Failure;

const COMMON: &str = include_str!("../python/common.py");

/// A script of `python/` by its name, ready for its arguments.
pub(crate) fn command(interpreter: &Path, script: &str) -> Result<Command, Failure> {
    let text = match script {
        "write.py" => include_str!("../python/write.py"),
        "train.py" => include_str!("../python/train.py"),
        "read.py" => include_str!("../python/read.py"),
        _ => return Err(format!("there is no script `{script}`").into()),
    };
    let mut command = Command::new(interpreter);
    command.arg("-c").arg(format!("{COMMON}\n{text}"));
    Ok(command)
}
