//! How a run ended, as far as its files tell.

use nnviz_record::summary::SessionState;

use crate::logdir::{Gap, Missing};
use crate::series::Run;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Success,
    Failure,
    Running,
    /// Its last file ends inside a record.
    Unfinished,
    /// Only runs with hyperparameters tell.
    Untold,
}

impl Status {
    /// What the run itself says, or the run above it that holds the hyperparameters; else what its files look like.
    pub(super) fn of(run: &Run, runs: &[Run], gaps: &[Gap]) -> Self {
        let told = session_of(run, runs).map(|session| session.session.end.map(|end| end.status));
        match told {
            Some(Some(SessionState::Ok)) => Self::Success,
            Some(Some(SessionState::Fail)) => Self::Failure,
            Some(Some(SessionState::Running)) => Self::Running,
            _ if gaps.iter().any(|gap| is_torn(gap, run)) => Self::Unfinished,
            _ => Self::Untold,
        }
    }
}

/// The run with hyperparameters that a run belongs to: itself, or the nearest above it.
pub(super) fn session_of<'a>(run: &Run, runs: &'a [Run]) -> Option<&'a Run> {
    let holds = |other: &&Run| {
        let is_above = run.name.strip_prefix(&other.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        other.session.start.is_some() && (is_above || other.name == ".")
    };
    runs.iter().filter(holds).max_by_key(|other| other.name.len() - usize::from(other.name == "."))
}

fn is_torn(gap: &Gap, run: &Run) -> bool {
    let directory = gap.place.rsplit_once('/').map_or(".", |(directory, _)| directory);
    matches!(gap.what, Missing::TornTail { .. }) && directory == run.name
}

#[cfg(test)]
mod tests {
    use nnviz_record::summary::{SessionEnd, SessionStart};

    use super::*;

    fn run(name: &str, state: Option<SessionState>) -> Run {
        let mut run = Run { name: name.to_owned(), ..Run::default() };
        run.session.start = state.map(|_| SessionStart::default());
        run.session.end = state.map(|status| SessionEnd { status, end_time: 0.0 });
        run
    }

    #[test]
    fn a_run_ends_as_the_one_above_it() {
        let runs = [run("a", Some(SessionState::Ok)), run("a/valid", None), run("ab", None)];
        let gaps = [Gap { place: "ab/events".to_owned(), what: Missing::TornTail { offset: 1 } }];
        let statuses: Vec<Status> = runs.iter().map(|run| Status::of(run, &runs, &gaps)).collect();
        assert_eq!(statuses, [Status::Success, Status::Success, Status::Unfinished]);
        let lone = [run(".", Some(SessionState::Fail)), run("x/y", None)];
        assert_eq!(Status::of(&lone[1], &lone, &gaps), Status::Failure);
        assert_eq!(Status::of(&runs[2], &runs, &[]), Status::Untold);
    }
}
