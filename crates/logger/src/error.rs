//! What can go wrong between a training loop and its event files.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use nnviz_record::Kind;
use thiserror::Error;

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
    /// Another logger writes to the directory. TensorBoard mixes up two files that grow in one directory.
    #[error(
        "another logger{} is writing to {}: clone that logger to share it, or give this one a directory of its own \
         (a process of several: runs/NAME/rank1)",
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
    #[error("the queue was full and `{tag}` at step {step} was dropped: log less often, or give the queue more room")]
    QueueFull {
        /// The tag.
        tag: String,
        /// The step.
        step: i64,
    },
    /// Something was logged after [`close`](crate::Logger::close).
    #[error("`{tag}` at step {step} was logged after the logger was closed")]
    Closed {
        /// The tag.
        tag: String,
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
    /// The images of one summary differ in size, or there is none.
    #[error("the images of one summary must have one size, and there must be at least one (`{tag}`)")]
    ImageBatch {
        /// The tag.
        tag: String,
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
    /// Work for a summary panicked on the worker thread; the worker went on with the next.
    #[error("making `{tag}` at step {step} panicked: {message}")]
    Panicked {
        /// The tag.
        tag: String,
        /// The step.
        step: i64,
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
