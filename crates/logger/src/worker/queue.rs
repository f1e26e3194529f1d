//! The bounded way to the worker, and what happens at its bounds.
//!
//! Scalars gather at the gate until there are enough for a message; anything else that is sent takes those before it along,
//! so the worker sees each thread's values in their order. The gate's lock is held for a copy of a few bytes, or for a
//! send that does not wait. What goes through the gate before it closes is seen by the worker, and what comes after is
//! told that it came too late: nothing falls between.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};

use super::command::{Command, Job};
use super::scalars::{Scalar, Scalars};
use crate::stats::Ledger;
use crate::{Error, Step};

/// So many scalars make a message.
const GATHERED: usize = 1024;

/// How long a caller that found the queue full leaves it alone before it looks again.
const PAUSE: Duration = Duration::from_micros(100);

/// The bounds of a queue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How many scalars may wait, and how many commands besides.
    pub(crate) commands: usize,
    /// How many bytes the waiting jobs may hold.
    pub(crate) bytes: usize,
    /// How long a light command waits for room before it is dropped.
    pub(crate) wait: Duration,
}

/// The callers' end of the queue.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    /// `None` where nothing is logged.
    sender: Option<Sender<Command>>,
    entrance: Arc<Entrance>,
    limits: Limits,
    ledger: Arc<Ledger>,
}

/// The worker's end of the queue.
#[derive(Debug)]
pub(crate) struct Inbox {
    receiver: Receiver<Command>,
    entrance: Arc<Entrance>,
}

/// What both ends share besides the channel.
#[derive(Debug, Default)]
struct Entrance {
    gate: Mutex<Gate>,
    /// How many scalars are in the channel.
    sent: AtomicUsize,
}

/// Where commands pass one at a time.
#[derive(Debug, Default)]
struct Gate {
    scalars: Scalars,
    closed: bool,
}

/// Why something did not pass; it comes back.
enum Refused<T> {
    Full(T),
    Closed(T),
}

/// What waits at some moment: so many commands in the channel, and after them the scalars at the gate.
pub(crate) struct Rest {
    pub(crate) commands: usize,
    pub(crate) scalars: Scalars,
}

impl Entrance {
    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    /// A queue and the worker's end of it.
    pub(crate) fn new(limits: Limits, ledger: Arc<Ledger>) -> (Self, Inbox) {
        let (sender, receiver) = bounded(limits.commands);
        let entrance = Arc::<Entrance>::default();
        let inbox = Inbox { receiver, entrance: Arc::clone(&entrance) };
        (Self { sender: Some(sender), entrance, limits, ledger }, inbox)
    }

    /// A queue that leads nowhere: what is handed to it is dropped, and not counted.
    pub(crate) fn disabled(ledger: Arc<Ledger>) -> Self {
        let limits = Limits { commands: 0, bytes: 0, wait: Duration::ZERO };
        Self { sender: None, entrance: Arc::default(), limits, ledger }
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.sender.is_some()
    }

    /// Hands over a number, waiting for room if it must.
    pub(crate) fn send_scalar(&self, scalar: Scalar<'_>) {
        if let Err(refused) = self.wait_for_room(self.limits.wait, (), |()| self.gather(scalar)) {
            self.count(refused.map(|()| (scalar.tag.to_owned(), scalar.step)));
        }
    }

    /// Hands over a job that is worth waiting for: text, graphs.
    pub(crate) fn send_light_job(&self, job: Job) {
        let bytes = self.charge(&job);
        let sent = self.wait_for_room(self.limits.wait, Command::Job(Box::new(job)), |job| self.pass(job));
        self.count_refused_job(sent, bytes);
    }

    /// Hands over a job that is shed when there is no room: images, histograms.
    pub(crate) fn send_heavy_job(&self, job: Job) {
        let waiting = self.ledger.queued_bytes.load(Relaxed);
        // One job larger than the whole budget still goes through an empty queue.
        if waiting > 0 && waiting + job.bytes as u64 > self.limits.bytes as u64 {
            return self.count(Refused::Full((job.tag, job.step)));
        }
        let bytes = self.charge(&job);
        self.count_refused_job(self.pass(Command::Job(Box::new(job))), bytes);
    }

    /// Hands over how a tag is presented; after the end there is nothing to present.
    pub(crate) fn send_description(&self, command: Command) {
        let _after_the_end = self.wait_for_room(self.limits.wait, command, |command| self.pass(command));
    }

