//! The values of one tag over the steps, with a bound on how many are kept.

use super::dropped::Dropped;
use super::merged::{self, MeanOf};
use crate::logdir::StepOrder;
use crate::sample::peaks;

/// One value of a tag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point<T> {
    /// The step that the writer gave it.
    pub step: i64,
    /// Seconds since the Unix epoch, as the file says them: a file may say a time that is not finite.
    pub wall_time: f64,
    /// The value.
    pub value: T,
}

/// Which of the points stay, if about so many may.
type Choose<T> = fn(&[Point<T>], usize) -> Vec<usize>;

/// Values by step, one a step, steps growing, unless [`StepOrder::Slow`] keeps all as it came.
///
/// What is logged again replaces what was there: a step ends all that was logged at it and later, since a restart goes on
/// from its checkpoint (TensorBoard calls this preemption). [`superseded`](Self::superseded) counts what was replaced.
///
/// A series with a budget holds at most that many points and one more. When they become too many, every other one is
/// dropped, and from then on only every second, fourth, … point is kept, so that they stay evenly spread however many
/// come. The first and the last point are always kept. Of numbers the peaks are kept.
#[derive(Clone, Debug)]
pub struct TimeSeries<T> {
    points: Vec<Point<T>>,
    budget: usize,
    /// Which points stay if about so many may; `None` for an even spread.
    choose: Option<Choose<T>>,
    /// What several values of one step are together; `None` of a kind that has no mean.
    mean: Option<MeanOf<T>>,
    /// Of the points that arrive, one in so many is kept.
    stride: usize,
    /// Whether the last point is kept only for being the last.
    last_is_extra: bool,
    /// The steps that were not kept, to say how many there are when some of them are preempted.
    dropped: Dropped,
    /// Which event file of the run the last point came from.
    file: usize,
    order: StepOrder,
    superseded: usize,
    restarts: Vec<i64>,
}

impl<T> TimeSeries<T> {
    /// A series that keeps about `budget` points; `usize::MAX` for all of them.
    pub(crate) fn new(budget: usize, order: StepOrder) -> Self {
        Self {
            points: Vec::new(),
            budget: budget.max(2),
            choose: None,
            mean: None,
            stride: 1,
            last_is_extra: false,
            dropped: Dropped::default(),
            file: 0,
            order,
            superseded: 0,
            restarts: Vec::new(),
        }
    }

    /// The points that were kept, in the order of their steps.
    pub fn points(&self) -> &[Point<T>] {
        &self.points
    }

    /// How many steps were logged, kept or not.
    pub fn logged(&self) -> usize {
        self.points.len() + self.dropped.count()
    }

    /// How many points were replaced by ones that came later, at the same step or an earlier one.
    pub fn superseded(&self) -> usize {
        self.superseded
    }

    /// The steps at which a training went on from an earlier one than it had come to, in their order; of many the last ones.
    pub fn restarts(&self) -> &[i64] {
        &self.restarts
    }

    /// The point of the greatest step.
    pub fn last(&self) -> Option<&Point<T>> {
        self.points.last()
    }

    /// Takes the next point of the event file numbered `file`; the numbers grow from file to file.
    pub(crate) fn push(&mut self, file: usize, point: Point<T>) {
        match self.order {
            StepOrder::Fast => {
                if self.points.last().is_some_and(|last| point.step <= last.step) {
                    self.purge(point.step);
                }
                self.append(point);
            }
            StepOrder::Slow => self.append(point),
            StepOrder::Sorted => self.push_sorted(file, point),
            StepOrder::Merged(_) => self.push_merged(file, point),
        }
    }

    fn push_sorted(&mut self, file: usize, point: Point<T>) {
        if file != self.file {
            self.settle();
            self.purge(point.step);
            self.file = file;
        }
        match self.points.last_mut() {
            Some(last) if last.step == point.step => {
                *last = point;
                self.superseded += 1;
            }
            _ => self.append(point),
        }
    }

    /// All stays until the last point has come; where a later file begins before what an earlier one came to, training
    /// was restarted.
    fn push_merged(&mut self, file: usize, point: Point<T>) {
        if file != self.file {
            self.file = file;
            if self.points.last().is_some_and(|last| point.step < last.step) && self.restarts.len() < MOST_RESTARTS {
                self.restarts.push(point.step);
            }
        }
        self.append(point);
    }

    /// Puts the points in the order of their steps, if that is asked for. To be called when the last point has been pushed.
    pub(crate) fn settle(&mut self) {
        match self.order {
            StepOrder::Fast | StepOrder::Slow => return,
            StepOrder::Sorted => self.sort(),
            StepOrder::Merged(duplicates) => {
                self.superseded += merged::merge(&mut self.points, duplicates, self.mean);
                self.restarts.sort_unstable();
            }
        }
        let is_kept = |step: i64| self.points.binary_search_by_key(&step, |point| point.step).is_ok();
        self.dropped.settle(is_kept);
    }

