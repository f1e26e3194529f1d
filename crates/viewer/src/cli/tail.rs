//! `nnviz-view tail`: values as they are logged, a line each.

use std::collections::BTreeMap;
use std::io;
use std::thread;

use nnviz_viewer::logdir::{Follower, LoadOptions, NewScalar};

use super::report::{Interval, seconds};
use super::source::Filter;
use super::table::{number, printable};
use super::{Console, Failure};

const EXAMPLES: &str = "\
Examples:
  nnviz-view tail runs                  the last value of each tag, then each new one
  nnviz-view tail runs --tags loss --once
  nnviz-view tail runs --json           a JSON object a line, for programs";

/// Tells values as they are logged
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// A directory with event files, in it or below it
    logdir: std::path::PathBuf,

    // Values are told as they come: no rule on steps that are there twice could apply.
    #[command(flatten)]
    filter: Filter,

    /// How often it is looked for new values, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = seconds)]
    interval: Interval,

    /// Tell the last values and end
    #[arg(long)]
    once: bool,

    /// A JSON object a line
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options, console: &mut Console<'_>) -> Result<(), Failure> {
    let load = LoadOptions { selection: options.filter.selection(), ..LoadOptions::default() };
    let mut follower = Follower::new(&options.logdir, load);
    let last = last_of_each(follower.poll()?);
    if last.is_empty() {
        console.say(if options.once { "no values yet" } else { "waiting for values" })?;
    }
    last.iter().try_for_each(|new| tell(new, options.json, console))?;
    if options.once {
        return Ok(());
    }
    loop {
        console.out.flush()?;
        thread::sleep(options.interval.0);
        follower.poll()?.iter().try_for_each(|new| tell(new, options.json, console))?;
    }
}

/// The last value of each tag, run by run.
fn last_of_each(all: Vec<NewScalar>) -> Vec<NewScalar> {
    let named = all.into_iter().map(|new| ((new.run.clone(), new.tag.clone()), new));
    named.collect::<BTreeMap<_, _>>().into_values().collect()
}

fn tell(NewScalar { run, tag, point, .. }: &NewScalar, json: bool, console: &mut Console<'_>) -> io::Result<()> {
    let value = f64::from(point.value);
    if json {
        // JSON has no NaN: it is a text, as in `export`.
        let value = if value.is_finite() { value.into() } else { serde_json::Value::from(value.to_string()) };
        let (step, wall_time) = (point.step, point.wall_time);
        let object =
            serde_json::json!({ "run": run, "tag": tag, "step": step, "wall_time": wall_time, "value": value });
        return writeln!(console.out, "{object}");
    }
    writeln!(console.out, "{}  {}  step {}  {}", printable(run), printable(tag), point.step, number(value))
}
