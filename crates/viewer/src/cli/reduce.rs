//! `nnviz-view reduce`: mean, standard deviation, minimum and maximum over seeds, as new runs.

use std::path::PathBuf;

use nnviz_viewer::logdir::Keep;
use nnviz_viewer::statistics::{Statistic, group_runs, write_reduced};
use regex::Regex;

use super::source::Source;
use super::table::{counted, printable};
use super::{Console, Failure};

const NOTES: &str = "\
Examples:
  nnviz-view reduce runs --runs seed -o reduced               reduced/mean, reduced/std, reduced/min, reduced/max
  nnviz-view reduce runs --group-by '^(.*)/seed-[0-9]+$' -o reduced
                                                              reduced/cnn/mean, reduced/cnn/std, …

A value is made for every step between the first and the last that all runs of a group share; a run that has none there
counts with the line between its neighbours. Tags that a run of the group lacks are left out. The standard deviation is
that of n − 1.";

/// Writes mean, standard deviation, minimum and maximum over runs as new runs
#[derive(Debug, clap::Args)]
#[command(after_help = NOTES)]
pub(super) struct Options {
    #[command(flatten)]
    source: Source,

    /// The directory for the new runs; it must not be in the logdir, or they would be among its runs
    #[arg(short, long, value_name = "DIRECTORY", required = true)]
    output: PathBuf,

    /// Which runs belong together: what this matches in their names (its first group, if it has one) is the same
    #[arg(short, long, value_name = "REGEX")]
    group_by: Option<Regex>,
}

pub(super) fn run(options: &Options, console: &mut Console<'_>) -> Result<(), Failure> {
    let logdir = options.source.load(Keep::Scalars, console)?;
    console.say_losses(&logdir.gaps)?;
    refuse_inside(options)?;
    let groups = group_runs(&logdir.runs, options.group_by.as_ref());
    if groups.is_empty() {
        return Err(Failure::Usage("no run matches the expression of `--group-by`".to_owned()));
    }
    for group in &groups {
        let written = write_reduced(group, &options.output, &Statistic::ALL);
        let written = written.map_err(|source| Failure::Write { path: options.output.clone(), source })?;
        let of = if group.name.is_empty() { String::new() } else { format!("{}: ", printable(&group.name)) };
        console.say(&format!("{of}{}", counted(group.runs.len(), "run")))?;
        written.iter().try_for_each(|directory| writeln!(console.out, "{}", directory.display()))?;
    }
    Ok(())
}

/// What is written into a logdir would be reduced itself the next time.
fn refuse_inside(options: &Options) -> Result<(), Failure> {
    let Ok(output) = std::path::absolute(&options.output) else { return Ok(()) };
    for logdir in &options.source.logdirs {
        if std::path::absolute(logdir).is_ok_and(|logdir| output.starts_with(logdir)) {
            let (output, logdir) = (options.output.display(), logdir.display());
            return Err(Failure::Usage(format!(
                "`{output}` lies in the logdir `{logdir}`: choose a directory outside it"
            )));
        }
    }
    Ok(())
}
