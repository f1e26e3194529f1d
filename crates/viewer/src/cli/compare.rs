//! `nnviz-view compare`: which scalars of two runs differ, by how much, and whether that is noise.

use std::path::PathBuf;

use nnviz_viewer::Logdir;
use nnviz_viewer::logdir::Keep;
use nnviz_viewer::series::Run;
use nnviz_viewer::statistics::{Comparison, Verdict, compare};
use serde_json::{Value, json};

use super::source::Choice;
use super::table::{Table, number, printable};
use super::{Console, Failure};

const NOTES: &str = "\
Examples:
  nnviz-view compare runs/a runs/b
  nnviz-view compare before after --tags loss --json

Runs of the same name below the two directories are compared; a directory that is one run is compared with the other's.
What is compared is the mean over the last quarter of each curve. `differs` is Welch's t-test at 1 %, with the values
counted for what they are worth (neighbours on a curve are alike) and corrected for the number of tags (Holm). It tells two
curves apart, not two settings: whether the setting made the difference, or the seed, only several seeds can say.";

/// Compares two runs: which scalars differ, by how much, and whether it is noise
#[derive(Debug, clap::Args)]
#[command(after_help = NOTES)]
pub(super) struct Options {
    /// The first run, or a directory of runs
    a: PathBuf,

    /// The second one
    b: PathBuf,

    #[command(flatten)]
    choice: Choice,

    /// As JSON, for programs
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options, console: &mut Console<'_>) -> Result<(), Failure> {
    let load = options.choice.options(Keep::Scalars);
    let (a, b) = (Logdir::load_with(&options.a, &load)?, Logdir::load_with(&options.b, &load)?);
    console.say_losses(a.gaps.iter().chain(&b.gaps))?;
    let pairs = pairs(&a, &b);
    if pairs.is_empty() {
        let message =
            format!("no run below `{}` has the name of one below `{}`", options.a.display(), options.b.display());
        return Err(Failure::Usage(message));
    }
    let compared: Vec<_> = pairs.into_iter().map(|(a, b)| (name(a, b), compare(a, b))).collect();
    if options.json {
        let all: Value = compared.iter().flat_map(|(run, all)| all.iter().map(|it| to_json(run, it))).collect();
        return Ok(writeln!(console.out, "{all:#}")?);
    }
    let mut table = Table::new(&["run", "tag", "A>", "B>", "B − A>", "%>", "p>", ""]);
    for (run, it) in compared.iter().flat_map(|(run, all)| all.iter().map(move |it| (run, it))) {
        push(&mut table, run, it);
    }
    Ok(table.write(console.out)?)
}

/// The runs of the same name; if each logdir is a single run, these two.
fn pairs<'l>(a: &'l Logdir, b: &'l Logdir) -> Vec<(&'l Run, &'l Run)> {
    if let ([a], [b]) = (&a.runs[..], &b.runs[..]) {
        return vec![(a, b)];
    }
    let named = |run: &&'l Run| b.runs.iter().find(|other| other.name == run.name);
    a.runs.iter().filter_map(|run| Some((run, named(&run)?))).collect()
}

fn name(a: &Run, b: &Run) -> String {
    if a.name == b.name { a.name.clone() } else { format!("{} | {}", a.name, b.name) }
}

fn push(table: &mut Table, run: &str, it: &Comparison) {
    let [a, b] = it.means.map(|mean| mean.map(number).unwrap_or_default());
    let percent = it.relative().map(|relative| format!("{:+.1}", relative * 100.0)).unwrap_or_default();
    let p = it.p.map(|p| if p < 1e-4 { "<0.0001".to_owned() } else { format!("{p:.4}") }).unwrap_or_default();
    let difference = it.difference().map(number).unwrap_or_default();
    table.push([printable(run), it.tag.clone(), a, b, difference, percent, p, verdict(it.verdict).to_owned()]);
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "same",
        Verdict::Differs => "differs",
        Verdict::Noise => "noise",
        Verdict::TooFew => "too few values",
        Verdict::Missing => "in one only",
        _ => "",
    }
}

fn to_json(run: &str, it: &Comparison) -> Value {
    let [a, b] = it.means;
    let (difference, relative) = (it.difference(), it.relative());
    let verdict = verdict(it.verdict);
    json!({ "run": run, "tag": it.tag, "a": a, "b": b, "difference": difference, "relative": relative, "p": it.p, "verdict": verdict })
}