    /// Sends a command that the worker answers, and waits for the answer. `Ok(false)`: the worker has ended.
    pub(crate) fn ask(&self, wait: Duration, command: impl FnOnce(Sender<()>) -> Command) -> Result<bool, Error> {
        let (done, answer) = bounded(1);
        let deadline = Instant::now() + wait;
        match self.wait_for_room(wait, command(done), |command| self.pass(command)) {
            Err(Refused::Closed(_)) => return Ok(false),
            Err(Refused::Full(_)) => return Err(Error::Timeout { waited: wait }),
            Ok(()) => {}
        }
        match answer.recv_deadline(deadline) {
            Err(RecvTimeoutError::Timeout) => Err(Error::Timeout { waited: wait }),
            answered => Ok(answered.is_ok()),
        }
    }

    /// Puts a scalar to the others at the gate.
    fn gather(&self, scalar: Scalar<'_>) -> Result<(), Refused<()>> {
        let enough = GATHERED.min(self.limits.commands.div_ceil(2));
        let mut gate = self.entrance.gate();
        if gate.closed {
            return Err(Refused::Closed(()));
        }
        if gate.scalars.len() + self.entrance.sent.load(Relaxed) >= self.limits.commands {
            return Err(Refused::Full(()));
        }
        gate.scalars.push(scalar);
        if gate.scalars.len() >= enough {
            // If the channel is full of other commands, they gather on.
            self.release(&mut gate);
        }
        Ok(())
    }

    /// Sends a command after the scalars that were gathered before it.
    fn pass(&self, command: Command) -> Result<(), Refused<Command>> {
        let mut gate = self.entrance.gate();
        match &self.sender {
            Some(sender) if !gate.closed => {
                if !self.release(&mut gate) {
                    return Err(Refused::Full(command));
                }
                sender.try_send(command).map_err(|error| match error {
                    TrySendError::Full(command) => Refused::Full(command),
                    TrySendError::Disconnected(command) => Refused::Closed(command),
                })
            }
            _ => Err(Refused::Closed(command)),
        }
    }

    /// Sends what was gathered, if there is room for it.
    fn release(&self, gate: &mut Gate) -> bool {
        let Some(sender) = &self.sender else { return false };
        let count = gate.scalars.len();
        if count == 0 {
            return true;
        }
        if sender.is_full() {
            return false;
        }
        self.entrance.sent.fetch_add(count, Relaxed);
        // Only who holds the gate sends, so there is room now; a worker that is gone takes nothing.
        if sender.try_send(Command::Scalars(gate.scalars.take())).is_err() {
            self.ledger.lost.fetch_add(count as u64, Relaxed);
        }
        true
    }

    /// Tries until it passes, at most so long.
    fn wait_for_room<T>(
        &self,
        wait: Duration,
        first: T,
        mut attempt: impl FnMut(T) -> Result<(), Refused<T>>,
    ) -> Result<(), Refused<T>> {
        let mut refused = attempt(first);
        if !matches!(refused, Err(Refused::Full(_))) {
            return refused;
        }
        let begin = Instant::now();
        while let Err(Refused::Full(back)) = refused {
            let left = wait.saturating_sub(begin.elapsed());
            std::thread::sleep(left.min(PAUSE));
            refused = attempt(back);
            if left.is_zero() {
                break;
            }
        }
        self.ledger.waited_nanos.fetch_add(begin.elapsed().as_nanos() as u64, Relaxed);
        refused
    }

    fn charge(&self, job: &Job) -> u64 {
        let bytes = job.bytes as u64;
        self.ledger.queued_bytes.fetch_add(bytes, Relaxed);
        bytes
    }

    fn count_refused_job(&self, sent: Result<(), Refused<Command>>, bytes: u64) {
        let Err(refused) = sent else { return };
        self.ledger.queued_bytes.fetch_sub(bytes, Relaxed);
        self.count(refused.map(|command| match command {
            Command::Job(job) => (job.tag, job.step),
            _ => (String::new(), Step::from(None)),
        }));
    }

    /// Counts a value that did not pass, and tells a worker that has ended from one that is too slow.
    fn count(&self, refused: Refused<(String, Step)>) {
        let (counter, error) = match refused {
            Refused::Full((tag, step)) => (&self.ledger.shed, Error::QueueFull { tag, step }),
            Refused::Closed((tag, step)) => (&self.ledger.lost, Error::Closed { tag, step }),
        };
        counter.fetch_add(1, Relaxed);
        self.ledger.report_repeated(error);
    }
}

impl Inbox {
    /// The next command; waits for it until `deadline`.
    pub(crate) fn recv_deadline(&self, deadline: Instant) -> Result<Command, RecvTimeoutError> {
        self.receiver.recv_deadline(deadline).inspect(|command| self.note_taken(command))
    }

    /// The next command, if there is one.
    pub(crate) fn try_recv(&self) -> Option<Command> {
        self.receiver.try_recv().ok().inspect(|command| self.note_taken(command))
    }

    /// What waits now, in the order to be handled in.
    pub(crate) fn rest(&self) -> Rest {
        self.take_rest(&mut self.entrance.gate())
    }

