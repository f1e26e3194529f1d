//! Reads the event files of one run.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::{self, Builder};

use nnviz_record::event_file::{EventFileError, ReadEvent, ReadScalar, ScalarEvent};
use nnviz_record::proto::{Event, SessionStatus, Value, What};
use nnviz_record::summary::{CUSTOM_SCALARS_TAG, DecodeError, Graph, SummaryDecoder};
use nnviz_record::tfrecord::{HEADER_LEN, Record, RecordError};
use nnviz_record::{Kind, Summary};

use super::ahead::read_ahead;
use super::chunks::{Chunk, Chunks};
use super::counted::Counted;
use super::discover::RunFiles;
use super::restarts::Restarts;
use super::{Gap, LoadOptions, Missing, StepOrder, run_metadata};
use crate::series::{Data, Point, Run, Series};

/// How long a file must be, in bytes, that a thread of its own is worth its start.
const WORTH_A_THREAD: u64 = 1 << 20;

/// Reads runs, as many at a time as there are processors; they come back in their order, each with its gaps.
///
/// The files of one run are read one after another: what a later one says may end what an earlier one said.
pub(super) fn load_all(found: &[RunFiles], options: &LoadOptions) -> Vec<(Run, Vec<Gap>)> {
    let sizes = found.iter().flat_map(|run| &run.files).filter_map(|path| path.metadata().ok());
    options.progress.add_total(sizes.map(|metadata| metadata.len()).sum());
    let next = AtomicUsize::new(0);
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let reads_ahead = found.len() < processors;
    let work = || {
        let mut loaded = Vec::new();
        while let Some((at, files)) = take_next(found, &next) {
            let mut gaps = Vec::new();
            loaded.push((at, (load(files, options, reads_ahead, &mut gaps), gaps)));
        }
        loaded
    };
    let threads = processors.min(found.len());
    let mut loaded = thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).filter_map(|_| Builder::new().spawn_scoped(scope, work).ok()).collect();
        let mut loaded = work();
        for helper in helpers {
            // A panic is a defect of ours: it goes on in the caller, as it would without threads.
            loaded.extend(helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        loaded
    });
    loaded.sort_unstable_by_key(|(at, _)| *at);
    loaded.into_iter().map(|(_, loaded)| loaded).collect()
}

fn take_next<'a>(found: &'a [RunFiles], next: &AtomicUsize) -> Option<(usize, &'a RunFiles)> {
    let at = next.fetch_add(1, Relaxed);
    found.get(at).map(|files| (at, files))
}

/// Reads a run, on two threads if it `reads_ahead`; what cannot be read is added to `gaps`.
fn load(found: &RunFiles, options: &LoadOptions, reads_ahead: bool, gaps: &mut Vec<Gap>) -> Run {
    let mut loader = Loader::new(options);
    loader.run.name.clone_from(&found.name);
    loader.run.event_files = found.files.len();
    for (number, path) in found.files.iter().enumerate() {
        let mut file = FileGaps::default();
        loader.read_file(number, path, reads_ahead, &mut file);
        let place = place(&found.name, path);
        gaps.extend(file.into_missing().map(|what| Gap { place: place.clone(), what }));
    }
    let plugins = loader.plugins.into_iter().map(|(plugin, count)| Missing::Plugin { plugin, count });
    gaps.extend(plugins.map(|what| Gap { place: found.name.clone(), what }));
    loader.run.series.iter_mut().for_each(|series| series.data.settle());
    loader.run
}

/// The name of an event file, with its run before it.
fn place(run: &str, path: &Path) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    if run == "." { file.into_owned() } else { format!("{run}/{file}") }
}

/// A run as far as it was read.
struct Loader<'a> {
    options: &'a LoadOptions,
    run: Run,
    /// Where the series of a tag is in the run. A tag has one kind by TensorBoard's rule; files may break it.
    index: HashMap<String, Vec<(Kind, usize)>>,
    /// Where the series of the next plain number may be: programs log the same tags in the same order at every step.
    expected: usize,
    decoder: SummaryDecoder,
    /// How many values of each plugin have no place in a report.
    plugins: BTreeMap<String, usize>,
    /// Tags that are not asked for.
    refused: HashSet<String>,
    restarts: Restarts,
}

