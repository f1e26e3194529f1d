//! What can go wrong with explanations of a training.

use thiserror::Error;

/// Why there are no explanations of a training, or fewer than there should be.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LoggedError {
    /// An option has a value that nothing can be made of.
    #[error("{option} is {value}: it must be {must_be}")]
    Option {
        /// The option.
        option: &'static str,
        /// What it was set to.
        value: f64,
        /// What it may be.
        must_be: &'static str,
    },
    /// Two methods of the same name would write to the same tags.
    #[error("two methods are named {name:?}: give each a name of its own")]
    SameName {
        /// The name.
        name: String,
    },
    /// A method failed. The others go on, and so does the training.
    #[error("{method}: {source}")]
    Method {
        /// The name that the method was given.
        method: String,
        /// What it says.
        source: nnviz_explain::Error,
    },
    /// The forward pass, or a method, panicked. The training goes on.
    #[error("{method} panicked: {reason}")]
    Panicked {
        /// The name that the method was given.
        method: String,
        /// The panic's message.
        reason: String,
    },
    /// The system gave no thread.
    #[error("no thread for explanations could be started")]
    Thread(#[from] std::io::Error),
}
