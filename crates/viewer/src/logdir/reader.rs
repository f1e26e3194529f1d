//! Reads logdirs, and reads on when they have grown: what was read stays, and of a file that grew only the new part is
//! read.

use std::collections::HashMap;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder};

use super::discover::{self, Found, RunFiles};
use super::run_reader::RunReader;
use super::samples::SCALARS_OF_ALL;
use super::{Gap, Keep, LoadOptions, Logdir, embeddings};
use crate::Error;

/// A reader of one logdir or several, as one.
///
/// ```
/// use nnviz_viewer::logdir::{LoadOptions, LogdirReader};
/// let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/torch");
/// let mut reader = LogdirReader::new(&[corpus.into()], LoadOptions::default());
/// let tags = reader.read()?.runs[0].series.len();
/// assert_eq!(reader.read()?.runs[0].series.len(), tags, "nothing has come since");
/// # Ok::<(), nnviz_viewer::Error>(())
/// ```
#[derive(Debug)]
pub struct LogdirReader {
    paths: Vec<PathBuf>,
    options: LoadOptions,
    /// One for each run of `logdir`, in the same order.
    runs: Vec<RunReader>,
    logdir: Logdir,
    /// How many gaps each of the runs has; they lie before the others.
    gaps: Vec<usize>,
}

impl LogdirReader {
    /// Reads nothing yet. Of several logdirs, each run has the path of its logdir before its name.
    pub fn new(paths: &[PathBuf], options: LoadOptions) -> Self {
        let path = if let [path] = paths { path.clone() } else { PathBuf::from(".") };
        let logdir = Logdir { path, runs: Vec::new(), gaps: Vec::new() };
        Self { paths: paths.to_vec(), options, runs: Vec::new(), logdir, gaps: Vec::new() }
    }

    /// Reads what has come since the last call; with the first one, all.
    ///
    /// # Errors
    /// Those of [`Logdir::load_with`], for the first logdir that cannot be read. The next call tries again.
    pub fn read(&mut self) -> Result<&Logdir, Error> {
        let found = self.paths.iter().map(|path| self.discover(path)).collect::<Result<Vec<_>, _>>()?;
        self.take_back();
        let mut known: HashMap<String, RunReader> = self.runs.drain(..).map(|run| (run.name.clone(), run)).collect();
        let mut others = Vec::new();
        let mut places = Vec::new();
        for (path, found) in self.paths.iter().zip(found) {
            let prefix = if self.paths.len() == 1 { String::new() } else { prefix(path) };
            others.extend(found.gaps.into_iter().map(|gap| Gap { place: joined(&prefix, &gap.place), ..gap }));
            for run in found.runs {
                let name = joined(&prefix, &run.name);
                let mut reader =
                    known.remove(&name).unwrap_or_else(|| RunReader::new(name.clone(), Vec::new(), &self.options));
                reader.files = run.files;
                self.runs.push(reader);
                places.push((path.clone(), prefix.clone(), run.directory));
            }
        }
        read_all(&mut self.runs, &self.options);
        self.lend(&places, others);
        Ok(&self.logdir)
    }

    /// What has been read.
    pub fn into_logdir(self) -> Logdir {
        self.logdir
    }

    fn discover(&self, path: &Path) -> Result<Found, Error> {
        let mut found = discover::discover(path)?;
        let selection = &self.options.selection;
        found.runs.retain(|run| selection.takes_run(&run.name));
        if let ([], Some(runs)) = (&found.runs[..], &selection.runs) {
            return Err(Error::NoRuns { path: path.to_owned(), runs: runs.to_string() });
        }
        if self.options.split_files {
            found.runs = found.runs.into_iter().flat_map(RunFiles::split).collect();
        }
        Ok(found)
    }

    /// Gives the runs and their gaps back to those who go on with them.
    fn take_back(&mut self) {
        let mut gaps = self.logdir.gaps.drain(..);
        for ((reader, run), count) in self.runs.iter_mut().zip(self.logdir.runs.drain(..)).zip(self.gaps.drain(..)) {
            reader.give_back(run, gaps.by_ref().take(count).collect());
        }
    }

    fn lend(&mut self, places: &[(PathBuf, String, Option<String>)], mut others: Vec<Gap>) {
        for (reader, (path, prefix, directory)) in self.runs.iter_mut().zip(places) {
            let (mut run, gaps) = reader.lend();
            if let Some(name) = directory.as_ref().filter(|_| self.options.keep != Keep::Scalars) {
                let mut gaps = Vec::new();
                run.embeddings = embeddings::read(path, name, &mut gaps);
                others.extend(gaps.into_iter().map(|gap| Gap { place: joined(prefix, &gap.place), ..gap }));
            }
            self.gaps.push(gaps.len());
            self.logdir.gaps.extend(gaps);
            self.logdir.runs.push(run);
        }
        self.logdir.gaps.append(&mut others);
    }
}

/// Reads runs, as many at a time as there are processors.
///
/// The files of one run are read one after another: what a later one says may end what an earlier one said.
fn read_all(runs: &mut [RunReader], options: &LoadOptions) {
    share_out(runs, options);
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let reads_ahead = runs.len() < processors;
    for run in runs.iter_mut() {
        run.set_reads_ahead(reads_ahead);
    }
    let threads = processors.min(runs.len());
    let waiting = Mutex::new(runs.iter_mut());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || std::iter::from_fn(next).for_each(RunReader::read_on);
    thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).filter_map(|_| Builder::new().spawn_scoped(scope, work).ok()).collect();
        work();
        for helper in helpers {
            // A panic is a defect of ours: it goes on in the caller, as it would without threads.
            helper.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
}

