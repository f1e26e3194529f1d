//! The bounded way to the worker, and what happens at its bounds.
//!
//! The bounds are counts of what waits, kept at the gate. The channel itself has none: it takes memory as it fills and
//! gives it back, where a bounded one would hold its slots, some megabytes, for as long as the logger lives.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use crossbeam::channel::{RecvTimeoutError, SendError, Sender, bounded, unbounded};

use super::command::{Command, Job};
use super::gate::{Entrance, Gate};
use super::inbox::Inbox;
use super::scalars::{Scalar, long_tag};
use crate::stats::Ledger;
use crate::{Error, Step};

/// So many scalars make a message.
const GATHERED: usize = 1024;

/// How long a caller that found the queue full leaves it alone before it looks again.
const PAUSE: Duration = Duration::from_micros(100);

/// The bounds of a queue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How many values and other commands may wait.
    pub(crate) commands: usize,
    /// How many bytes the waiting commands may hold.
    pub(crate) bytes: usize,
    /// How long a light command waits for room before it is dropped.
    pub(crate) wait: Duration,
}

/// The callers' end of the queue.
#[derive(Debug)]
pub(crate) struct Queue {
    /// `None` where nothing is logged.
    channel: Option<Channel>,
    limits: Limits,
    ledger: Arc<Ledger>,
}

#[derive(Debug)]
struct Channel {
    sender: Sender<Command>,
    entrance: Arc<Entrance>,
    /// Whether a command waited in vain, and there was no room since: then nothing waits again.
    is_stalled: AtomicBool,
    /// The process that has the worker.
    process: u32,
}

/// Why something did not pass; it comes back.
enum Refused<T> {
    Full(T),
    Closed(T),
    /// The worker is in another process.
    Forked(T),
}

/// What names a value in messages.
type Value = (String, Step);

impl Queue {
    /// A queue and the worker's end of it.
    #[expect(clippy::disallowed_methods, reason = "its bounds are kept at the gate")]
    pub(crate) fn new(limits: Limits, ledger: Arc<Ledger>) -> (Self, Inbox) {
        let (sender, receiver) = unbounded();
        let entrance = Arc::<Entrance>::default();
        let inbox = Inbox::new(receiver, Arc::clone(&entrance), Arc::clone(&ledger));
        let channel = Channel { sender, entrance, is_stalled: AtomicBool::new(false), process: std::process::id() };
        (Self { channel: Some(channel), limits, ledger }, inbox)
    }

    /// A queue that leads nowhere: what is handed to it is dropped, and not counted.
    pub(crate) fn disabled(ledger: Arc<Ledger>) -> Self {
        Self { channel: None, limits: Limits { commands: 0, bytes: 0, wait: Duration::ZERO }, ledger }
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.channel.is_some()
    }

    /// Hands over a number, waiting for room if it must.
    pub(crate) fn send_scalar(&self, scalar: Scalar<'_>) {
        let Some(channel) = &self.channel else { return };
        if let Err(refused) = self.wait_once(channel, (), |()| self.gather(channel, scalar)) {
            self.count(refused.map(|()| Some((scalar.tag.to_owned(), scalar.step))));
        }
    }

    /// Hands over a job that is worth waiting for: text, graphs.
    pub(crate) fn send_light_job(&self, job: Job) {
        self.send_light(Command::Job(Box::new(job)));
    }

    /// Hands over how a tag is presented.
    pub(crate) fn send_description(&self, command: Command) {
        self.send_light(command);
    }

    fn send_light(&self, command: Command) {
        let Some(channel) = &self.channel else { return };
        if let Err(refused) = self.wait_once(channel, command, |command| self.pass(channel, command)) {
            self.count(refused.map(Command::into_value));
        }
    }

    /// Hands over a job that is shed when there is no room: images, histograms.
    pub(crate) fn send_heavy_job(&self, job: Job) {
        let Some(channel) = &self.channel else { return };
        if let Err(refused) = self.pass(channel, Command::Job(Box::new(job))) {
            self.count(refused.map(Command::into_value));
        }
    }

