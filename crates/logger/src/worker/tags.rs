//! What each tag of a run was used for so far, and what that allows.
//!
//! TensorBoard drops values silently when a tag holds two kinds of summaries, or when its steps do not increase; so such
//! values are refused here.

use std::collections::HashMap;

use nnviz_record::Kind;
use nnviz_record::proto::SummaryMetadata;

use super::command::Labels;
use crate::{Error, Step};

/// The tags of one run.
#[derive(Default)]
pub(super) struct Tags {
    /// In the order of their first values.
    known: Vec<Tag>,
    places: HashMap<Box<str>, usize>,
    /// Where the tag is that was admitted last.
    last: usize,
    /// Labels of tags that have no value yet.
    labels: HashMap<String, Labels>,
}

/// One tag.
struct Tag {
    name: Box<str>,
    kind: Kind,
    last_step: i64,
    /// How many values it has.
    values: u64,
    labels: Labels,
    /// Whether the current file has the tag's metadata.
    described: bool,
    /// Whether a misuse was told: the next ones are only counted.
    told: bool,
    /// Where the tag is that came after it the last time. A training logs the same tags in the same order, step by step, so
    /// this is most often the next one too, and to compare a name is several times as fast as to look it up.
    followed_by: usize,
}

/// What becomes of a value.
#[derive(Debug, PartialEq)]
pub(super) enum Admission {
    /// It is not written; the error is there the first time that it happens to the tag.
    Refused,
    /// It is written as it is: the file knows its tag.
    Known(i64),
    /// It is the first of its tag in the file, and carries the tag's metadata.
    New(i64),
}

impl Tags {
    /// Keeps the labels of a tag for its first value.
    pub(super) fn describe(&mut self, tag: String, labels: Labels) {
        self.labels.insert(tag, labels);
    }

    /// A new file knows no tags.
    pub(super) fn forget_file(&mut self) {
        self.known.iter_mut().for_each(|tag| tag.described = false);
    }

    /// The step that follows the last one of a tag.
    pub(super) fn next_step(&self, name: &str) -> i64 {
        self.get(name).map_or(0, |tag| tag.last_step.saturating_add(1))
    }

    /// Whether a value may be written, and at which step.
    pub(super) fn admit(&mut self, name: &str, kind: Kind, step: Step) -> Admission {
        let Some(place) = self.find(name) else { return self.admit_first(name, kind, step) };
        let tag = &mut self.known[place];
        let step = step.unwrap_or_else(|| tag.last_step.saturating_add(1));
        if tag.kind != kind || step <= tag.last_step {
            return Admission::Refused;
        }
        tag.last_step = step;
        tag.values += 1;
        if std::mem::replace(&mut tag.described, true) { Admission::Known(step) } else { Admission::New(step) }
    }

    fn admit_first(&mut self, name: &str, kind: Kind, step: Step) -> Admission {
        let step = step.unwrap_or_else(|| 0);
        let labels = self.labels.remove(name).unwrap_or_default();
        let place = self.known.len();
        let name = Box::<str>::from(name);
        self.places.insert(name.clone(), place);
        let followed_by = place; // by itself, until another one comes
        self.known.push(Tag {
            name,
            kind,
            last_step: step,
            values: 1,
            labels,
            described: true,
            told: false,
            followed_by,
        });
        self.follow(place);
        Admission::New(step)
    }

    /// Where a tag is, guessed from what came after the last one before.
    fn find(&mut self, name: &str) -> Option<usize> {
        let guess = self.known.get(self.last)?.followed_by;
        let place = if *self.known[guess].name == *name { guess } else { *self.places.get(name)? };
        self.follow(place);
        Some(place)
    }

    fn follow(&mut self, place: usize) {
        self.known[self.last].followed_by = place;
        self.last = place;
    }

    fn get(&self, name: &str) -> Option<&Tag> {
        self.places.get(name).map(|&place| &self.known[place])
    }

    /// Why a value was refused; `None` if the tag's first refusal was told before.
    pub(super) fn refusal(&mut self, name: &str, kind: Kind, step: Step, run: String) -> Option<Error> {
        let tag = self.places.get(name).map(|&place| &mut self.known[place]).filter(|tag| !tag.told)?;
        tag.told = true;
        let (name, first, last) = (name.to_owned(), tag.kind, tag.last_step);
        Some(if first == kind {
            Error::StepNotIncreasing { tag: name, run, last, step: step.unwrap_or_else(|| last) }
        } else {
            Error::KindConflict { tag: name, run, first, second: kind }
        })
    }

    /// The metadata of a kind, with the labels of a tag.
    pub(super) fn labelled(&self, name: &str, metadata: SummaryMetadata) -> SummaryMetadata {
        let Some(Tag { labels, .. }) = self.get(name) else { return metadata };
        SummaryMetadata {
            display_name: labels.display_name.clone(),
            summary_description: labels.description.clone(),
            ..metadata
        }
    }

    /// For each kind the number of values of the tag that has most.
    pub(super) fn most_values(&self) -> impl Iterator<Item = (Kind, u64)> {
        self.known.iter().map(|tag| (tag.kind, tag.values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_that_are_counted_follow_the_last_one() {
        let mut tags = Tags::default();
        let mut admit = |step: Step| tags.admit("loss", Kind::Scalar, step);
        assert_eq!(admit(None.into()), Admission::New(0));
        assert_eq!(admit(None.into()), Admission::Known(1));
        assert_eq!(admit(10.into()), Admission::Known(10));
        assert_eq!(admit(None.into()), Admission::Known(11));
        assert_eq!(admit(11.into()), Admission::Refused);
        assert_eq!(tags.next_step("loss"), 12);
        assert_eq!(tags.next_step("other"), 0);
    }

    #[test]
    fn a_tag_at_the_last_step_has_no_next_one() {
        let mut tags = Tags::default();
        assert_eq!(tags.admit("end", Kind::Scalar, i64::MAX.into()), Admission::New(i64::MAX));
        assert_eq!(tags.admit("end", Kind::Scalar, None.into()), Admission::Refused);
    }

    /// Whatever the order of tags, guessed or not, each has its own steps.
    #[test]
    fn tags_in_any_order_are_not_mixed_up() {
        let mut tags = Tags::default();
        for (at, name) in "abcabcacbbbacab".chars().enumerate() {
            let admitted = tags.admit(name.encode_utf8(&mut [0; 4]), Kind::Scalar, (at as i64).into());
            assert_ne!(admitted, Admission::Refused, "{name} at {at}");
        }
        assert_eq!(["a", "b", "c", "d"].map(|name| tags.next_step(name)), [14, 15, 13, 0]);
        assert_eq!(tags.most_values().map(|(_, values)| values).collect::<Vec<_>>(), [5, 6, 4]);
    }

    #[test]
    fn a_refusal_is_told_once_for_each_tag() {
        let mut tags = Tags::default();
        tags.admit("loss", Kind::Scalar, 1.into());
        let mut refusal = |kind| tags.refusal("loss", kind, 2.into(), "run".to_owned());
        assert!(matches!(refusal(Kind::Text), Some(Error::KindConflict { .. })));
        assert!(refusal(Kind::Text).is_none());
    }
}
