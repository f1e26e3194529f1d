//! The targets of the fuzzer, run on the files of the corpus as a seeded generator changes them. `NNVIZ_FUZZ_SECONDS` says
//! for how long each (2 seconds otherwise); a finding names the file with its input.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nnviz_record::event_file::EventFileReader;
use nnviz_record::proto::What;
use nnviz_record::tfrecord::{TfRecordReader, append_record};
use prost::Message as _;

#[allow(unreachable_pub, reason = "the fuzz crate shows these functions to its targets")]
#[path = "../../../fuzz/src/lib.rs"]
mod targets;

/// A generator of numbers that anybody can run again (Steele, Lea, Flood: `SplitMix`, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { (self.next() % bound as u64) as usize }
    }

    fn bytes(&mut self) -> Vec<u8> {
        match self.below(3) {
            0 => vec![[0, 1, 0x7f, 0x80, 0xff][self.below(5)]; 1 + self.below(10)], // long varints among them
            1 => self.next().to_le_bytes()[..=self.below(8)].to_vec(),
            _ => vec![self.next() as u8],
        }
    }

    /// A few changes: bytes set, put in, taken out, doubled, cut off.
    fn change(&mut self, data: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(data.len());
            let end = (at + 1 + self.below(32)).min(data.len());
            match self.below(5) {
                0 if !data.is_empty() => data[at] ^= 1 << self.below(8),
                1 => drop(data.splice(at..end.min(at + 8), self.bytes())),
                2 => drop(data.splice(at..at, self.bytes())),
                3 => data.extend_from_within(at..end),
                _ => drop(data.drain(at..end)),
            }
        }
        if self.below(20) == 0 {
            data.truncate(self.below(data.len()));
        }
    }
}

/// Every event file of the corpus.
fn corpus() -> Vec<Vec<u8>> {
    fn walk(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.to_string_lossy().contains("tfevents") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus"), &mut found);
    found.sort();
    found.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// The parts of the events in the corpus that `part` takes.
fn parts(part: impl Fn(What) -> Option<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    for file in corpus() {
        let mut reader = EventFileReader::new(&file[..]);
        while let Ok(Some(event)) = reader.read_event() {
            parts.extend(event.what.and_then(&part));
        }
    }
    assert!(!parts.is_empty());
    parts
}

/// Runs a target on changed seeds until the time is over.
fn run(name: &str, target: fn(&[u8]), seeds: &[Vec<u8>], change: fn(&mut Random, &[u8]) -> Vec<u8>) {
    let seconds = std::env::var("NNVIZ_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    let (begin, mut random, mut runs) = (Instant::now(), Random(7), 0_u64);
    while begin.elapsed() < Duration::from_secs(seconds) {
        let seed = &seeds[random.below(seeds.len())];
        let input = change(&mut random, seed);
        if catch_unwind(AssertUnwindSafe(|| target(&input))).is_err() {
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{runs}"));
            fs::write(&path, &input).unwrap();
            panic!("{name} fails on {}", path.display());
        }
        runs += 1;
    }
    println!("{name}: {runs} runs");
}

fn changed(random: &mut Random, seed: &[u8]) -> Vec<u8> {
    let mut data = seed.to_vec();
    random.change(&mut data);
    data
}

/// Changes what is in the records, and frames them with right checksums.
fn changed_inside(random: &mut Random, seed: &[u8]) -> Vec<u8> {
    let (mut reader, mut out) = (TfRecordReader::new(seed), Vec::new());
    while let Ok(Some(record)) = reader.read_record() {
        let mut data = record.data.to_vec();
        if random.below(4) == 0 {
            random.change(&mut data);
        }
        append_record(&mut out, |frame| frame.extend_from_slice(&data));
    }
    out
}

#[test]
fn framing() {
    run("framing", targets::framing, &corpus(), changed);
}

#[test]
fn events() {
    run("events", targets::events, &corpus(), changed_inside);
}

#[test]
fn summaries() {
    let seeds = parts(|what| match what {
        What::Summary(summary) => Some(summary.encode_to_vec()),
        _ => None,
    });
    run("summaries", targets::summaries, &seeds, changed);
}

#[test]
fn graphs() {
    let seeds = parts(|what| match what {
        What::GraphDef(graph) => Some(graph),
        _ => None,
    });
    run("graph", targets::graph, &seeds, changed);
}

#[test]
fn projector() {
    let config = b"embeddings {\n  tensor_name: \"a\"\n  tensor_path: \"a/tensors.tsv\"\n  tensor_shape: 2\n  tensor_shape: 3\n  \
        metadata_path: \"m.tsv\"\n  sprite {\n    image_path: \"s.png\"\n    single_image_dim: 8\n  }\n}\n";
    run("projector", targets::projector, &[config.to_vec()], changed);
}

#[test]
fn directories() {
    let mut seeds = corpus();
    seeds.retain(|seed| seed.len() < 20_000); // a page of a large graph takes its time
    run("directory", targets::directory, &seeds, changed_inside);
}
