//! What became of everything that was logged, counted; and the errors that wait to be told.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use nnviz_record::Kind;

use crate::Error;

/// A reading of a logger's counters. What was logged is the sum of `written`, `rejected`, `shed` and `lost`, and of what
/// still waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Values that went into event files.
    pub written: u64,
    /// Values that were dropped for their step, kind or time; see [`Error::StepNotIncreasing`], [`Error::KindConflict`] and
    /// [`Error::WallTime`].
    pub rejected: u64,
    /// Heavy summaries that were dropped since the queue was full, and light ones that waited too long.
    pub shed: u64,
    /// Values that could not be made or written, or came after the logger was closed; a look at a model's parameters that
    /// could not be measured counts as one.
    pub lost: u64,
    /// How long callers waited for room in the queue, all together.
    pub waited: Duration,
    /// Bytes that heavy summaries in the queue hold.
    pub queued_bytes: u64,
}

/// Counters that every thread may move, and errors that wait for the next flush.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) written: AtomicU64,
    pub(crate) rejected: AtomicU64,
    pub(crate) shed: AtomicU64,
    pub(crate) lost: AtomicU64,
    pub(crate) waited_nanos: AtomicU64,
    pub(crate) queued_bytes: AtomicU64,
    /// For each kind, how many values the tag with most of them has, as of the last flush.
    samples: Mutex<BTreeMap<Kind, u64>>,
    untold: Mutex<Untold>,
    on_error: Option<OnError>,
    /// Whether the callback panicked.
    deaf: AtomicBool,
}

/// A callback for errors, called on the thread where they happen.
pub(crate) type OnError = Box<dyn Fn(&Error) + Send + Sync>;

/// Errors since the last flush: the first one, and how many there were.
#[derive(Default)]
struct Untold {
    first: Option<Error>,
    count: u64,
}

impl Ledger {
    pub(crate) fn new(on_error: Option<OnError>) -> Self {
        Self { on_error, ..Self::default() }
    }

    pub(crate) fn stats(&self) -> Stats {
        Stats {
            written: self.written.load(Relaxed),
            rejected: self.rejected.load(Relaxed),
            shed: self.shed.load(Relaxed),
            lost: self.lost.load(Relaxed),
            waited: Duration::from_nanos(self.waited_nanos.load(Relaxed)),
            queued_bytes: self.queued_bytes.load(Relaxed),
        }
    }

    pub(crate) fn note_samples(&self, values: impl Iterator<Item = (Kind, u64)>) {
        let mut samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        for (kind, count) in values {
            let most = samples.entry(kind).or_default();
            *most = count.max(*most);
        }
    }

    /// For each kind, how many values the tag with most of them has.
    pub(crate) fn samples(&self) -> BTreeMap<Kind, u64> {
        self.samples.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tells the callback, and keeps the error for the next flush.
    pub(crate) fn report(&self, error: Error) {
        let told = self.tell(&error);
        let mut untold = self.untold();
        untold.count += 1;
        untold.first.get_or_insert(error);
        if let Err(message) = told {
            untold.count += 1;
            untold.first.get_or_insert(Error::CallbackPanicked { message });
        }
    }

    /// Calls what the user gave, which may panic: once.
    fn tell(&self, error: &Error) -> Result<(), String> {
        if self.deaf.load(Relaxed) {
            return Ok(());
        }
        let call = || {
            tracing::warn!(%error, "nnviz");
            if let Some(on_error) = &self.on_error {
                on_error(error);
            }
        };
        catch_unwind(AssertUnwindSafe(call)).map_err(|panic| {
            self.deaf.store(true, Relaxed);
            panic_message(&*panic)
        })
    }

    /// Keeps an error for the next flush, which has nothing else to tell.
    pub(crate) fn remember(&self, error: Error) {
        let mut untold = self.untold();
        if untold.count == 0 {
            *untold = Untold { first: Some(error), count: 1 };
        }
    }

    fn untold(&self) -> MutexGuard<'_, Untold> {
        self.untold.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts an error that may come once for every value; the callback hears the first since the last flush.
    pub(crate) fn report_repeated(&self, error: Error) {
        {
            let mut untold = self.untold();
            if untold.count > 0 {
                untold.count += 1;
                return;
            }
        }
        self.report(error);
    }

    /// What was reported since the last call, as one error.
    pub(crate) fn take_errors(&self) -> Result<(), Error> {
        let untold = std::mem::take(&mut *self.untold());
        match untold {
            Untold { first: None, .. } => Ok(()),
            Untold { first: Some(error), count: 0 | 1 } => Err(error),
            Untold { first: Some(error), count } => Err(Error::Several { first: Box::new(error), more: count - 1 }),
        }
    }
}

/// What a panic says.
pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ledger").field(&self.stats()).finish()
    }
}
