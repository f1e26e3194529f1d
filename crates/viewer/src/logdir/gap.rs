//! What a report lacks, and why.

use std::fmt;
use std::io;

use nnviz_record::event_file::EventFileError;
use nnviz_record::summary::DecodeError;
use nnviz_record::tfrecord::RecordError;
use thiserror::Error;

/// Something in the logdir that is not in the report.
#[derive(Debug)]
#[non_exhaustive]
pub struct Gap {
    /// The event file or the directory, relative to the logdir, its parts joined by `/`.
    pub place: String,
    /// What is missing there.
    pub what: Missing,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// What could not be read, or is not shown.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Missing {
    /// The file or the directory could not be opened.
    #[error("cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    /// The file could not be read to its end.
    #[error("{error}{}", cause(.error))]
    Rest {
        /// What failed, and where.
        error: RecordError,
    },
    /// Bytes are wrong. What lies between and after them was read.
    #[error("{bytes} bytes are damaged and were skipped{}: {first}", stretches(*.count))]
    Damage {
        /// How many bytes, together.
        bytes: u64,
        /// In how many stretches.
        count: usize,
        /// What was wrong with the first stretch, and where.
        first: EventFileError,
    },
    /// The file ends inside a record. All before that was read.
    #[error("ends inside a record at byte {offset}: it is still being written, or its writer died")]
    TornTail {
        /// Where the record begins.
        offset: u64,
    },
    /// Values of a tag are not what they should be.
    #[error("{count} of the values of the tag `{tag}` could not be read; the first, at byte {offset}: {first}")]
    Values {
        /// The tag.
        tag: String,
        /// How many of its values.
        count: usize,
        /// Where the record of the first one begins.
        offset: u64,
        /// What was wrong with the first one.
        first: DecodeError,
    },
    /// The graph is not one.
    #[error("the graph at byte {offset} could not be read: {error}")]
    Graph {
        /// Where its record begins.
        offset: u64,
        /// What was wrong with it.
        error: DecodeError,
    },
    /// An embedding of the projector, or its configuration, could not be read.
    #[error("the embedding `{name}` is not shown: {reason}")]
    Embedding {
        /// Its name.
        name: String,
        /// What was wrong with it.
        reason: String,
    },
    /// Values that were read belong to a plugin that a report has no place for.
    #[error("{} not shown", unshown(plugin, *.count))]
    Plugin {
        /// The name of the plugin; empty for values that name none.
        plugin: String,
        /// How many values.
        count: usize,
    },
    /// The run has more tags than a report has room for. The first ones are there.
    #[error("{values} values of tags after the first {most} are not shown")]
    TooManyTags {
        /// How many tags there is room for.
        most: usize,
        /// How many values of the other tags there are.
        values: usize,
    },
    /// More is wrong with the file than is told one by one.
    #[error("{count} more things in it could not be read")]
    More {
        /// How many.
        count: usize,
    },
}

fn stretches(count: usize) -> String {
    if count == 1 { String::new() } else { format!(", in {count} places, the first of them") }
}

fn unshown(plugin: &str, count: usize) -> String {
    let values = if count == 1 { "1 value".to_owned() } else { format!("{count} values") };
    let verb = if count == 1 { "is" } else { "are" };
    match plugin {
        "" => format!("{values} of no known plugin {verb}"),
        plugin => format!("{values} of the plugin `{plugin}` {verb}"),
    }
}

fn cause(error: &RecordError) -> String {
    std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default()
}
