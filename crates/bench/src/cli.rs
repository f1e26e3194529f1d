//! The command line.

use std::path::PathBuf;

use crate::cases::{self, Case};
use crate::output::{self, Line};
use crate::rounds;
use crate::system::{Failure, Job};

/// Measures nnviz, its peers and the limit in one run; prints one JSON object a line
#[derive(Debug, clap::Parser)]
#[command(name = "nnviz-bench", version)]
pub(crate) struct Options {
    /// scalars, scalars-mt, call, histogram, images, attach, read, report, scale, or all
    case: String,

    /// Interpreter in whose environment the Python peers run; without it they are left out, and the lines say so
    #[arg(long, value_name = "PATH")]
    python: Option<PathBuf>,

    /// How large the work is [default: what the case says]
    #[arg(long)]
    n: Option<usize>,

    /// How often each system runs
    #[arg(long, default_value_t = 5)]
    repeat: usize,

    /// Print a table in Markdown instead of JSON
    #[arg(long)]
    table: bool,

    /// Run one system once, in this process (what each measurement starts)
    #[arg(long, hide = true, requires_all = ["n", "output", "input"])]
    once: Option<String>,

    /// Where that system writes
    #[arg(long, hide = true)]
    output: Option<PathBuf>,

    /// What it reads
    #[arg(long, hide = true)]
    input: Option<PathBuf>,
}

/// Runs what is asked for.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    if let (Some(system), Some(n), Some(output), Some(input)) =
        (&options.once, options.n, &options.output, &options.input)
    {
        return once(&options.case, system, &Job { n, output: output.clone(), input: input.clone() });
    }
    if options.table {
        output::print_table_head();
    }
    for (case, n) in works(options)? {
        let lines = rounds::measure(case, n, options.repeat, options.python.as_deref())?;
        print(&lines, options.table);
    }
    Ok(())
}

/// The cases that a name stands for, each with its size. `scale` is every case at a sixteenth, a quarter and the whole.
fn works(options: &Options) -> Result<Vec<(&'static Case, usize)>, Failure> {
    let scale = options.case == "scale";
    let named =
        |case: &&Case| scale || options.case == "all" || case.group() == options.case || case.name == options.case;
    let sizes: &[usize] = if scale { &[16, 4, 1] } else { &[1] };
    let size = |case: &Case| options.n.unwrap_or(case.n);
    let works: Vec<_> =
        cases::ALL.iter().filter(named).flat_map(|case| sizes.iter().map(move |&part| (case, part))).collect();
    if works.is_empty() {
        let known: Vec<_> = cases::ALL.iter().map(|case| case.name).collect();
        return Err(
            format!("there is no case `{}`; there are {}, scale and all", options.case, known.join(", ")).into()
        );
    }
    Ok(works.into_iter().map(|(case, part)| (case, (size(case) / part).max(1))).collect())
}

fn once(case: &str, system: &str, job: &Job) -> Result<(), Failure> {
    let outcome = cases::run_here(case, system, job)?;
    println!("{}", outcome.to_json());
    Ok(())
}

fn print(lines: &[Line], table: bool) {
    for line in lines {
        println!("{}", if table { line.to_row() } else { line.to_json() });
    }
}
