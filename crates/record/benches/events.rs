//! The steps of a scalar's way into a file and out of it, the fast ways beside the general ones.
//!
//! ```sh
//! cargo bench -p nnviz-record
//! ```

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use nnviz_record::event_file::{EventFileReader, ScalarEvent, append_event_record};
use nnviz_record::proto::{self, Event, What};
use nnviz_record::summary::append_scalar_record;
use nnviz_record::tfrecord::{TfRecordReader, append_record};
use nnviz_record::{Histogram, Summary};
use prost::Message as _;

const SCALARS: usize = 10_000;
const TAG: &str = "train/loss";

fn main() {
    divan::main();
}

/// An event with one value, as the general encoder is given it.
fn event(step: i64, summary: Summary) -> Event {
    let what = Some(What::Summary(proto::Summary { value: vec![summary.into_value(TAG, None)] }));
    Event { wall_time: 1.7e9, step, what, ..Event::default() }
}

fn scalar_file() -> Vec<u8> {
    let mut file = Vec::new();
    for step in 0..SCALARS {
        append_scalar_record(&mut file, 1.7e9, step as i64, TAG, 0.5);
    }
    file
}

/// The data of one record, without its frame.
fn scalar_data() -> Vec<u8> {
    event(1000, Summary::Scalar(0.5)).encode_to_vec()
}

fn histogram() -> Histogram {
    Histogram::new((0..100).map(|bucket| (f64::from(bucket), f64::from(bucket + 1), 7.0)))
}

mod write {
    use super::*;

    #[divan::bench]
    fn scalar(bencher: Bencher<'_, '_>) {
        let mut out = Vec::with_capacity(1 << 20);
        bencher.counter(ItemsCount::new(SCALARS)).bench_local(|| {
            out.clear();
            for step in 0..SCALARS {
                append_scalar_record(&mut out, 1.7e9, step as i64, black_box(TAG), 0.5);
            }
        });
    }

    /// The same bytes by building and encoding messages.
    #[divan::bench]
    fn scalar_as_a_message(bencher: Bencher<'_, '_>) {
        let mut out = Vec::with_capacity(1 << 20);
        bencher.counter(ItemsCount::new(SCALARS)).bench_local(|| {
            out.clear();
            for step in 0..SCALARS {
                append_event_record(&mut out, &event(step as i64, Summary::Scalar(0.5)));
            }
        });
    }

    #[divan::bench]
    fn histogram_of_100_buckets(bencher: Bencher<'_, '_>) {
        let (histogram, mut out) = (histogram(), Vec::new());
        bencher.bench_local(|| {
            out.clear();
            append_event_record(&mut out, &event(1, Summary::Histogram(black_box(&histogram).clone())));
        });
    }

    /// The frame alone: two checksums around a megabyte.
    #[divan::bench]
    fn frame_of_a_megabyte(bencher: Bencher<'_, '_>) {
        let (data, mut out) = (vec![7; 1 << 20], Vec::with_capacity(2 << 20));
        bencher.counter(BytesCount::new(data.len())).bench_local(|| {
            out.clear();
            append_record(&mut out, |record| record.extend_from_slice(black_box(&data)));
        });
    }
}

mod read {
    use super::*;

    #[divan::bench]
    fn records(bencher: Bencher<'_, '_>) {
        let file = scalar_file();
        bencher.counter(ItemsCount::new(SCALARS)).bench(|| {
            let mut reader = TfRecordReader::new(&file[..]);
            while let Ok(Some(record)) = reader.read_record() {
                black_box(record.data);
            }
        });
    }

    #[divan::bench]
    fn scalars(bencher: Bencher<'_, '_>) {
        let file = scalar_file();
        bencher.counter(ItemsCount::new(SCALARS)).bench(|| {
            let mut reader = EventFileReader::new(&file[..]);
            while let Ok(Some(scalar)) = reader.read_lossy_scalars() {
                black_box(&scalar);
            }
        });
    }

    #[divan::bench]
    fn scalars_as_messages(bencher: Bencher<'_, '_>) {
        let file = scalar_file();
        bencher.counter(ItemsCount::new(SCALARS)).bench(|| {
            let mut reader = EventFileReader::new(&file[..]);
            while let Ok(Some(event)) = reader.read_event() {
                black_box(&event);
            }
        });
    }

    #[divan::bench]
    fn one_scalar(bencher: Bencher<'_, '_>) {
        let data = scalar_data();
        bencher.bench(|| black_box(ScalarEvent::parse(black_box(&data))).is_some());
    }

    #[divan::bench]
    fn one_scalar_as_a_message(bencher: Bencher<'_, '_>) {
        let data = scalar_data();
        bencher.bench(|| Event::decode(black_box(&data[..])));
    }
}
