//! How often in a row something was wrong, and whether it was told.

use std::collections::HashMap;

/// For each layer how long it has been ill.
#[derive(Debug, Default)]
pub(super) struct Streaks(HashMap<String, Streak>);

#[derive(Clone, Copy, Debug)]
struct Streak {
    since: i64,
    looks: u32,
    told: bool,
}

impl Streaks {
    /// Notes whether a layer is ill in this look. Once it has been for `patience` looks in a row, the step of the first
    /// one comes back, a single time.
    pub(super) fn note(&mut self, layer: &str, is_ill: bool, step: i64, patience: u32) -> Option<i64> {
        if !is_ill {
            self.0.retain(|known, streak| known != layer || streak.told);
            return None;
        }
        let streak = self.0.entry(layer.to_owned()).or_insert(Streak { since: step, looks: 0, told: false });
        streak.looks += 1;
        let tell = !streak.told && streak.looks >= patience;
        streak.told |= tell;
        tell.then_some(streak.since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_illness_is_told_once_after_its_patience() {
        let mut streaks = Streaks::default();
        let mut note = |is_ill, step| streaks.note("conv1", is_ill, step, 2);
        assert_eq!(note(true, 50), None);
        assert_eq!(note(false, 100), None);
        assert_eq!(note(true, 150), None);
        assert_eq!(note(true, 200), Some(150));
        assert_eq!(note(true, 250), None);
        assert_eq!((note(false, 300), note(true, 350), note(true, 400)), (None, None, None));
    }
}
