//! The writer on a disk that fails on purpose: whatever the disk does, no thread that logs waits longer than it was told,
//! every value is read back or counted, and no reader finds a torn record before another one.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nnviz_record::event_file::EventFileReader;
use nnviz_record::proto::What;
use nnviz_record::summary::SummaryDecoder;

use crate::sink::{EventFile, Storage};
use crate::{Error, Logger, Stats};

/// What the disk does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    /// Seven bytes at a time.
    ShortWrites,
    /// Every other call is interrupted by a signal.
    Interrupted,
    /// Takes a part and fails, every third time.
    EveryThird,
    /// Takes a part and is full.
    Full,
    /// Takes a part and is full, and what it took cannot be cut off.
    FullAndTorn,
    /// Fails as a disk does that was mounted read-only.
    ReadOnly,
    /// Keeps the caller for so long.
    Stall(Duration),
}

#[derive(Default)]
struct Disk {
    fault: Mutex<Option<Fault>>,
    calls: AtomicU64,
    files: AtomicUsize,
}

impl Disk {
    fn fault(&self) -> Fault {
        self.fault.lock().unwrap().unwrap_or(Fault::None)
    }

    fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap() = Some(fault);
    }
}

struct FaultyFile {
    file: File,
    disk: Arc<Disk>,
}

impl FaultyFile {
    /// Writes a part, and fails.
    fn tear(&mut self, bytes: &[u8], kind: io::ErrorKind) -> io::Result<usize> {
        if self.disk.calls.load(SeqCst).is_multiple_of(2) && bytes.len() > 1 {
            return self.file.write(&bytes[..=bytes.len() / 2]); // the next call fails
        }
        Err(kind.into())
    }
}