impl<'a> Loader<'a> {
    fn new(options: &'a LoadOptions) -> Self {
        Self {
            options,
            run: Run::default(),
            index: HashMap::new(),
            expected: 0,
            decoder: SummaryDecoder::default(),
            plugins: BTreeMap::new(),
            refused: HashSet::new(),
            restarts: Restarts::default(),
        }
    }

    /// Takes what a file holds. Reading and checking its bytes takes about as long as understanding them, so that a
    /// processor with nothing to do halves the time of a long file.
    fn read_file(&mut self, number: usize, path: &Path, reads_ahead: bool, gaps: &mut FileGaps) {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) => return gaps.others.push(Missing::Unreadable(error)),
        };
        let options = self.options;
        let chunks = || Chunks::new(Counted { file: &file, progress: &options.progress });
        if reads_ahead && file.metadata().is_ok_and(|metadata| metadata.len() > WORTH_A_THREAD) {
            read_ahead(chunks, |chunks| chunks.for_each(|chunk| self.take_chunk(number, chunk, gaps)));
        } else {
            chunks().for_each(|chunk| self.take_chunk(number, chunk, gaps));
        }
    }

    fn take_chunk(&mut self, file: usize, chunk: Chunk, gaps: &mut FileGaps) {
        match chunk {
            Chunk::Records(batch) => batch.iter().for_each(|record| self.take_record(file, record, gaps)),
            Chunk::Damage { bytes, end, error } => gaps.add_damage(bytes, end, error.into()),
            Chunk::End(error) => gaps.add_end(error),
        }
    }

    fn take_record(&mut self, file: usize, record: Record<'_>, gaps: &mut FileGaps) {
        let end = record.end();
        match ReadScalar::decode(record) {
            ReadScalar::Scalar(_, scalar) => self.take_scalar(file, scalar),
            ReadScalar::Other(ReadEvent::Event(offset, event)) => self.take_event(file, offset, event, gaps),
            ReadScalar::Other(ReadEvent::Skipped { bytes, error }) => gaps.add_damage(bytes, end, error),
        }
    }

    fn take_event(&mut self, file: usize, offset: u64, event: Event, gaps: &mut FileGaps) {
        let Event { wall_time, step, what, .. } = event;
        self.take_wall_time(wall_time);
        match what {
            Some(What::Summary(summary)) => {
                self.purge_without_version(step, summary.value.iter().map(|value| value.tag.as_str()));
                for value in summary.value {
                    self.take_value(file, offset, Point { step, wall_time, value }, gaps);
                }
            }
            Some(What::GraphDef(bytes)) => match Graph::decode(&bytes) {
                Ok(graph) => self.run.graph = Some(graph),
                Err(error) => gaps.others.push(Missing::Graph { offset, error }),
            },
            Some(What::TaggedRunMetadata(_)) => self.count_unshown("graph_tagged_run_metadata"),
            Some(What::MetaGraphDef(_)) => self.count_unshown("meta_graph"),
            Some(What::FileVersion(version)) => self.restarts.take_version(&version),
            Some(What::SessionLog(log)) => self.take_session_log(step, log.status),
            None => {}
        }
    }

    /// The short way of a plain number to its series: nothing is allocated for a tag that is known.
    fn take_scalar(&mut self, file: usize, ScalarEvent { wall_time, step, tag, value }: ScalarEvent<'_>) {
        self.take_wall_time(wall_time);
        self.purge_without_version(step, [tag]);
        let as_expected = self.run.series.get(self.expected).is_some_and(|series| series.tag == tag);
        let at = if as_expected { Some(self.expected) } else { self.series_at(tag, Kind::Scalar) };
        if let Some((at, Data::Scalars(series))) = at.map(|at| (at, &mut self.run.series[at].data)) {
            series.push(file, Point { step, wall_time, value });
            self.expected = if at + 1 == self.run.series.len() { 0 } else { at + 1 };
        } else if self.is_asked_for(tag) {
            let value = Summary::Scalar(value);
            self.take_summary(file, tag.to_owned(), Point { step, wall_time, value });
        }
    }

    fn take_wall_time(&mut self, wall_time: f64) {
        // A writer that sets no time leaves it at zero.
        if wall_time.is_finite() && wall_time > 0.0 {
            let (first, last) = self.run.wall_times.unwrap_or((wall_time, wall_time));
            self.run.wall_times = Some((first.min(wall_time), last.max(wall_time)));
        }
    }

    fn is_asked_for(&mut self, tag: &str) -> bool {
        if self.refused.contains(tag) {
            return false;
        }
        let asked_for = self.options.selection.takes_tag(tag);
        if !asked_for {
            self.refused.insert(tag.to_owned());
        }
        asked_for
    }

    /// The start of a session means something to TensorBoard's older reader only, and only to files of this format.
    fn take_session_log(&mut self, step: i64, status: i32) {
        let is_start = status == i32::from(SessionStatus::Start);
        if self.options.order == StepOrder::Slow && is_start && self.restarts.is_restart() {
            self.run.series.iter_mut().for_each(|series| series.data.purge(step));
        }
    }

    /// In files that tell no version, TensorBoard's older reader takes a step back for a restart, of the tags it is for.
    fn purge_without_version<'t>(&mut self, step: i64, tags: impl IntoIterator<Item = &'t str>) {
        if self.options.order == StepOrder::Slow && self.restarts.is_step_back(step) {
            for tag in tags {
                for &(_, at) in self.index.get(tag).into_iter().flatten() {
                    self.run.series[at].data.purge(step);
                }
            }
        }
    }

    fn take_value(
        &mut self,
        file: usize,
        offset: u64,
        Point { step, wall_time, value }: Point<Value>,
        gaps: &mut FileGaps,
    ) {
        let tag = value.tag.clone();
        match run_metadata::graph(&value) {
            Some(Ok(graph)) => return self.take_tagged_graph(tag, graph),
            Some(Err(error)) => return gaps.add_value(tag, offset, error),
            None => {}
        }
        // Settings and layouts belong to the run, whatever they are called.
        let of_run = tag.starts_with("_hparams_/") || tag == CUSTOM_SCALARS_TAG;
        if !of_run && !self.is_asked_for(&tag) {
            return;
        }
        match self.decoder.decode(value) {
            Ok((_, Summary::Hparams(hparams))) => self.run.session.take(hparams),
            Ok((_, Summary::CustomScalars(layout))) => self.run.layout = Some(layout),
            Ok((tag, summary)) => self.take_summary(file, tag, Point { step, wall_time, value: summary }),
            Err(DecodeError::Plugin { plugin }) => self.count_unshown(&plugin),
            Err(error) => gaps.add_value(tag, offset, error),
        }
    }

    /// The last graph of a tag counts, as the last graph of the run does.
    fn take_tagged_graph(&mut self, tag: String, graph: Graph) {
        match self.run.tagged_graphs.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, last)) => *last = graph,
            None => self.run.tagged_graphs.push((tag, graph)),
        }
    }

    fn take_summary(&mut self, file: usize, tag: String, point: Point<Summary>) {
        let kind = point.value.kind();
        let at = match self.series_at(&tag, kind) {
            Some(at) => at,
            None => match Data::of_kind(kind, self.options.keep, self.options.order) {
                Some(data) => self.begin_series(tag, data),
                None => return self.count_unshown(kind.plugin_name()),
            },
        };
        self.run.series[at].data.push(file, point);
    }

    fn series_at(&self, tag: &str, kind: Kind) -> Option<usize> {
        self.index.get(tag)?.iter().find(|(of, _)| *of == kind).map(|&(_, at)| at)
    }

    /// Adds a series without points, and returns where it is.
    fn begin_series(&mut self, tag: String, data: Data) -> usize {
        let metadata = self.decoder.metadata(&tag).cloned().unwrap_or_default();
        let at = self.run.series.len();
        self.index.entry(tag.clone()).or_default().push((data.kind(), at));
        let (display_name, description) = (metadata.display_name, metadata.summary_description);
        self.run.series.push(Series { tag, display_name, description, data });
        at
    }

    fn count_unshown(&mut self, plugin: &str) {
        *self.plugins.entry(plugin.to_owned()).or_default() += 1;
    }
}

