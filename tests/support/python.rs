//! A Python environment that has TensorBoard, made when it is first needed.
//!
//! It lies in the target directory, holds the versions in `requirements.txt` and no others, and is made anew when they
//! change. Test binaries that start at once wait for the one that makes it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

const REQUIREMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/requirements.txt");

/// The interpreter of an environment where TensorBoard is installed; or one line that says why there is none.
pub(crate) fn interpreter() -> Result<PathBuf, String> {
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tensorboard-venv");
    let lock = File::create(environment.with_extension("lock")).expect("the target directory can be written to");
    lock.lock().expect("the lock of the Python environment");
    let interpreter = environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    // Written last: without it, an earlier run was interrupted half way.
    let complete = environment.join("complete");
    let wanted = fs::read_to_string(REQUIREMENTS).expect("tests/requirements.txt");
    if fs::read_to_string(&complete).ok().as_ref() != Some(&wanted) {
        install(&environment, &interpreter)?;
        fs::write(&complete, wanted).expect("the environment can be written to");
    }
    Ok(interpreter)
}

fn install(environment: &Path, interpreter: &Path) -> Result<(), String> {
    eprintln!("installing TensorBoard for the tests in {} (once)", environment.display());
    let system = if cfg!(windows) { "python" } else { "python3" };
    run(Command::new(system).args(["-m", "venv", "--clear"]).arg(environment))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", REQUIREMENTS];
    run(Command::new(interpreter).args(pip))
}

/// What failed is told in one line: the last words of the command are its reason.
fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| error.to_string());
    let reason = match output {
        Ok(output) if output.status.success() => return Ok(()),
        Ok(output) => String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default().to_owned(),
        Err(error) => error,
    };
    let program = command.get_program().display();
    Err(format!(
        "the end-to-end tests need TensorBoard, for which install python3 (3.11 or later) and python3-venv, and let pip \
         reach its index: `{program}` failed with: {reason}"
    ))
}
