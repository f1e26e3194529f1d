//! What can go wrong between a training loop and its event files.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use nnviz_record::Kind;
use nnviz_record::projector::ProjectorError;
use nnviz_record::summary::{MeshError, PrCurveError};
use thiserror::Error;

use crate::Step;
use crate::audio::SoundError;
use crate::image::ImageError;

/// What went wrong, with the name of the thing and what to do about it.
///
/// `add_*` never returns one: what goes wrong there is counted in [`Stats`](crate::Stats), given to the `on_error`
/// callback, and returned by the next [`flush`](crate::Logger::flush) or [`close`](crate::Logger::close).
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The directory of a run cannot be made.
    #[error("cannot create the run directory {}", path.display())]
    CreateDirectory {
        /// The directory.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// Something that is no directory has the name of the run.
    #[error("{} is a file: a run is logged to a directory; choose another name or move the file away", path.display())]
    NotADirectory {
        /// The path.
        path: PathBuf,
    },
    /// Another logger writes to the directory. Both are written, each to a file of its own; but TensorBoard mixes up two
    /// files that grow in one directory and hold the same tags.
    #[error(
        "another logger{} is writing to {} too: what both log is kept, in two files, but TensorBoard mixes up tags that are \
         in both; clone that logger to share it, or give this one a directory of its own (a process of several: \
         runs/NAME/rank1)",
        process.map(|id| format!(" (process {id})")).unwrap_or_default(), path.display()
    )]
    DirectoryInUse {
        /// The directory.
        path: PathBuf,
        /// The process that writes there, as far as its lock file tells.
        process: Option<u32>,
    },
    /// An event file cannot be created.
    #[error("cannot create an event file in {}", path.display())]
    CreateFile {
        /// The directory.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// Writing failed. What could not be written is tried again with the next flush, and counted as lost when too much of
    /// it has gathered.
    #[error("cannot write to the event files in {}", path.display())]
    Write {
        /// The directory.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// The event file was deleted while it was written. A new one is begun; what the old one held went with it.
    #[error("the event file in {} was deleted: logging goes on in a new one", path.display())]
    FileRemoved {
        /// The directory.
        path: PathBuf,
    },
    /// Values wait for a disk that refused them when it was last tried. They are tried again with every flush.
    #[error("{values} values wait to be written to {}: the disk refuses them until now, and is tried again", path.display())]
    Unwritten {
        /// The directory.
        path: PathBuf,
        /// How many.
        values: u64,
    },
    /// Values could not be written for so long that they were given up.
    #[error("{values} values for {} are lost: they could not be written", path.display())]
    Lost {
        /// The directory.
        path: PathBuf,
        /// How many.
        values: u64,
    },
    /// An event's time is no number. It was dropped: TensorBoard's faster reader gives up the file at such a time.
    #[error("an event at step {step} has the time {wall_time}: it was dropped; times are seconds since 1970")]
    WallTime {
        /// Its step.
        step: i64,
        /// The time.
        wall_time: f64,
    },
    /// The function that was given to `on_error` panicked. It is not called again.
    #[error("the on_error function panicked ({message}) and is not called any more")]
    CallbackPanicked {
        /// The panic's message.
        message: String,
    },
    /// Waiting for the logger's thread, on that very thread: from the closure of a figure, or from `on_error`.
    #[error("the logger cannot wait for its own thread: call flush, sync and close outside of closures that it runs")]
    OwnThread,
    /// The process was forked, and the logger's thread stayed with the parent. What is logged here goes nowhere.
    #[error("this logger belongs to the process that this one was forked from: create the logger after the fork")]
    Forked,
    /// The worker thread cannot be started.
    #[error("cannot start the logger's thread")]
    StartWorker {
        /// What the system said.
        source: io::Error,
    },
    /// A value came at a step that is not after the last one of its tag. It was dropped: TensorBoard would have dropped
    /// the values before it instead.
    #[error(
        "`{tag}` was logged at step {step} after step {last} in {run}: steps of a tag must increase (this value was \
         dropped; to start again, create a new logger)"
    )]
    StepNotIncreasing {
        /// The tag.
        tag: String,
        /// The run's directory.
        run: String,
        /// The last step that was written.
        last: i64,
        /// The step of the value that was dropped.
        step: i64,
    },
    /// A tag was used for two kinds of summaries. The later one was dropped: TensorBoard shows neither otherwise.
    #[error("`{tag}` holds {first} summaries in {run}, so a {second} cannot have the same tag (it was dropped)")]
    KindConflict {
        /// The tag.
        tag: String,
        /// The run's directory.
        run: String,
        /// What the tag was first used for.
        first: Kind,
        /// What it was used for now.
        second: Kind,
    },
    /// The queue to the worker was full: a heavy summary was shed, or a light one waited longer than is allowed.
    #[error("the queue was full and `{tag}` at {step} was dropped: log less often, or give the queue more room")]
    QueueFull {
        /// The tag.
        tag: String,
        /// The step.
        step: Step,
    },
    /// Something was logged after [`close`](crate::Logger::close).
    #[error("`{tag}` at {step} was logged after the logger was closed")]
    Closed {
        /// The tag.
        tag: String,
        /// The step.
        step: Step,
    },
    /// Counts of a histogram that was made elsewhere are none.
    #[error("`{tag}` is no histogram: {reason}")]
    Histogram {
        /// The tag.
        tag: String,
        /// What is wrong.
        reason: String,
    },
    /// A precision-recall curve cannot be computed.
    #[error("`{tag}` is no precision-recall curve: {source}")]
    PrCurve {
        /// The tag.
        tag: String,
        /// What is wrong.
        source: PrCurveError,
    },
    /// A label of a precision-recall curve is none.
    #[error("`{tag}` is no precision-recall curve: label {index} is {label}, and must be {wanted}")]
    PrLabel {
        /// The tag.
        tag: String,
        /// Which label.
        index: usize,
        /// What it is.
        label: f64,
        /// What it can be.
        wanted: String,
    },
    /// Predictions for several classes do not fit the labels.
    #[error(
        "`{tag}` is no precision-recall curve: {examples} examples of {classes} classes need {} predictions, not {actual}",
        examples * classes
    )]
    PrPredictions {
        /// The tag.
        tag: String,
        /// How many labels.
        examples: usize,
        /// How many classes.
        classes: usize,
        /// How many predictions.
        actual: usize,
    },
    /// A mesh is none.
    #[error("`{tag}` is no mesh: {source}")]
    Mesh {
        /// The tag.
        tag: String,
        /// What is wrong.
        source: MeshError,
    },
    /// An embedding is none.
    #[error("the embedding `{tag}` cannot be shown: {source}")]
    Embedding {
        /// Its tag.
        tag: String,
        /// What is wrong.
        source: ProjectorError,
    },
    /// The numbers of an embedding do not fit its shape.
    #[error("the embedding `{tag}` of {points} points in {dimensions} dimensions needs {} numbers, not {actual}", points * dimensions)]
    EmbeddingShape {
        /// Its tag.
        tag: String,
        /// How many points.
        points: usize,
        /// How many numbers a point.
        dimensions: usize,
        /// How many numbers there are.
        actual: usize,
    },
    /// Labels or pictures of an embedding are not as many as its points.
    #[error("the embedding `{tag}` has {points} points and {actual} {what}: give one for each")]
    EmbeddingCount {
        /// Its tag.
        tag: String,
        /// Labels or label images.
        what: &'static str,
        /// How many points.
        points: usize,
        /// How many of them.
        actual: usize,
    },
    /// The configuration of the embedding projector that is in the directory cannot be read, so that adding to it would
    /// lose what it says.
    #[error("{} was not understood: move it away, and embeddings are written again", path.display())]
    ProjectorConfig {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: ProjectorError,
    },
    /// A hyperparameter is NaN, which TensorBoard takes for not set. The others were logged.
    #[error("the hyperparameter `{name}` is NaN: it was left out")]
    HparamNan {
        /// Its name.
        name: String,
    },
    /// Hyperparameters were logged to a run that has some.
    #[error("{run} has hyperparameters already, and TensorBoard keeps the first: log them once, all together")]
    HparamsTwice {
        /// The run's directory.
        run: String,
    },
    /// A scalar of a run with hyperparameters is at a step that TensorBoard's page for these cannot say.
    #[error(
        "`{tag}` in {run} is at step {step}: TensorBoard's HParams page fails at steps beyond {}, for all runs \
         (the value was written; count batches, or thousands of samples)",
        i32::MAX
    )]
    HparamsStep {
        /// The tag.
        tag: String,
        /// The run's directory.
        run: String,
        /// The step.
        step: i64,
    },
    /// Pixels do not fit the size that was given.
    #[error("{width} x {height} pixels of {channels} bytes need {expected} bytes, not {actual}")]
    ImageSize {
        /// Width, in pixels.
        width: u32,
        /// Height, in pixels.
        height: u32,
        /// Bytes a pixel.
        channels: usize,
        /// The bytes needed.
        expected: usize,
        /// The bytes given.
        actual: usize,
    },
    /// The images of one summary differ in size.
    #[error(
        "`{tag}`: picture {index} is {} x {}, but the first is {} x {}: the pictures of one summary must have one size \
         (use a tag for each size)", size.0, size.1, first.0, first.1
    )]
    ImageBatch {
        /// The tag.
        tag: String,
        /// Which picture, counted from 0.
        index: usize,
        /// Its width and height, in pixels.
        size: (u32, u32),
        /// Those of the first.
        first: (u32, u32),
    },
    /// A picture or a video cannot be made from what was logged.
    #[error("`{tag}`: {problem}")]
    Image {
        /// The tag.
        tag: String,
        /// What is wrong with it.
        problem: ImageError,
    },
    /// A sound cannot be made from what was logged.
    #[error("`{tag}`: {problem}")]
    Sound {
        /// The tag.
        tag: String,
        /// What is wrong with it.
        problem: SoundError,
    },
    /// An image cannot be encoded.
    #[error("cannot encode an image")]
    EncodeImage {
        /// What the encoder said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A figure cannot be drawn.
    #[error("cannot draw a figure")]
    Draw {
        /// What the drawing said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A tensor cannot be read from its device.
    #[error("cannot read a tensor: {reason}")]
    ReadTensor {
        /// What the device said.
        reason: String,
    },
    /// The forward pass of a model cannot be captured as a graph; its module tree was written instead.
    #[error("the model's graph shows its modules only, since its forward pass could not be captured: {reason}")]
    CaptureGraph {
        /// What the capture said.
        reason: String,
    },
    /// The operations of a captured graph cannot be timed; the graph was written without times.
    #[error("the model's graph has no times, since its operations could not be run one by one: {reason}")]
    TimeGraph {
        /// What the device said.
        reason: String,
    },
    /// The forward pass of a model cannot be looked into; nothing of it was logged.
    #[error(
        "what the model's layers make is not known, since its forward pass could not be captured and run: {reason}"
    )]
    Probe {
        /// What the capture or the device said.
        reason: String,
    },
    /// A tensor cannot be shown as maps, filters or attention; nothing was written.
    #[error("`{tag}` cannot be drawn: {reason}")]
    Maps {
        /// The tag.
        tag: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Work for a summary panicked on the worker thread; the worker went on with the next.
    #[error("making `{tag}` at {step} panicked: {message}")]
    Panicked {
        /// The tag.
        tag: String,
        /// The step.
        step: Step,
        /// The panic's message.
        message: String,
    },
    /// The worker did not answer in time: the disk stalls, or there is much to write.
    #[error("the logger's thread did not finish within {waited:?}")]
    Timeout {
        /// How long was waited.
        waited: Duration,
    },
    /// More than one thing went wrong since the last report.
    #[error("{first} (and {more} more like it or after it)")]
    Several {
        /// The first.
        #[source]
        first: Box<Error>,
        /// How many followed.
        more: u64,
    },
}
