//! Reads the event files of one run.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::{self, Builder};

use nnviz_record::event_file::{EventFileReader, ReadEvent, ReadScalar, ScalarEvent};
use nnviz_record::proto::{Event, Value, What};
use nnviz_record::summary::{DecodeError, Graph, SummaryDecoder};
use nnviz_record::tfrecord::RecordError;
use nnviz_record::{Kind, Summary};

use super::discover::RunFiles;
use super::file_gaps::FileGaps;
use super::{Gap, Missing, run_metadata};
use crate::series::{Data, Point, Run, Series};

/// The most tags of a run that are kept, and the most graphs that have a tag: a page of more is of no use to anyone.
const MAX_TAGS: usize = 10_000;
const MAX_TAGGED_GRAPHS: usize = 100;

/// Of so many plugins the values that have no place are told apart.
const MAX_PLUGINS: usize = 50;

/// Reads runs, as many at a time as there are processors; they come back in their order, each with its gaps.
///
/// The files of one run are read one after another: what a later one says may end what an earlier one said.
pub(super) fn load_all(found: &[RunFiles]) -> Vec<(Run, Vec<Gap>)> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut loaded = Vec::new();
        while let Some((at, files)) = take_next(found, &next) {
            let mut gaps = Vec::new();
            loaded.push((at, (load(files, &mut gaps), gaps)));
        }
        loaded
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(found.len());
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

/// Reads a run; what cannot be read is added to `gaps`.
fn load(found: &RunFiles, gaps: &mut Vec<Gap>) -> Run {
    let mut loader = Loader::default();
    loader.run.name.clone_from(&found.name);
    loader.run.event_files = found.files.len();
    for (number, path) in found.files.iter().enumerate() {
        let mut file = FileGaps::default();
        loader.read_file(number, path, &mut file);
        let place = place(&found.name, path);
        gaps.extend(file.into_missing().map(|what| Gap { place: place.clone(), what }));
    }
    let plugins = loader.plugins.into_iter().map(|(plugin, count)| Missing::Plugin { plugin, count });
    let left_out = (loader.left_out > 0).then_some(Missing::TooManyTags { most: MAX_TAGS, values: loader.left_out });
    gaps.extend(plugins.chain(left_out).map(|what| Gap { place: found.name.clone(), what }));
    loader.run.series.iter_mut().for_each(|series| series.data.settle());
    loader.run
}

/// The name of an event file, with its run before it.
fn place(run: &str, path: &Path) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    if run == "." { file.into_owned() } else { format!("{run}/{file}") }
}

/// A run as far as it was read.
#[derive(Default)]
struct Loader {
    run: Run,
    /// Where the series of a tag is in the run. A tag has one kind by TensorBoard's rule; files may break it.
    index: HashMap<String, Vec<(Kind, usize)>>,
    /// Where the series of the next plain number may be: programs log the same tags in the same order at every step.
    expected: usize,
    decoder: SummaryDecoder,
    /// How many values of each plugin have no place in a report.
    plugins: BTreeMap<String, usize>,
    /// How many values are of tags for which there was no room.
    left_out: usize,
}

impl Loader {
    fn read_file(&mut self, number: usize, path: &Path, gaps: &mut FileGaps) {
        let mut reader = match File::open(path) {
            Ok(file) => EventFileReader::new(file),
            Err(error) => return gaps.add(Missing::Unreadable(error)),
        };
        // A record that is cut short is the end of the file, unless whole records lie behind it: then its writer died, and
        // another one appended.
        let mut cut: Option<(RecordError, u64)> = None;
        loop {
            match reader.read_lossy_scalars() {
                Ok(Some(ReadScalar::Scalar(offset, scalar))) => {
                    if let Some((error, bytes)) = cut.take() {
                        gaps.add_damage(bytes, offset, error.into());
                    }
                    self.take_scalar(number, scalar);
                }
                Ok(Some(ReadScalar::Other(ReadEvent::Event(offset, event)))) => {
                    if let Some((error, bytes)) = cut.take() {
                        gaps.add_damage(bytes, offset, error.into());
                    }
                    self.take_event(number, offset, event, gaps);
                }
                Ok(Some(ReadScalar::Other(ReadEvent::Skipped { bytes, error }))) => {
                    gaps.add_damage(bytes, reader.records_mut().offset(), error);
                }
                Err(error) if error.is_truncated() && cut.is_none() => match reader.records_mut().skip_damage() {
                    Ok(bytes) => cut = Some((error, bytes)),
                    Err(error) => return gaps.add_end(error),
                },
                ended => {
                    if let Some(end) = cut.map(|(error, _)| error).or(ended.err()) {
                        gaps.add_end(end);
                    }
                    return;
                }
            }
        }
    }