    fn sort(&mut self) {
        if !self.points.is_sorted_by_key(|point| point.step)
            || !self.points.array_windows().all(|[a, b]| a.step < b.step)
        {
            self.points.sort_by_key(|point| point.step);
            self.superseded += keep_last_of_equal_steps(&mut self.points);
        }
    }

    fn append(&mut self, point: Point<T>) {
        if self.last_is_extra
            && let Some(extra) = self.points.pop()
        {
            self.dropped.push(extra.step);
        }
        self.last_is_extra = self.stride > 1 && !self.logged().is_multiple_of(self.stride);
        self.points.push(point);
        if self.points.len() > self.budget {
            self.thin();
        }
    }

    /// Makes room.
    fn thin(&mut self) {
        match self.choose {
            Some(choose) => self.keep(&choose(&self.points, self.budget)),
            None => self.keep_every_other(),
        }
    }

    fn keep(&mut self, chosen: &[usize]) {
        let mut kept = Vec::with_capacity(chosen.len());
        let mut chosen = chosen.iter().copied().peekable();
        for (index, point) in self.points.drain(..).enumerate() {
            if chosen.next_if_eq(&index).is_some() {
                kept.push(point);
            } else {
                self.dropped.push(point.step);
            }
        }
        self.points = kept;
    }

    /// Drops every other point, but neither the first nor the last.
    fn keep_every_other(&mut self) {
        self.stride *= 2;
        let last = self.points.len() - 1;
        let mut kept = Vec::with_capacity(self.budget + 1);
        for (index, point) in self.points.drain(..).enumerate() {
            if index.is_multiple_of(2) || index == last {
                kept.push(point);
            } else {
                self.dropped.push(point.step);
            }
        }
        self.points = kept;
        self.last_is_extra = self.last_is_extra || !last.is_multiple_of(2);
    }

    /// Forgets what was logged at `step` and later.
    pub(crate) fn purge(&mut self, step: i64) {
        let (before, last_before) = (self.logged(), self.points.len());
        // The last step told again is a correction.
        let is_restart = self.points.last().is_some_and(|last| step < last.step);
        match self.order {
            StepOrder::Slow => self.points.retain(|point| point.step < step),
            _ => self.points.truncate(self.points.partition_point(|point| point.step < step)),
        }
        self.dropped.purge(step);
        self.last_is_extra &= self.points.len() == last_before;
        self.superseded += before - self.logged();
        if is_restart {
            self.take_restart(step);
        }
    }

    /// A restart before others ends what they began.
    fn take_restart(&mut self, step: i64) {
        self.restarts.retain(|&other| other < step);
        if self.restarts.len() == MOST_RESTARTS {
            self.restarts.remove(0);
        }
        self.restarts.push(step);
    }
}

impl TimeSeries<f32> {
    /// A series of numbers: when they become too many, the least and the greatest of each stretch are kept, and one that is
    /// not finite, so that no peak is lost however many come.
    pub(crate) fn of_numbers(budget: usize, order: StepOrder) -> Self {
        Self { choose: Some(peaks_of), mean: Some(merged::mean_of_numbers), ..Self::new(budget, order) }
    }

    /// Makes room for others.
    pub(crate) fn set_budget(&mut self, budget: usize) {
        self.budget = budget.max(2);
        if self.points.len() > self.budget {
            self.thin();
        }
    }
}

/// Half of them, so that it is long before it has to be done again; three quarters if none of the stretches is finite.
fn peaks_of(points: &[Point<f32>], budget: usize) -> Vec<usize> {
    let points: Vec<_> = points.iter().map(|point| (point.step as f64, f64::from(point.value))).collect();
    peaks(&points, budget / 4)
}

/// More marks than these tell nothing.
const MOST_RESTARTS: usize = 50;

