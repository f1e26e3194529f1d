//! The turns of a case: every system once, then every system again.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::cases::Case;
use crate::output::{Line, Times};
use crate::python;
use crate::system::{Failure, Outcome, Run, System};

/// Runs all systems of a case `repeat` times. A system that fails once is not asked again.
pub(crate) fn measure(case: &Case, n: usize, repeat: usize, python: Option<&Path>) -> Result<Vec<Line>, Failure> {
    let input = tempfile::tempdir()?;
    (case.prepare)(input.path(), n)?;
    let mut results: Vec<Result<Vec<Outcome>, Failure>> = case.systems.iter().map(|_| Ok(Vec::new())).collect();
    for _ in 0..repeat.max(1) {
        for (system, result) in case.systems.iter().zip(&mut results) {
            if let Ok(outcomes) = result {
                match run_once(case, system, n, input.path(), python) {
                    Ok(outcome) => outcomes.push(outcome),
                    Err(error) => *result = Err(error),
                }
            }
        }
    }
    let times: Vec<_> = results.into_iter().map(|result| result.map(Times::of)).collect();
    let us = times.first().and_then(|times| times.as_ref().ok()).map(|times| times.median);
    let lines = case.systems.iter().zip(times);
    Ok(lines.map(|(system, times)| Line { case: case.name, system: system.name, n, times, us }).collect())
}

fn run_once(case: &Case, system: &System, n: usize, input: &Path, python: Option<&Path>) -> Result<Outcome, Failure> {
    let output = tempfile::tempdir()?;
    let mut command = match (&system.run, python) {
        (Run::Missing(why), _) => return Err((*why).into()),
        (Run::Here(_), _) => {
            let mut command = Command::new(std::env::current_exe()?);
            command.args([case.name, "--once", system.name, "--n", &n.to_string(), "--output"]);
            command.arg(output.path()).arg("--input").arg(input);
            command
        }
        (Run::Python(_), None) => return Err("no interpreter was given (--python)".into()),
        (Run::Python(script), Some(python)) => {
            let mut command = python::command(python, script)?;
            command.args([case.name, system.name, &n.to_string()]).arg(output.path()).arg(input);
            command
        }
    };
    let ended = command.stdin(Stdio::null()).output()?;
    if !ended.status.success() {
        let told = String::from_utf8_lossy(&ended.stderr);
        return Err(told.lines().last().unwrap_or("it ended without a word").to_owned().into());
    }
    Outcome::from_output(&String::from_utf8_lossy(&ended.stdout))
}