    fn take_event(&mut self, file: usize, offset: u64, event: Event, gaps: &mut FileGaps) {
        let Event { wall_time, step, what, .. } = event;
        self.take_wall_time(wall_time);
        match what {
            Some(What::Summary(summary)) => {
                for value in summary.value {
                    self.take_value(file, offset, Point { step, wall_time, value }, gaps);
                }
            }
            Some(What::GraphDef(bytes)) => match Graph::decode(&bytes) {
                Ok(graph) => self.run.graph = Some(graph),
                Err(error) => gaps.add(Missing::Graph { offset, error }),
            },
            Some(What::TaggedRunMetadata(_)) => self.count_unshown("graph_tagged_run_metadata"),
            Some(What::MetaGraphDef(_)) => self.count_unshown("meta_graph"),
            Some(What::FileVersion(_) | What::SessionLog(_)) | None => {}
        }
    }

    /// The short way of a plain number to its series: nothing is allocated for a tag that is known.
    fn take_scalar(&mut self, file: usize, ScalarEvent { wall_time, step, tag, value }: ScalarEvent<'_>) {
        self.take_wall_time(wall_time);
        let as_expected = self.run.series.get(self.expected).is_some_and(|series| series.tag == tag);
        let at = if as_expected { Some(self.expected) } else { self.series_at(tag, Kind::Scalar) };
        if let Some((at, Data::Scalars(series))) = at.map(|at| (at, &mut self.run.series[at].data)) {
            series.push(file, Point { step, wall_time, value });
            self.expected = if at + 1 == self.run.series.len() { 0 } else { at + 1 };
        } else if self.has_room_for(tag) {
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

    fn take_value(
        &mut self,
        file: usize,
        offset: u64,
        Point { step, wall_time, value }: Point<Value>,
        gaps: &mut FileGaps,
    ) {
        if !belongs_to_the_run(&value) && !self.has_room_for(&value.tag) {
            return;
        }
        let tag = value.tag.clone();
        match run_metadata::graph(&value) {
            Some(Ok(graph)) => return self.take_tagged_graph(tag, graph),
            Some(Err(error)) => return gaps.add_value(tag, offset, error),
            None => {}
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
        let graphs = &mut self.run.tagged_graphs;
        let known = graphs.iter().position(|(known, _)| *known == tag);
        match known {
            Some(known) => graphs[known].1 = graph,
            None if graphs.len() < MAX_TAGGED_GRAPHS => graphs.push((tag, graph)),
            None => self.count_unshown("graphs"),
        }
    }

    fn take_summary(&mut self, file: usize, tag: String, point: Point<Summary>) {
        let kind = point.value.kind();
        let at = match self.series_at(&tag, kind) {
            Some(at) => at,
            None => match Data::of_kind(kind) {
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

    /// Whether the values of a tag are kept; those that are not are counted.
    fn has_room_for(&mut self, tag: &str) -> bool {
        let has_room = self.run.series.len() < MAX_TAGS || self.index.contains_key(tag);
        self.left_out += usize::from(!has_room);
        has_room
    }

    fn count_unshown(&mut self, plugin: &str) {
        let is_told_apart = self.plugins.len() < MAX_PLUGINS || self.plugins.contains_key(plugin);
        let plugin = if is_told_apart { plugin } else { "others" };
        *self.plugins.entry(plugin.to_owned()).or_default() += 1;
    }
}

/// Whether a value says something of its run, and not of a tag.
fn belongs_to_the_run(value: &Value) -> bool {
    let plugin = value.metadata.as_ref().and_then(|metadata| metadata.plugin_data.as_ref());
    let kind = plugin.and_then(|plugin| Kind::from_plugin_name(&plugin.plugin_name));
    matches!(kind, Some(Kind::Hparams | Kind::CustomScalars))
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
        let run = load(&RunFiles { name: "run".into(), files: paths }, &mut gaps);
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
