//! The images of each tag, as many as a page can carry.

use nnviz_record::summary::Images;

use crate::series::{Point, Run, Series};

/// What the images of one tag may add to the page, in bytes as encoded: a page has to open on a phone.
const MAX_BYTES: usize = 4 << 20;

/// The images of one tag in one run.
#[derive(Debug)]
pub(super) struct ImageSeries<'a> {
    /// Which run.
    pub(super) run: usize,
    pub(super) series: &'a Series,
    /// The steps that are shown, the last one always among them.
    pub(super) steps: Vec<&'a Point<Images>>,
    /// How many steps were logged.
    pub(super) logged: usize,
}

/// The tags that hold images.
pub(super) fn of_runs(runs: &[Run]) -> Vec<ImageSeries<'_>> {
    let mut found = Vec::new();
    for (run, of_run) in runs.iter().enumerate() {
        for (series, images) in of_run.images() {
            let steps = thinned(images.points().iter().collect(), MAX_BYTES);
            found.push(ImageSeries { run, series, steps, logged: images.logged() });
        }
    }
    found
}

/// Leaves out every other step, counted from the last, until the rest fits or one step is left.
fn thinned(mut steps: Vec<&Point<Images>>, max_bytes: usize) -> Vec<&Point<Images>> {
    while steps.len() > 1 && steps.iter().map(|point| bytes(&point.value)).sum::<usize>() > max_bytes {
        let last = steps.len() - 1;
        let mut from_last = (0..=last).rev();
        steps.retain(|_| from_last.next().is_some_and(|distance| distance.is_multiple_of(2)));
    }
    steps
}

fn bytes(images: &Images) -> usize {
    images.encoded.iter().map(Vec::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_bytes_cost_steps_but_never_the_last() {
        let points: Vec<_> = (0..10)
            .map(|step| Point {
                step,
                wall_time: 0.0,
                value: Images { width: 1, height: 1, encoded: vec![vec![0; 100]] },
            })
            .collect();
        let steps = |max| thinned(points.iter().collect(), max).iter().map(|point| point.step).collect::<Vec<_>>();
        assert_eq!(steps(1000).len(), 10);
        assert_eq!(steps(999), [1, 3, 5, 7, 9]);
        assert_eq!(steps(10), [9]);
    }
}