    /// Sends a command that the worker answers, and waits for the answer. `Ok(false)`: the worker has ended.
    pub(crate) fn ask(&self, wait: Duration, command: impl FnOnce(Sender<()>) -> Command) -> Result<bool, Error> {
        let Some(channel) = &self.channel else { return Ok(false) };
        if channel.is_forked() {
            return Err(Error::Forked);
        }
        let (done, answer) = bounded(1);
        let deadline = Instant::now() + wait;
        match keep_trying(wait, command(done), |command| self.pass(channel, command)) {
            Err(Refused::Forked(_)) => return Err(Error::Forked),
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
    fn gather(&self, channel: &Channel, scalar: Scalar<'_>) -> Result<(), Refused<()>> {
        let enough = GATHERED.min(self.limits.commands.div_ceil(2));
        let bytes = long_tag(scalar.tag) as u64;
        let entrance = &channel.entrance;
        let Some(mut gate) = entrance.free_gate().or_else(|| (!channel.is_forked()).then(|| entrance.gate())) else {
            return Err(Refused::Forked(()));
        };
        if gate.closed {
            return Err(Refused::Closed(()));
        }
        if channel.waiting(&gate) >= self.limits.commands || !self.has_room_for(bytes) {
            return Err(Refused::Full(()));
        }
        self.charge(bytes);
        gate.scalars.push(scalar);
        if gate.scalars.len() >= enough {
            channel.release(&mut gate, &self.ledger);
        }
        Ok(())
    }

    /// Sends a command after the scalars that were gathered before it.
    fn pass(&self, channel: &Channel, command: Command) -> Result<(), Refused<Command>> {
        let bytes = command.bytes() as u64;
        let entrance = &channel.entrance;
        let Some(mut gate) = entrance.free_gate().or_else(|| (!channel.is_forked()).then(|| entrance.gate())) else {
            return Err(Refused::Forked(command));
        };
        if gate.closed {
            return Err(Refused::Closed(command));
        }
        if channel.waiting(&gate) >= self.limits.commands || !self.has_room_for(bytes) {
            return Err(Refused::Full(command));
        }
        channel.release(&mut gate, &self.ledger);
        self.charge(bytes);
        entrance.sent.fetch_add(1, Relaxed);
        channel.sender.send(command).map_err(|SendError(command)| {
            entrance.sent.fetch_sub(1, Relaxed);
            self.ledger.queued_bytes.fetch_sub(bytes, Relaxed);
            Refused::Closed(command)
        })
    }

    /// Tries until it passes, at most as long as a light command may wait; not at all in a stall that another one waited
    /// for in vain.
    fn wait_once<T>(
        &self,
        channel: &Channel,
        first: T,
        mut attempt: impl FnMut(T) -> Result<(), Refused<T>>,
    ) -> Result<(), Refused<T>> {
        let stalled = channel.is_stalled.load(Relaxed);
        let back = match attempt(first) {
            Err(Refused::Full(back)) if channel.is_forked() => return Err(Refused::Forked(back)),
            Err(Refused::Full(back)) if !stalled => back,
            Ok(()) if stalled => {
                channel.is_stalled.store(false, Relaxed);
                return Ok(());
            }
            done => return done,
        };
        let begin = Instant::now();
        let done = keep_trying(self.limits.wait, back, attempt);
        self.ledger.waited_nanos.fetch_add(begin.elapsed().as_nanos() as u64, Relaxed);
        if let Err(Refused::Full(_)) = done {
            channel.is_stalled.store(true, Relaxed);
        }
        done
    }

    /// One command larger than the whole budget still goes through an empty queue.
    fn has_room_for(&self, bytes: u64) -> bool {
        if bytes == 0 {
            return true;
        }
        let waiting = self.ledger.queued_bytes.load(Relaxed);
        waiting == 0 || waiting + bytes <= self.limits.bytes as u64
    }

    fn charge(&self, bytes: u64) {
        if bytes > 0 {
            self.ledger.queued_bytes.fetch_add(bytes, Relaxed);
        }
    }

    /// Counts what did not pass, if it is a value, and tells why.
    fn count(&self, refused: Refused<Option<Value>>) {
        let (counter, value, error): (_, _, fn(Value) -> Error) = match refused {
            Refused::Full(value) => (&self.ledger.shed, value, |(tag, step)| Error::QueueFull { tag, step }),
            Refused::Closed(value) => (&self.ledger.lost, value, |(tag, step)| Error::Closed { tag, step }),
            Refused::Forked(value) => (&self.ledger.lost, value, |_| Error::Forked),
        };
        if let Some(value) = value {
            counter.fetch_add(1, Relaxed);
            self.ledger.report_repeated(error(value));
        }
    }
}

impl Channel {
    /// How many values and other commands wait.
    fn waiting(&self, gate: &Gate) -> usize {
        gate.scalars.len() + self.entrance.sent.load(Relaxed)
    }

    /// Sends what was gathered.
    fn release(&self, gate: &mut Gate, ledger: &Ledger) {
        let count = gate.scalars.len();
        if count == 0 {
            return;
        }
        self.entrance.sent.fetch_add(count, Relaxed);
        if let Err(SendError(scalars)) = self.sender.send(Command::Scalars(gate.scalars.take())) {
            self.entrance.sent.fetch_sub(count, Relaxed);
            scalars.discard(ledger); // no worker is left
        }
    }

    /// Whether this process was forked from the one that has the worker. The system is asked, so only where one would wait.
    fn is_forked(&self) -> bool {
        std::process::id() != self.process
    }
}

impl<T> Refused<T> {
    fn map<U>(self, map: impl FnOnce(T) -> U) -> Refused<U> {
        match self {
            Self::Full(back) => Refused::Full(map(back)),
            Self::Closed(back) => Refused::Closed(map(back)),
            Self::Forked(back) => Refused::Forked(map(back)),
        }
    }
}

/// Tries again each [`PAUSE`] until there is room or the time is over.
fn keep_trying<T>(
    wait: Duration,
    first: T,
    mut attempt: impl FnMut(T) -> Result<(), Refused<T>>,
) -> Result<(), Refused<T>> {
    let begin = Instant::now();
    let mut done = attempt(first);
    while let Err(Refused::Full(back)) = done {
        let left = wait.saturating_sub(begin.elapsed());
        if left.is_zero() {
            return Err(Refused::Full(back));
        }
        std::thread::sleep(left.min(PAUSE));
        done = attempt(back);
    }
    done
}

#[cfg(test)]
mod tests {
    use std::thread;

    use nnviz_record::WallTime;

    use super::super::inbox::Rest;
    use super::*;
    use crate::worker::RunId;

    const LIMITS: Limits = Limits { commands: 4, bytes: 1000, wait: Duration::ZERO };

    fn queue(limits: Limits) -> (Arc<Queue>, Inbox) {
        let (queue, inbox) = Queue::new(limits, Arc::default());
        (Arc::new(queue), inbox)
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
        let commands = (0..rest.commands).filter_map(|_| inbox.next_left());
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
                    let queue = Arc::clone(&queue);
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
