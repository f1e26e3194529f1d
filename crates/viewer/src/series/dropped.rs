//! Steps that were left out: how many there are, also when a restart takes some of them back.

/// How many stretches are told apart.
const MOST: usize = 4096;

/// Steps that were not kept. Up to [`MOST`] are known one by one; of more, neighbours become stretches, so that memory does
/// not grow with the log.
#[derive(Clone, Debug, Default)]
pub(super) struct Dropped {
    stretches: Vec<Stretch>,
    /// How many steps they are of.
    count: usize,
}

/// So many steps from the first to the last.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    first: i64,
    last: i64,
    count: usize,
}

impl Dropped {
    pub(super) fn count(&self) -> usize {
        self.count
    }

    fn recount(&mut self) {
        self.count = self.stretches.iter().map(|stretch| stretch.count).sum();
    }

    pub(super) fn push(&mut self, step: i64) {
        self.stretches.push(Stretch { first: step, last: step, count: 1 });
        self.count += 1;
        if self.stretches.len() > 2 * MOST {
            self.stretches.sort_unstable_by_key(|stretch| stretch.first);
            self.stretches = self.stretches.chunks(2).filter_map(joined).collect();
        }
    }

    /// Forgets a step and all after it; of a stretch that goes on beyond it, the part that lies there.
    pub(super) fn purge(&mut self, step: i64) {
        self.stretches.retain_mut(|stretch| {
            if stretch.last >= step && stretch.first < step {
                let share = (step as f64 - stretch.first as f64) / (stretch.last as f64 - stretch.first as f64 + 1.0);
                stretch.count = ((stretch.count as f64 * share).round() as usize).max(1);
                stretch.last = step - 1;
            }
            stretch.first < step
        });
        self.recount();
    }

    /// Forgets steps that are there twice, or were kept after all, as far as they are known one by one.
    pub(super) fn settle(&mut self, is_kept: impl Fn(i64) -> bool) {
        self.stretches.sort_unstable_by_key(|stretch| (stretch.first, stretch.count));
        self.stretches.dedup_by(|next, one| one.count == 1 && next.count == 1 && one.first == next.first);
        self.stretches.retain(|stretch| stretch.count > 1 || !is_kept(stretch.first));
        self.recount();
    }
}

fn joined(neighbours: &[Stretch]) -> Option<Stretch> {
    let join = |one: Stretch, next: Stretch| Stretch {
        first: one.first,
        last: one.last.max(next.last),
        count: one.count + next.count,
    };
    neighbours.iter().copied().reduce(join)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dropped(steps: impl Iterator<Item = i64>) -> Dropped {
        let mut dropped = Dropped::default();
        steps.for_each(|step| dropped.push(step));
        dropped
    }

    #[test]
    fn few_steps_are_known_one_by_one() {
        let mut few = dropped([9, 1, 5, 1, 7].into_iter());
        few.purge(7);
        assert_eq!(few.count(), 3);
        few.settle(|step| step == 5);
        assert_eq!(few.count(), 1);
    }

    #[test]
    fn many_steps_take_little_room_and_none_is_lost() {
        let mut many = dropped(0..1_000_000);
        assert_eq!(many.count(), 1_000_000);
        assert!(many.stretches.len() <= 2 * MOST);
        many.purge(500_000);
        assert!(many.count().abs_diff(500_000) < 300, "{}", many.count());
    }
}