impl Write for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let call = self.disk.calls.fetch_add(1, SeqCst);
        match self.disk.fault() {
            Fault::ShortWrites => self.file.write(&bytes[..bytes.len().min(7)]),
            Fault::Interrupted if call.is_multiple_of(2) => Err(io::ErrorKind::Interrupted.into()),
            Fault::EveryThird if call % 3 == 2 => Err(io::ErrorKind::Other.into()),
            Fault::EveryThird => self.file.write(&bytes[..=bytes.len() / 2]),
            Fault::None | Fault::Interrupted => self.file.write(bytes),
            Fault::Full | Fault::FullAndTorn => self.tear(bytes, io::ErrorKind::StorageFull),
            Fault::ReadOnly => Err(io::ErrorKind::ReadOnlyFilesystem.into()),
            Fault::Stall(time) => {
                std::thread::sleep(time);
                self.file.write(bytes)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Storage for FaultyFile {
    fn cut_back(&mut self, len: u64) -> io::Result<()> {
        match self.disk.fault() {
            Fault::FullAndTorn | Fault::ReadOnly => Err(io::ErrorKind::ReadOnlyFilesystem.into()),
            _ => self.file.cut_back(len),
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync()
    }

    fn is_there(&self) -> bool {
        self.file.is_there()
    }
}

/// How long a thread that logs may wait in these tests.
const MAX_WAIT: Duration = Duration::from_millis(50);

struct Rig {
    directory: tempfile::TempDir,
    disk: Arc<Disk>,
    logger: Logger,
    heard: Arc<Mutex<Vec<String>>>,
}

fn rig() -> Rig {
    let (directory, disk, heard) =
        (tempfile::tempdir().unwrap(), Arc::<Disk>::default(), Arc::<Mutex<Vec<_>>>::default());
    let (on, told) = (Arc::clone(&disk), Arc::clone(&heard));
    let mut builder = Logger::builder(directory.path().join("run"))
        .flush_every(Duration::from_millis(20))
        .max_wait(MAX_WAIT)
        .queue_len(1000)
        .on_error(move |error| told.lock().unwrap().push(error.to_string()));
    builder.storage = Arc::new(move |file: EventFile| {
        on.files.fetch_add(1, SeqCst);
        Box::new(FaultyFile { file, disk: Arc::clone(&on) })
    });
    Rig { directory, disk, logger: builder.build().unwrap(), heard }
}

impl Rig {
    /// Logs scalars, texts and histograms; returns how many values, and the longest call.
    fn log(&self, steps: std::ops::Range<i64>) -> (u64, Duration) {
        let mut longest = Duration::ZERO;
        for step in steps.clone() {
            let begin = Instant::now();
            self.logger.add_scalar("loss", 0.5, step);
            longest = longest.max(begin.elapsed());
            if step % 100 == 0 {
                let begin = Instant::now();
                self.logger.add_text("note", "words".repeat(200), step);
                longest = longest.max(begin.elapsed());
            }
        }
        let texts = steps.clone().filter(|step| step % 100 == 0).count();
        (steps.count() as u64 + texts as u64, longest)
    }

    /// The steps of all values that a reader finds. Every file must be whole, but for a tail that broke off: nothing may
    /// follow that.
    fn read(&self) -> Vec<(String, i64)> {
        let mut files: Vec<_> =
            std::fs::read_dir(self.directory.path().join("run")).unwrap().map(|e| e.unwrap().path()).collect();
        files.retain(|path| path.to_string_lossy().contains("tfevents"));
        files.sort();
        let mut found: Vec<_> = files.iter().flat_map(|file| read_file(file)).collect();
        found.sort();
        found.dedup(); // what a broken file holds is written again to the next one
        found
    }

    /// Waits until the disk has taken everything.
    fn recovered(&self) -> Stats {
        self.disk.set(Fault::None);
        let _told_before = self.logger.flush();
        self.logger.flush().expect("writing goes on by itself");
        self.logger.stats()
    }
}

fn read_file(file: &Path) -> Vec<(String, i64)> {
    let mut reader = EventFileReader::new(File::open(file).unwrap());
    let (mut decoder, mut found) = (SummaryDecoder::default(), Vec::new());
    loop {
        match reader.read_event() {
            Ok(Some(event)) => {
                let Some(What::Summary(summary)) = event.what else { continue };
                for value in summary.value {
                    let (tag, _) = decoder.decode(value).expect("a tag's metadata is in each file");
                    found.push((tag, event.step));
                }
            }
            Ok(None) => return found,
            Err(error) => {
                assert!(error.to_string().contains("cut short"), "{}: {error}", file.display());
                return found;
            }
        }
    }
}

/// Everything is there: before the fault, during it, and after it.
fn nothing_is_lost_to(fault: Fault) {
    let rig = rig();
    let (before, _) = rig.log(1..501);
    rig.logger.flush().unwrap();
    rig.disk.set(fault);
    let (during, longest) = rig.log(501..901);
    assert!(longest < 2 * MAX_WAIT, "{fault:?} held up a thread for {longest:?}");
    std::thread::sleep(Duration::from_millis(100));
    let stats = rig.recovered();
    let (after, _) = rig.log(901..1001);
    rig.logger.close().unwrap();
    let all = before + during + after;
    assert_eq!((rig.logger.stats().written, stats.lost, stats.shed), (all, 0, 0), "{fault:?}");
    assert_eq!(rig.read().len() as u64, all, "{fault:?}");
}

#[test]
fn short_writes_and_signals_are_nothing() {
    nothing_is_lost_to(Fault::ShortWrites);
    nothing_is_lost_to(Fault::Interrupted);
}

#[test]
fn a_disk_that_fails_and_comes_back_costs_nothing() {
    for fault in [Fault::EveryThird, Fault::Full, Fault::FullAndTorn, Fault::ReadOnly] {
        nothing_is_lost_to(fault);
    }
}

#[test]
fn every_flush_tells_that_the_disk_refuses_and_the_callback_hears_it_once() {
    let rig = rig();
    rig.disk.set(Fault::Full);
    rig.logger.add_scalar("loss", 0.5, 1);
    let first = rig.logger.flush().unwrap_err();
    assert!(matches!(first, Error::Write { .. }), "{first}");
    for _ in 0..3 {
        let again = rig.logger.flush().unwrap_err();
        assert!(matches!(again, Error::Unwritten { values: 1, .. }), "{again}");
    }
    assert_eq!(rig.heard.lock().unwrap().len(), 1);
    rig.disk.set(Fault::None);
    rig.logger.flush().unwrap();
    assert_eq!(rig.read(), [("loss".to_owned(), 1)]);
}

#[test]
fn what_a_full_disk_costs_is_bounded_counted_and_told() {
    let rig = rig();
    rig.disk.set(Fault::Full);
    let text = "x".repeat(1 << 20);
    for step in 1..=40 {
        rig.logger.add_text("note", text.as_str(), step);
    }
    let error = rig.logger.flush().unwrap_err();
    let stats = rig.logger.stats();
    assert!(matches!(&error, Error::Several { .. }), "{error}");
    assert!(stats.lost >= 24 && stats.lost < 40, "16 MiB wait, the rest is lost: {stats:?}");
    assert!(rig.heard.lock().unwrap().iter().any(|error| error.contains("are lost")), "{:?}", rig.heard);
    rig.disk.set(Fault::None);
    rig.logger.add_text("note", "after", 41);
    rig.logger.close().unwrap();
    let stats = rig.logger.stats();
    assert_eq!(stats.written + stats.lost, 41);
    assert_eq!(rig.read().len() as u64, stats.written);
}

#[test]
fn what_was_still_refused_at_the_end_is_told_by_close() {
    let rig = rig();
    rig.disk.set(Fault::FullAndTorn);
    rig.log(1..11);
    let error = rig.logger.close().unwrap_err();
    assert!(matches!(error, Error::Several { .. }), "{error}");
    assert_eq!(rig.logger.stats().lost, 10);
}

/// The one of ten seconds is run by hand; see the reliability page.
#[test]
fn a_disk_that_stalls_holds_up_a_thread_once() {
    stall(Duration::from_secs(1));
}

#[test]
#[ignore = "takes eleven seconds"]
fn a_disk_that_stalls_for_ten_seconds_holds_up_a_thread_once() {
    stall(Duration::from_secs(10));
}

fn stall(time: Duration) {
    let rig = rig();
    rig.disk.set(Fault::Stall(time));
    rig.logger.add_scalar("first", 0.5, 1);
    std::thread::sleep(Duration::from_millis(100)); // the worker is held now
    rig.disk.set(Fault::None);
    let begin = Instant::now();
    let (logged, longest) = rig.log(1..20_001);
    let all = begin.elapsed();
    println!("stalled for {time:?}: {logged} values logged in {all:?}, longest call {longest:?}");
    assert!(longest < 2 * MAX_WAIT, "{longest:?}");
    assert!(all + Duration::from_millis(200) < time, "a thread waits once, not for each value: {all:?}");
    let _told = rig.logger.flush();
    rig.logger.close().unwrap();
    let stats = rig.logger.stats();
    assert_eq!(stats.written + stats.shed, logged + 1, "{stats:?}");
    assert!(stats.shed >= logged - 1100, "{stats:?}");
    assert_eq!(rig.read().len() as u64, stats.written);
}

#[test]
fn a_deleted_file_or_directory_is_noticed_and_logging_goes_on() {
    for delete_directory in [false, true] {
        let rig = rig();
        rig.log(1..101);
        rig.logger.flush().unwrap();
        let run = rig.directory.path().join("run");
        if delete_directory {
            std::fs::remove_dir_all(&run).unwrap();
        } else {
            let file = std::fs::read_dir(&run)
                .unwrap()
                .map(|e| e.unwrap().path())
                .find(|p| p.to_string_lossy().contains("tfevents"));
            std::fs::remove_file(file.unwrap()).unwrap();
        }
        let (logged, _) = rig.log(101..201);
        let error = rig.logger.flush().unwrap_err();
        assert!(matches!(error, Error::FileRemoved { .. }), "{error}");
        assert_eq!(rig.read().len() as u64, logged, "all that came after, and each tag's metadata");
        rig.logger.close().unwrap();
    }
}

#[test]
fn a_full_disk_is_not_filled_with_empty_files() {
    let rig = rig();
    rig.disk.set(Fault::FullAndTorn);
    rig.logger.add_scalar("loss", 0.5, 1);
    std::thread::sleep(Duration::from_millis(300));
    assert!(rig.disk.files.load(SeqCst) > 3, "it was tried again and again");
    let files = std::fs::read_dir(rig.directory.path().join("run")).unwrap().count();
    assert!(files <= 2, "the lock and one event file: {files}");
}
