//! Where a command speaks: to whoever takes its output, and to whoever watches.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use nnviz_viewer::Logdir;
use nnviz_viewer::logdir::{Gap, Missing, Progress};

use nnviz_viewer::series::Series;

use super::table::printable;

/// Of so many tags it is told by name that not all of their values were kept.
const MOST_SAMPLED: usize = 5;
/// How often a bar is drawn.
const FRAME: Duration = Duration::from_millis(80);

/// The two streams of a command, and what may be said on them.
pub(crate) struct Console<'a> {
    /// What was asked for.
    pub(crate) out: &'a mut (dyn Write + Send),
    /// What people read beside it.
    pub(crate) log: &'a mut dyn Write,
    /// Whether nothing but failures is told.
    pub(crate) quiet: bool,
    /// Whether somebody watches the standard error, so that a bar makes sense.
    pub(crate) watched: bool,
}

impl Console<'_> {
    /// Says a line to people, unless they want none.
    pub(super) fn say(&mut self, line: &str) -> io::Result<()> {
        if self.quiet { Ok(()) } else { writeln!(self.log, "{line}") }
    }

    /// Says what could not be read.
    pub(super) fn say_gaps<'g>(&mut self, gaps: impl IntoIterator<Item = &'g Gap>) -> io::Result<()> {
        gaps.into_iter().try_for_each(|gap| self.say(&format!("nnviz-view: {}", printable(&gap.to_string()))))
    }

    /// Says what could not be read, but for what only a report has no place for.
    pub(super) fn say_losses<'g>(&mut self, gaps: impl IntoIterator<Item = &'g Gap>) -> io::Result<()> {
        self.say_gaps(gaps.into_iter().filter(|gap| !matches!(gap.what, Missing::Plugin { .. })))
    }

    /// Says of which tags not all values were kept, and how to keep them.
    pub(super) fn say_kept(&mut self, logdir: &Logdir, is_shown: impl Fn(&Series) -> bool) -> io::Result<()> {
        let series = logdir.runs.iter().flat_map(|run| run.series.iter().map(move |series| (run, series)));
        let mut sampled = series.filter(|(_, it)| it.data.kept() < it.data.logged() && is_shown(it));
        for (run, series) in sampled.by_ref().take(MOST_SAMPLED) {
            let (kept, logged, kind) = (series.data.kept(), series.data.logged(), series.data.kind().plugin_name());
            let name = printable(&format!("{} of {}", series.tag, run.name));
            self.say(&format!("{name}: {kept} of {logged} steps kept; `--samples {kind}=0` keeps all"))?;
        }
        let more = sampled.count();
        if more > 0 { self.say(&format!("and of {more} more tags not all steps")) } else { Ok(()) }
    }

    /// Shows how far a reader is, until the bar is dropped. There is none where nobody watches.
    pub(super) fn bar(&self, progress: &Arc<Progress>) -> Option<Bar> {
        (self.watched && !self.quiet).then(|| Bar::show(Arc::clone(progress)))
    }
}

/// A bar that is drawn by a thread of its own, and vanishes when dropped.
pub(super) struct Bar {
    /// Dropped to end the thread.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Bar {
    fn show(progress: Arc<Progress>) -> Self {
        let (stop, stopped) = mpsc::channel::<()>();
        let draw = move || {
            let style = ProgressStyle::with_template("reading {bar:30} {bytes} of {total_bytes} ({eta})");
            let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(FRAME) {
                bar.set_length(progress.total());
                bar.set_position(progress.read());
            }
            bar.finish_and_clear();
        };
        // Without a thread there is no bar, and nothing else is lost.
        Self { stop: Some(stop), thread: thread::Builder::new().spawn(draw).ok() }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // It can only have failed to draw.
            let _ = thread.join();
        }
    }
}
