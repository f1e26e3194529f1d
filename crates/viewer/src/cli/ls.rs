//! `nnviz-view ls`: what a logdir holds, as a table.

use nnviz_viewer::listing::{self, RunListing};
use nnviz_viewer::logdir::Keep;

use super::source::Source;
use super::table::{Table, counted};
use super::{Console, Failure};

/// Lists runs and tags: kinds, counts, first and last step
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    #[command(flatten)]
    source: Source,

    /// As JSON, for programs
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options, console: &mut Console<'_>) -> Result<(), Failure> {
    let logdir = options.source.load(Keep::Scalars, console)?;
    console.say_gaps(&logdir.gaps)?;
    let runs = listing::list(&logdir);
    if options.json {
        return Ok(writeln!(console.out, "{:#}", listing::to_json(&runs))?);
    }
    let mut table = Table::new(&["run", "tag", "kind", "count>", "first>", "last>", "superseded>"]);
    for run in &runs {
        push(&mut table, run);
    }
    if !table.is_empty() {
        table.write(console.out)?;
    }
    let tags = runs.iter().map(|run| run.tags.len()).sum();
    Ok(console.say(&format!("{}, {}", counted(runs.len(), "run"), counted(tags, "tag")))?)
}

/// A row for each tag, and one for what belongs to the run as a whole.
fn push(table: &mut Table, run: &RunListing) {
    for tag in &run.tags {
        let (first, last) = tag.steps.map(|(first, last)| (first.to_string(), last.to_string())).unwrap_or_default();
        let superseded = if tag.superseded == 0 { String::new() } else { tag.superseded.to_string() };
        let (kind, count) = (tag.kind.plugin_name().to_owned(), tag.count.to_string());
        table.push([run.run.clone(), tag.tag.clone(), kind, count, first, last, superseded]);
    }
    for (is_there, kind) in [(run.has_graph, "graph"), (run.has_hparams, "hparams")] {
        if is_there {
            let none = String::new;
            table.push([run.run.clone(), none(), kind.to_owned(), "1".to_owned(), none(), none(), none()]);
        }
    }
}