/// Of points that are sorted by step, keeps the last one of each step; returns how many went.
fn keep_last_of_equal_steps<T>(points: &mut Vec<Point<T>>) -> usize {
    let before = points.len();
    points.reverse();
    points.dedup_by_key(|point| point.step);
    points.reverse();
    before - points.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(order: StepOrder, budget: usize, files: &[&[i64]]) -> TimeSeries<usize> {
        let mut series = TimeSeries::new(budget, order);
        let steps = files.iter().enumerate().flat_map(|(file, steps)| steps.iter().map(move |&step| (file, step)));
        for (value, (file, step)) in steps.enumerate() {
            series.push(file, Point { step, wall_time: 0.0, value });
        }
        series.settle();
        series
    }

    fn series(budget: usize, files: &[&[i64]]) -> TimeSeries<usize> {
        ordered(StepOrder::Fast, budget, files)
    }

    #[test]
    fn restarts_are_told_unless_another_goes_further_back() {
        assert_eq!(series(9, &[&[1, 2, 3, 3], &[4]]).restarts(), [0_i64; 0], "a step told again is none");
        assert_eq!(series(9, &[&[1, 2, 3, 4], &[3, 4, 5], &[5, 6], &[5, 7]]).restarts(), [3, 5]);
        assert_eq!(series(9, &[&[1, 2, 3, 4], &[3, 4, 5], &[2, 3]]).restarts(), [2]);
    }

    fn steps(series: &TimeSeries<usize>) -> Vec<i64> {
        series.points().iter().map(|point| point.step).collect()
    }

    #[test]
    fn a_restart_ends_what_the_file_before_it_said() {
        let resumed = series(usize::MAX, &[&[1, 2, 3, 4], &[3, 5]]);
        assert_eq!(steps(&resumed), [1, 2, 3, 5]);
        assert_eq!(resumed.points()[2].value, 4, "step 3 is that of the second file");
    }

    #[test]
    fn each_order_has_its_rule_for_steps_that_do_not_grow() {
        let files: [&[i64]; 2] = [&[5, 1, 5, 3, 1, 6], &[2]];
        let in_order = |order| {
            let series = ordered(order, usize::MAX, &files);
            let values: Vec<_> = series.points().iter().map(|point| (point.step, point.value)).collect();
            (values, series.superseded())
        };
        assert_eq!(in_order(StepOrder::Fast), (vec![(1, 4), (2, 6)], 5));
        let slow = vec![(5, 0), (1, 1), (5, 2), (3, 3), (1, 4), (6, 5), (2, 6)];
        assert_eq!(in_order(StepOrder::Slow), (slow, 0));
        assert_eq!(in_order(StepOrder::Sorted), (vec![(1, 4), (2, 6)], 5));
    }

    #[test]
    fn a_purge_forgets_a_step_and_all_after_it() {
        let mut series = ordered(StepOrder::Slow, usize::MAX, &[&[5, 1, 7, 3]]);
        series.purge(4);
        assert_eq!((steps(&series), series.superseded()), (vec![1, 3], 2));
    }

    #[test]
    fn within_a_file_steps_can_be_sorted_and_the_last_of_a_step_wins() {
        let shuffled = ordered(StepOrder::Sorted, usize::MAX, &[&[5, 1, 5, 3, 1]]);
        let values: Vec<_> = shuffled.points().iter().map(|point| (point.step, point.value)).collect();
        assert_eq!(values, [(1, 4), (3, 3), (5, 2)]);
    }

    #[test]
    fn a_budget_keeps_the_first_the_last_and_an_even_spread() {
        for count in [1, 2, 9, 10, 11, 12, 100, 1_000, 1_023, 1_024, 1_025] {
            let all: Vec<i64> = (0..count).collect();
            let thinned = series(10, &[&all]);
            let kept = steps(&thinned);
            assert_eq!((kept.first(), kept.last()), (Some(&0), Some(&(count - 1))), "{count}");
            assert!(kept.len() <= 11, "{count}: {kept:?}");
            assert!(kept.len() as i64 >= count.min(5), "{count}: {kept:?}");
            assert_eq!(thinned.logged() as i64, count);
            let gaps: Vec<_> = kept.array_windows().map(|[a, b]| b - a).collect();
            let (_, inner) = gaps.split_last().unwrap_or((&0, &[]));
            assert!(inner.iter().all(|gap| gap == &inner[0]), "{count}: {kept:?}");
        }
    }

    #[test]
    fn of_too_many_numbers_every_peak_is_kept() {
        let mut series = TimeSeries::of_numbers(1_000, StepOrder::Fast);
        let spikes = [(77, 9.0), (123_456, f32::NAN), (500_001, -9.0), (999_998, 8.0)];
        for step in 0..1_000_000 {
            let spike = spikes.iter().find(|(at, _)| *at == step);
            let value = spike.map_or((step % 7) as f32 / 7.0, |(_, value)| *value);
            series.push(0, Point { step, wall_time: 0.0, value });
            assert!(series.points().len() <= 1_001);
        }
        let at = |step: i64| series.points().iter().find(|point| point.step == step).map(|point| point.value.to_bits());
        assert!(
            spikes.iter().all(|&(step, value)| at(step) == Some(value.to_bits())),
            "{:?}",
            spikes.map(|it| at(it.0))
        );
        assert_eq!(
            (series.logged(), series.points()[0].step, series.last().map(|it| it.step)),
            (1_000_000, 0, Some(999_999))
        );
        let early = series.points().iter().filter(|point| point.step < 500_000).count();
        assert!(early > 150, "{early}");
    }

    #[test]
    fn what_a_restart_preempts_is_not_counted() {
        let first: Vec<i64> = (0..100).collect();
        let second: Vec<i64> = (50..60).collect();
        let resumed = series(8, &[&first, &second]);
        assert_eq!(resumed.logged(), 60);
        assert_eq!(steps(&resumed).last(), Some(&59));
    }
}
