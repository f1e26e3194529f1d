//! Logdirs for the tests in a browser.

use std::path::Path;

use nnviz_record::{Histogram, Summary};

use crate::every_kind;
use crate::support::{cnn, event_file, write};

/// Something of every kind: all sections, and all controls.
pub(super) fn everything(logdir: &Path) {
    every_kind::write_logdir(logdir);
    cnn::write_logdir(logdir);
    let mut run = event_file(logdir, "found");
    write(&mut run, 1, vec![("health/dead_relu".into(), Summary::Text("### Dead units in `conv1`".into()))]);
}

/// Two long runs and a short one of the same tags. A spike, a value that is none, and outliers are where tests look for them.
pub(super) fn scalars(logdir: &Path) {
    for (run, factor) in [("first", 1.0), ("second", 2.0)] {
        let mut file = event_file(logdir, run);
        for step in 0..600 {
            let mut loss = factor * (1.0 + 99.0 / (step as f32 + 1.0));
            if run == "first" && step == 300 {
                loss = f32::NAN;
            }
            if run == "second" && step == 400 {
                loss = 5000.0;
            }
            let values = [("loss", loss), ("train/accuracy", step as f32 / 600.0), ("train/rate", 1e-3)];
            let values = values.map(|(tag, value)| (tag.to_owned(), Summary::Scalar(value)));
            write(&mut file, step, values.into());
        }
    }
    let mut file = event_file(logdir, "short");
    for step in 0..5 {
        write(&mut file, step * 100, vec![("loss".into(), Summary::Scalar(10.0 + step as f32))]);
    }
}

/// Many runs of many tags, in groups of ten as layers have them.
pub(super) fn broad(logdir: &Path, runs: u16, tags: u16, steps: u16) {
    for run in 0..runs {
        let mut file = event_file(logdir, &format!("run-{run:02}"));
        for step in 0..steps {
            let value = |tag: u16| Summary::Scalar(f32::from(tag + 1) / f32::from(step + run + 1));
            let named = |tag: u16| (format!("layer_{:02}/metric_{}", tag / 10, tag % 10), value(tag));
            write(&mut file, i64::from(step), (0..tags).map(named).collect());
        }
    }
}

/// A distribution that widens.
pub(super) fn histograms(logdir: &Path) {
    let mut file = event_file(logdir, "run");
    for step in 0..20 {
        let width = 1.0 + step as f64;
        let histogram = Histogram::new([(-width, 0.0, 40.0), (0.0, width, 60.0)]);
        write(&mut file, step, vec![("weights/w".into(), Summary::Histogram(histogram))]);
    }
}
