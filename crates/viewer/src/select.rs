//! Which runs and tags are asked for.

use regex::Regex;

/// Regular expressions that choose runs and tags. One matches anywhere in a name, as in TensorBoard's filters: `^loss$`
/// is for `loss` alone.
///
/// ```
/// use nnviz_viewer::select::Selection;
/// let selection = Selection { tags: Some(regex::Regex::new("loss")?), ..Selection::default() };
/// assert!(selection.takes_run("any") && selection.takes_tag("train/loss") && !selection.takes_tag("accuracy"));
/// # Ok::<(), regex::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// The runs; all, if there is no expression.
    pub runs: Option<Regex>,
    /// The tags; all, if there is no expression.
    pub tags: Option<Regex>,
}

impl Selection {
    /// Whether a run of this name is asked for.
    pub fn takes_run(&self, name: &str) -> bool {
        self.runs.as_ref().is_none_or(|runs| runs.is_match(name))
    }

    /// Whether a tag is asked for.
    pub fn takes_tag(&self, tag: &str) -> bool {
        self.tags.as_ref().is_none_or(|tags| tags.is_match(tag))
    }
}