/// Of the numbers that there is room for, each run gets as many as its files are long.
fn share_out(runs: &mut [RunReader], options: &LoadOptions) {
    let bytes: Vec<u64> = runs.iter().map(RunReader::bytes).collect();
    let all: u64 = bytes.iter().sum();
    options.progress.add_total(all.saturating_sub(options.progress.total()));
    if options.keep != Keep::ForReport {
        return;
    }
    for (run, bytes) in runs.iter_mut().zip(bytes) {
        run.set_share((SCALARS_OF_ALL as f64 * (bytes as f64 / all.max(1) as f64)) as usize);
    }
}

/// A path as the first part of a name: `./runs/` is `runs`.
fn prefix(path: &Path) -> String {
    let parts = path.components().filter(|part| *part != Component::CurDir);
    parts.collect::<PathBuf>().display().to_string().replace('\\', "/")
}

fn joined(prefix: &str, name: &str) -> String {
    match (prefix, name) {
        ("", name) => name.to_owned(),
        (prefix, ".") => prefix.to_owned(),
        (prefix, name) => format!("{prefix}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use nnviz_record::event_file::EventFileWriter;
    use nnviz_record::{Summary, WallTime};

    use super::*;
    use crate::logdir::StepOrder;

    fn file(steps: &[i64]) -> Vec<u8> {
        let mut writer = EventFileWriter::new(Vec::new(), WallTime::EPOCH, "test").unwrap();
        for &step in steps {
            let text = Summary::Text(format!("step {step}"));
            let metadata = Some(text.metadata());
            let values = vec![Summary::Scalar(step as f32).into_value("loss", None), text.into_value("note", metadata)];
            writer.write_summary(WallTime::EPOCH, step, values).unwrap();
        }
        writer.into_inner()
    }

    fn seen(logdir: &Logdir) -> (String, Vec<String>) {
        // How much room there was depends on when it was asked for.
        let room = regex::Regex::new("budget: [0-9]+").unwrap();
        let runs = format!("{:?}", logdir.runs);
        (room.replace_all(&runs, "").into_owned(), logdir.gaps.iter().map(ToString::to_string).collect())
    }

    /// What lies in the files after each of some changes; the second file of the run begins when the first one is whole.
    fn changes() -> Vec<(&'static str, Vec<u8>)> {
        let (first, second) = (file(&[1, 2, 3, 4, 5]), file(&[3, 4, 6]));
        let mut damaged = second.clone();
        damaged[file(&[3]).len() + 20] ^= 0xff;
        let cuts = |file: &[u8], every: usize| {
            (0..=file.len()).step_by(every).map(|end| file[..end].to_vec()).collect::<Vec<_>>()
        };
        let mut changes: Vec<_> = cuts(&first, 41).into_iter().map(|bytes| ("a/1.tfevents", bytes)).collect();
        changes.push(("a/1.tfevents", first[..first.len() - 3].to_vec()));
        changes.extend(cuts(&second, 57).into_iter().map(|bytes| ("a/2.tfevents", bytes)));
        changes.push(("a/1.tfevents", first));
        changes.extend([("b/1.tfevents", file(&[7])), ("a/2.tfevents", second[..30].to_vec())]);
        changes.extend([("a/2.tfevents", damaged.clone()), ("a/2.tfevents", [damaged, file(&[9])].concat())]);
        changes.extend([("a/0.tfevents", file(&[0])), ("b/1.tfevents", Vec::new())]);
        changes
    }

    #[test]
    fn what_is_read_on_is_what_is_read_at_once() {
        for order in [StepOrder::Fast, StepOrder::Slow, StepOrder::Sorted] {
            let logdir = tempfile::tempdir().unwrap();
            let options = LoadOptions { order, ..LoadOptions::default() };
            let mut reader = LogdirReader::new(&[logdir.path().to_owned()], options.clone());
            for (name, bytes) in changes() {
                let path = logdir.path().join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, bytes).unwrap();
                let at_once = Logdir::load_with(logdir.path(), &options).unwrap();
                assert_eq!(seen(reader.read().unwrap()), seen(&at_once), "{order:?} {name}");
            }
        }
    }

    #[test]
    fn only_what_has_come_is_read() {
        let logdir = tempfile::tempdir().unwrap();
        let (path, bytes) = (logdir.path().join("1.tfevents"), file(&[1, 2, 3]));
        let options = LoadOptions::default();
        let mut reader = LogdirReader::new(&[logdir.path().to_owned()], options.clone());
        let half = file(&[1]).len() + 5;
        let mut read_after = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            let before = options.progress.read();
            reader.read().unwrap();
            (options.progress.read() - before) as usize
        };
        assert_eq!(read_after(&bytes[..half]), half);
        assert_eq!(read_after(&bytes), bytes.len() - half + 5);
        assert_eq!(reader.read().unwrap().runs[0].steps(), Some((1, 3)));
    }

    #[test]
    fn memory_is_shared_out_by_the_length_of_files() {
        let mut runs: Vec<_> =
            ["a", "b"].map(|name| RunReader::new(name.into(), Vec::new(), &LoadOptions::default())).into();
        let directory = tempfile::tempdir().unwrap();
        for (run, bytes) in runs.iter_mut().zip([300, 100]) {
            run.files = vec![directory.path().join(&run.name)];
            fs::write(&run.files[0], vec![0; bytes]).unwrap();
        }
        share_out(&mut runs, &LoadOptions::default());
        assert_eq!(runs.iter().map(RunReader::share).collect::<Vec<_>>(), [SCALARS_OF_ALL / 4 * 3, SCALARS_OF_ALL / 4]);
    }
}
