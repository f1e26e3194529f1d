//! Gathers what the events of a run say, tag by tag.

use std::collections::{BTreeMap, HashMap, HashSet};

use nnviz_record::event_file::{ReadEvent, ReadScalar, ScalarEvent};
use nnviz_record::proto::{Event, SessionStatus, Value, What};
use nnviz_record::summary::{CUSTOM_SCALARS_TAG, DecodeError, Graph, SummaryDecoder};
use nnviz_record::tfrecord::Record;
use nnviz_record::{Kind, Summary};

use super::file_gaps::FileGaps;
use super::restarts::Restarts;
use super::{Chunk, Keep, LoadOptions, Missing, StepOrder, run_metadata};
use crate::series::{Data, Point, Run, Series};

/// The most tags of a run that a report keeps, and the most graphs that have a tag: a page of more is of no use to anyone.
const MAX_TAGS: usize = 10_000;
const MAX_TAGGED_GRAPHS: usize = 100;

/// Of so many plugins the values that have no place are told apart.
const MAX_PLUGINS: usize = 50;

/// A run as far as it was read.
#[derive(Debug)]
pub(super) struct RunLoader {
    pub(super) options: LoadOptions,
    pub(super) run: Run,
    /// Where the series of a tag is in the run. A tag has one kind by TensorBoard's rule; files may break it.
    index: HashMap<String, Vec<(Kind, usize)>>,
    /// Where the series of the next plain number may be: programs log the same tags in the same order at every step.
    expected: usize,
    decoder: SummaryDecoder,
    /// How many values of each plugin have no place in a report.
    plugins: BTreeMap<String, usize>,
    /// Tags that are not asked for.
    refused: HashSet<String>,
    /// How many values are of tags for which there was no room.
    left_out: usize,
    restarts: Restarts,
    /// How many numbers there is room for, and how many tags share it.
    share: usize,
    scalar_tags: usize,
}

impl RunLoader {
    pub(super) fn new(options: &LoadOptions) -> Self {
        Self {
            options: options.clone(),
            run: Run::default(),
            index: HashMap::new(),
            expected: 0,
            decoder: SummaryDecoder::default(),
            plugins: BTreeMap::new(),
            refused: HashSet::new(),
            left_out: 0,
            restarts: Restarts::default(),
            share: usize::MAX,
            scalar_tags: 0,
        }
    }

    /// Forgets all that was read.
    pub(super) fn begin_anew(&mut self) {
        *self = Self::new(&self.options);
    }

    /// Makes room for so many numbers of all tags together.
    pub(super) fn set_share(&mut self, scalars: usize) {
        self.share = scalars;
        self.share_out();
    }

    /// Puts the points in order when all have come.
    pub(super) fn settle(&mut self) {
        self.run.series.iter_mut().for_each(|series| series.data.settle());
    }

    /// What was read, and has no place in a report.
    pub(super) fn unshown(&self) -> impl Iterator<Item = Missing> {
        let plugins = self.plugins.iter().map(|(plugin, &count)| Missing::Plugin { plugin: plugin.clone(), count });
        let left_out = (self.left_out > 0).then_some(Missing::TooManyTags { most: MAX_TAGS, values: self.left_out });
        plugins.chain(left_out)
    }

    /// Takes what lies in a piece of a file that begins at `start`; returns where it ends, unless the file ends within it.
    pub(super) fn take_chunk(&mut self, file: usize, start: u64, chunk: Chunk, gaps: &mut FileGaps) -> Option<u64> {
        match chunk {
            Chunk::Records(batch) => {
                batch.iter().for_each(|record| self.take_record(file, start, record, gaps));
                Some(start + batch.end())
            }
            Chunk::Damage { bytes, end, error } => {
                gaps.add_damage(bytes, end, error.into());
                Some(start + end)
            }
            Chunk::End(error) => {
                gaps.add_end(error, start);
                None
            }
        }
    }

    fn take_record(&mut self, file: usize, start: u64, record: Record<'_>, gaps: &mut FileGaps) {
        let end = record.end();
        match ReadScalar::decode(record) {
            ReadScalar::Scalar(_, scalar) => self.take_scalar(file, scalar),
            ReadScalar::Other(ReadEvent::Event(offset, event)) => self.take_event(file, start + offset, event, gaps),
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
                Err(error) => gaps.push(Missing::Graph { offset, error }),
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
        } else if self.is_asked_for(tag) && self.has_room_for(tag) {
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
        if !(of_run || self.is_asked_for(&tag) && self.has_room_for(&tag)) {
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
            None => match self.data_of(kind) {
                Some(data) => self.begin_series(tag, data),
                None => return self.count_unshown(kind.plugin_name()),
            },
        };
        self.run.series[at].data.push(file, point);
    }

    /// No values yet, of a kind that a report has a place for.
    fn data_of(&mut self, kind: Kind) -> Option<Data> {
        if kind == Kind::Scalar {
            self.scalar_tags += 1;
            if (self.scalar_tags - 1).is_power_of_two() {
                self.share_out();
            }
        }
        Data::of_kind(kind, self.room_of(kind), self.options.order)
    }

    /// How many values of a tag there is room for.
    fn room_of(&self, kind: Kind) -> usize {
        match (self.options.keep, kind) {
            (Keep::Everything, _) | (Keep::Scalars, Kind::Scalar) => usize::MAX,
            (Keep::Scalars, _) => 2,
            (Keep::ForReport, _) => {
                self.options.samples.of_kind(kind, self.share / self.scalar_tags.max(1).next_power_of_two())
            }
        }
    }

    /// Tags that came when there were fewer make room for those that have come since.
    fn share_out(&mut self) {
        let room = self.room_of(Kind::Scalar);
        for series in &mut self.run.series {
            if let Data::Scalars(scalars) = &mut series.data {
                scalars.set_budget(room);
            }
        }
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
        let is_bounded = self.options.keep == Keep::ForReport;
        let has_room = !is_bounded || self.run.series.len() < MAX_TAGS || self.index.contains_key(tag);
        self.left_out += usize::from(!has_room);
        has_room
    }

    fn count_unshown(&mut self, plugin: &str) {
        let is_told_apart = self.plugins.len() < MAX_PLUGINS || self.plugins.contains_key(plugin);
        let plugin = if is_told_apart { plugin } else { "others" };
        *self.plugins.entry(plugin.to_owned()).or_default() += 1;
    }
}