    /// What waits now; nothing comes after it.
    pub(crate) fn close(&self) -> Rest {
        let mut gate = self.entrance.gate();
        gate.closed = true;
        self.take_rest(&mut gate)
    }

    fn take_rest(&self, gate: &mut Gate) -> Rest {
        Rest { commands: self.receiver.len(), scalars: gate.scalars.take() }
    }

    fn note_taken(&self, command: &Command) {
        if let Command::Scalars(scalars) = command {
            self.entrance.sent.fetch_sub(scalars.len(), Relaxed);
        }
    }
}

impl<T> Refused<T> {
    fn map<U>(self, map: impl FnOnce(T) -> U) -> Refused<U> {
        match self {
            Self::Full(back) => Refused::Full(map(back)),
            Self::Closed(back) => Refused::Closed(map(back)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use nnviz_record::WallTime;

    use super::*;
    use crate::worker::RunId;

    const LIMITS: Limits = Limits { commands: 4, bytes: 1000, wait: Duration::ZERO };

    fn queue(limits: Limits) -> (Queue, Inbox) {
        Queue::new(limits, Arc::default())
    }

    fn send_scalar(queue: &Queue, step: i64) {
        let (run, step) = (RunId::ROOT, step.into());
        queue.send_scalar(Scalar { run, tag: "loss", value: 0.5, step, wall_time: WallTime::EPOCH });
    }

    fn send_job(queue: &Queue, step: i64) {
        let (run, tag, wall_time) = (RunId::ROOT, "text".to_owned(), WallTime::EPOCH);
        let work = Box::new(|| Err(Error::Closed { tag: String::new(), step: 0.into() }));
        queue.send_light_job(Job { run, tag, step: step.into(), wall_time, bytes: 0, work });
    }

    fn steps_of(command: &Command) -> Vec<Step> {
        match command {
            Command::Scalars(scalars) => scalars.iter().map(|scalar| scalar.step).collect(),
            Command::Job(job) => vec![job.step],
            _ => Vec::new(),
        }
    }

    /// The steps of everything that waits, in the order of the worker.
    fn drained(inbox: &Inbox, rest: &Rest) -> Vec<Step> {
        let commands = (0..rest.commands).filter_map(|_| inbox.try_recv());
        let mut steps: Vec<_> = commands.flat_map(|command| steps_of(&command)).collect();
        steps.extend(rest.scalars.iter().map(|scalar| scalar.step));
        steps
    }

    #[test]
    fn values_of_a_thread_keep_their_order_whatever_they_are() {
        let (queue, inbox) = queue(Limits { commands: 100, ..LIMITS });
        for step in 0..50 {
            if step % 7 == 3 { send_job(&queue, step) } else { send_scalar(&queue, step) }
        }
        assert_eq!(drained(&inbox, &inbox.rest()), (0..50).map(Step::from).collect::<Vec<_>>());
    }

    #[test]
    fn what_does_not_fit_is_counted_and_the_rest_is_whole() {
        let (queue, inbox) = queue(LIMITS);
        for step in 0..20 {
            send_scalar(&queue, step);
        }
        assert_eq!(drained(&inbox, &inbox.rest()), (0..4).map(Step::from).collect::<Vec<_>>());
        assert_eq!(queue.ledger.stats().shed, 16);
        send_scalar(&queue, 20);
        assert_eq!(drained(&inbox, &inbox.rest()), [Step::from(20)]);
    }

    #[test]
    fn what_comes_after_the_end_is_told_that_it_is_late() {
        let (queue, inbox) = queue(LIMITS);
        send_scalar(&queue, 1);
        assert_eq!(drained(&inbox, &inbox.close()), [Step::from(1)]);
        send_scalar(&queue, 2);
        send_job(&queue, 3);
        assert!(!queue.ask(Duration::from_secs(1), |done| Command::Flush { sync: false, done }).unwrap());
        assert_eq!((queue.ledger.stats().lost, drained(&inbox, &inbox.rest()).len()), (2, 0));
    }

    /// However sends and the end fall together, each value is either seen by the worker or counted as lost.
    #[test]
    fn nothing_falls_between_a_send_and_the_end() {
        for round in 0..200 {
            let (queue, inbox) = queue(Limits { commands: 1 << 16, ..LIMITS });
            let senders: Vec<_> = (0..4)
                .map(|_| {
                    let queue = queue.clone();
                    thread::Builder::new().spawn(move || (0..100).for_each(|step| send_scalar(&queue, step))).unwrap()
                })
                .collect();
            for _ in 0..round {
                thread::yield_now();
            }
            let mut seen = drained(&inbox, &inbox.close()).len();
            for sender in senders {
                sender.join().unwrap();
            }
            seen += drained(&inbox, &inbox.rest()).len();
            assert_eq!(seen as u64 + queue.ledger.stats().lost, 400);
        }
    }
}
