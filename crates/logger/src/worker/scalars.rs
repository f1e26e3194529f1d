//! Scalars on their way to the worker, many in one message.
//!
//! A message costs more than a scalar does: a slot in the channel, memory of its own for the tag, and often the waking of
//! the worker. So callers gather scalars here, one after the other in two buffers, and the message is the whole.

use nnviz_record::WallTime;

use super::runs::RunId;
use crate::Step;

/// A number for a tag at a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scalar<'a> {
    pub(crate) run: RunId,
    pub(crate) tag: &'a str,
    pub(crate) value: f32,
    pub(crate) step: Step,
    pub(crate) wall_time: WallTime,
}

/// Scalars in the order in which they were logged.
#[derive(Debug, Default)]
pub(crate) struct Scalars {
    heads: Vec<Head>,
    /// The tags, end to end.
    tags: String,
    /// How many bytes of them are worth counting.
    bytes: usize,
}

/// What a tag holds while it waits; up to this length it is small beside the queue itself, and not counted.
pub(super) fn long_tag(tag: &str) -> usize {
    const LONG: usize = 128;
    if tag.len() > LONG { tag.len() } else { 0 }
}

/// A scalar without its tag.
#[derive(Debug)]
struct Head {
    run: RunId,
    /// Where its tag ends among the tags.
    tag_end: usize,
    value: f32,
    step: Step,
    wall_time: WallTime,
}

impl Scalars {
    pub(crate) fn len(&self) -> usize {
        self.heads.len()
    }

    /// The bytes of all long tags.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn push(&mut self, scalar: Scalar<'_>) {
        let Scalar { run, tag, value, step, wall_time } = scalar;
        self.tags.push_str(tag);
        self.bytes += long_tag(tag);
        self.heads.push(Head { run, tag_end: self.tags.len(), value, step, wall_time });
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Scalar<'_>> {
        self.heads.iter().scan(0, |begin, head| {
            let tag = &self.tags[std::mem::replace(begin, head.tag_end)..head.tag_end];
            let &Head { run, value, step, wall_time, .. } = head;
            Some(Scalar { run, tag, value, step, wall_time })
        })
    }

    /// Takes everything, and leaves room for as much.
    pub(crate) fn take(&mut self) -> Self {
        let (heads, tags) = (Vec::with_capacity(self.heads.len()), String::with_capacity(self.tags.len()));
        std::mem::replace(self, Self { heads, tags, bytes: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_come_out_as_they_went_in() {
        let scalar = |tag, value| Scalar {
            run: RunId(value as usize % 2),
            tag,
            value,
            step: (value as i64).into(),
            wall_time: WallTime::EPOCH,
        };
        let logged = [scalar("loss", 0.0), scalar("", 1.0), scalar("Größe", 2.0), scalar("loss", 3.0)];
        let mut scalars = Scalars::default();
        for scalar in logged {
            scalars.push(scalar);
        }
        let taken = scalars.take();
        assert_eq!(taken.iter().collect::<Vec<_>>(), logged);
        assert_eq!((taken.len(), scalars.len()), (4, 0));
    }
}