/// The gaps of one file. Damage is added up, so that a hostile file makes a few lines and not millions.
#[derive(Default)]
struct FileGaps {
    damage: Option<Damage>,
    /// By tag: how many values were not understood, where the first one was, and why.
    values: BTreeMap<String, (usize, u64, DecodeError)>,
    others: Vec<Missing>,
}

impl FileGaps {
    fn add_damage(&mut self, bytes: u64, end: u64, error: EventFileError) {
        let damage = self.damage.get_or_insert(Damage { bytes: 0, count: 0, end, first: error });
        damage.bytes += bytes;
        damage.count += 1;
        damage.end = end;
    }

    /// What ended the reading before the end of the file. A few bytes after damage, too few for a header, are the end of
    /// the damage and no record that is still being written.
    fn add_end(&mut self, error: RecordError) {
        let missing = match (error, &mut self.damage) {
            (RecordError::Truncated { offset, available }, Some(damage))
                if damage.end == offset && available < HEADER_LEN =>
            {
                damage.bytes += available as u64;
                return;
            }
            (RecordError::Truncated { offset, .. }, _) => Missing::TornTail { offset },
            (error, _) => Missing::Rest { error },
        };
        self.others.push(missing);
    }

    fn add_value(&mut self, tag: String, offset: u64, error: DecodeError) {
        self.values.entry(tag).or_insert((0, offset, error)).0 += 1;
    }

