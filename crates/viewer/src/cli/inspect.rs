//! `nnviz-view inspect`: what lies in event files, and damage by offset.

use std::io;

use nnviz_viewer::inspection::{self, FileInspection, Steps};
use nnviz_viewer::logdir::Keep;

use super::source::Source;
use super::table::{Table, counted, printable};
use super::{Console, Failure};

const EXIT_CODES: &str = "\
Exit codes:
  0  all files are whole
  2  there are no event files, or the command was not understood
  3  some bytes are damaged, or a file ends inside a record";

/// Looks into event files: events, tags, steps that go back, and damage by offset
///
/// This is what `tensorboard --inspect` tells, for each file. An event file may be named itself.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Options {
    #[command(flatten)]
    source: Source,

    /// As JSON, for programs
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options, console: &mut Console<'_>) -> Result<(), Failure> {
    let load = options.source.choice.options(Keep::Everything);
    let bar = console.bar(&load.progress);
    let files = options.source.logdirs.iter().map(|logdir| inspection::inspect(logdir, &load));
    let files = files.collect::<Result<Vec<_>, _>>()?.concat();
    drop(bar);
    if options.json {
        writeln!(console.out, "{:#}", inspection::to_json(&files))?;
    } else {
        files.iter().try_for_each(|file| tell(file, console))?;
    }
    if files.iter().all(FileInspection::is_whole) { Ok(()) } else { Err(Failure::Damaged) }
}

fn tell(file: &FileInspection, console: &mut Console<'_>) -> io::Result<()> {
    let out = &mut *console.out;
    writeln!(out, "{}", printable(&file.path.display().to_string()))?;
    let unknown = || "not told".to_owned();
    let version = file.version.as_deref().map_or_else(unknown, printable);
    let writer = file.writer.as_deref().map_or_else(unknown, printable);
    writeln!(out, "{} bytes, {}; version {version}, writer {writer}", file.bytes, counted(file.events, "event"))?;
    if let Some((first, last)) = file.wall_times {
        writeln!(out, "wall time {first:.3} to {last:.3}")?;
    }
    let mut kinds = Table::new(&["events", "count>", "first>", "last>", "min>", "max>", "out of order>"]);
    file.kinds.iter().for_each(|(kind, steps)| kinds.push(row(kind, *steps)));
    let mut tags = Table::new(&["tag", "kind", "count>", "first>", "last>", "min>", "max>", "out of order>"]);
    for (tag, of) in &file.tags {
        let [_, count, first, last, min, max, back] = row("", of.steps);
        tags.push([tag.clone(), of.kind.clone(), count, first, last, min, max, back]);
    }
    for table in [kinds, tags].iter().filter(|table| !table.is_empty()) {
        writeln!(out)?;
        table.write(out)?;
    }
    tell_damage(file, console)
}

fn row(name: &str, steps: Steps) -> [String; 7] {
    let Steps { count, first, last, min, max, out_of_order, .. } = steps;
    let numbers = [first, last, min, max].map(|step| step.to_string());
    let [first, last, min, max] = numbers;
    [name.to_owned(), count.to_string(), first, last, min, max, out_of_order.to_string()]
}

fn tell_damage(file: &FileInspection, console: &mut Console<'_>) -> io::Result<()> {
    let out = &mut *console.out;
    if !file.is_whole() {
        writeln!(out)?;
    }
    for damage in &file.damage {
        let end = damage.offset + damage.bytes;
        writeln!(out, "damage: bytes {} to {end} ({}): {}", damage.offset, damage.bytes, printable(&damage.error))?;
    }
    let more = file.damaged_stretches - file.damage.len();
    if more > 0 {
        writeln!(out, "damage: {more} more stretches")?;
    }
    if let Some(end) = &file.end {
        writeln!(out, "end: {}", printable(end))?;
    }
    writeln!(out)
}