    fn into_missing(self) -> impl Iterator<Item = Missing> {
        let damage = self.damage.map(|Damage { bytes, count, first, .. }| Missing::Damage { bytes, count, first });
        let values = self.values.into_iter();
        let values = values.map(|(tag, (count, offset, first))| Missing::Values { tag, count, offset, first });
        damage.into_iter().chain(values).chain(self.others)
    }
}

/// The damage of one file, added up.
struct Damage {
    bytes: u64,
    count: usize,
    /// Where the last stretch ends.
    end: u64,
    first: EventFileError,
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use nnviz_record::WallTime;
    use nnviz_record::event_file::EventFileWriter;

    use super::*;

    fn at(seconds: f64) -> WallTime {
        WallTime::new(seconds).unwrap()
    }

    fn file(values: &[(i64, &str, Summary)]) -> Vec<u8> {
        let mut writer = EventFileWriter::new(Vec::new(), at(100.0), "test").unwrap();
        for (step, tag, summary) in values {
            let value = summary.clone().into_value(tag, Some(summary.kind().metadata()));
            writer.write_summary(at(100.0 + *step as f64), *step, vec![value]).unwrap();
        }
        writer.into_inner()
    }

    fn load_files(files: &[&[u8]]) -> (Run, Vec<String>) {
        let directory = tempfile::tempdir().unwrap();
        let paths = (0..files.len()).map(|number| directory.path().join(format!("{number}.tfevents")));
        let paths: Vec<PathBuf> = paths.collect();
        for (path, bytes) in paths.iter().zip(files) {
            std::fs::write(path, bytes).unwrap();
        }
        let mut gaps = Vec::new();
        let run = load(&RunFiles { name: "run".into(), files: paths }, &LoadOptions::default(), true, &mut gaps);
        (run, gaps.iter().map(Gap::to_string).collect())
    }

    fn loss(steps: &[i64]) -> Vec<(i64, &'static str, Summary)> {
        steps.iter().map(|&step| (step, "loss", Summary::Scalar(step as f32))).collect()
    }

    #[test]
    fn tags_keep_the_order_in_which_they_first_appear() {
        let number = || Summary::Scalar(1.0);
        let (run, gaps) = load_files(&[&file(&[(1, "z", number()), (1, "a", number()), (2, "z", number())])]);
        let tags: Vec<_> = run.series.iter().map(|series| series.tag.as_str()).collect();
        assert_eq!((tags, gaps.len()), (vec!["z", "a"], 0));
        assert_eq!((run.steps(), run.wall_times), (Some((1, 2)), Some((100.0, 102.0))));
    }

    #[test]
    fn damage_costs_its_record_and_no_more() {
        let ends = [&[1][..], &[1, 2], &[1, 2, 3]].map(|steps| file(&loss(steps)).len());
        for (damaged, left) in [(0, [2, 3]), (1, [1, 3]), (2, [1, 2])] {
            let mut bytes = file(&loss(&[1, 2, 3]));
            bytes[ends[damaged] - 8] ^= 0xff;
            let (run, gaps) = load_files(&[&bytes]);
            let steps: Vec<_> = run.scalars().next().unwrap().1.points().iter().map(|point| point.step).collect();
            assert_eq!(steps, left);
            assert_eq!(gaps.len(), 1, "{gaps:?}");
            assert!(gaps[0].starts_with("run/0.tfevents: ") && gaps[0].contains("damaged"), "{gaps:?}");
        }
    }

    #[test]
    fn a_torn_tail_is_told_and_a_restart_goes_on() {
        let first = file(&loss(&[1, 2, 3]));
        let (run, gaps) = load_files(&[&first[..first.len() - 5], &file(&loss(&[2, 4]))]);
        let steps: Vec<_> = run.scalars().next().unwrap().1.points().iter().map(|point| point.step).collect();
        assert_eq!(steps, [1, 2, 4]);
        assert!(gaps[0].contains("ends inside a record") && gaps.len() == 1, "{gaps:?}");
    }

    #[test]
    fn records_behind_one_that_is_longer_than_the_file_are_read() {
        let long = Summary::Text("x".repeat(10_000));
        let mut torn = file(&[(1, "loss", Summary::Scalar(1.0)), (2, "note", long)]);
        torn.truncate(torn.len() - 9_000); // its writer died here, and another appended
        torn.extend(file(&loss(&[3])));
        let (run, gaps) = load_files(&[&torn]);
        let steps: Vec<_> = run.scalars().next().unwrap().1.points().iter().map(|point| point.step).collect();
        assert_eq!(steps, [1, 3]);
        assert!(gaps[0].contains("are damaged and were skipped") && gaps.len() == 1, "{gaps:?}");
    }

    #[test]
    fn values_without_a_place_are_counted() {
        let mut metadata = Kind::Scalar.metadata();
        if let Some(data) = &mut metadata.plugin_data {
            data.plugin_name = "hparams".into();
        }
        let mut writer = EventFileWriter::new(Vec::new(), at(1.0), "test").unwrap();
        let hparams = Value { tag: "_hparams_/x".into(), metadata: Some(metadata), ..Value::default() };
        writer.write_summary(at(1.0), 0, vec![hparams.clone(), hparams]).unwrap();
        let (run, gaps) = load_files(&[&writer.into_inner()]);
        assert_eq!(gaps, ["run: 2 values of the plugin `hparams` are not shown"]);
        assert!(run.series.is_empty());
    }

    #[test]
    fn a_tag_that_changes_its_kind_leaves_a_gap() {
        let (run, gaps) = load_files(&[&file(&[(1, "x", Summary::Scalar(1.0)), (2, "x", Summary::Text("y".into()))])]);
        assert_eq!((run.scalars().count(), run.texts().count()), (1, 0));
        assert!(gaps[0].contains("1 of the values of the tag `x`"), "{gaps:?}");
    }
}
