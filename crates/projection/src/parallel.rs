//! Work on the rows of a table, shared among threads.
//!
//! Each row is computed from what no thread writes, and lands in its own place; sums over rows are taken afterwards, in
//! order. So the result is the same to the bit for any number of threads. Threads of the standard library do: the work
//! comes in few large pieces, starting a thread costs some 20 µs, and a pool would be one more dependency of a crate that
//! has none.

use std::sync::{Mutex, PoisonError};
use std::thread;

/// Pieces of work for each thread, so that one that is held up leaves its share to the others.
const PIECES: usize = 8;

/// As many threads as the machine runs at once.
pub(crate) fn available_threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Calls `fill` with the index and the place of each row of `out`.
pub(crate) fn fill_rows<T: Send>(threads: usize, out: &mut [T], width: usize, fill: impl Fn(usize, &mut [T]) + Sync) {
    let rows = out.len() / width.max(1);
    let rows_each = rows.div_ceil(threads.max(1) * PIECES).max(1);
    fill_chunks(threads, out, width * rows_each, |chunk, places| {
        for (at, place) in places.chunks_mut(width).enumerate() {
            fill(chunk * rows_each + at, place);
        }
    });
}

/// Calls `fill` with the index and the place of each chunk of `out`; the last may be shorter.
pub(crate) fn fill_chunks<T: Send>(threads: usize, out: &mut [T], len: usize, fill: impl Fn(usize, &mut [T]) + Sync) {
    let chunks = out.len().div_ceil(len.max(1));
    let work = Mutex::new(out.chunks_mut(len.max(1)).enumerate());
    let take = || work.lock().unwrap_or_else(PoisonError::into_inner).next();
    let run = || {
        while let Some((index, chunk)) = take() {
            fill(index, chunk);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.min(chunks) {
            // A thread that cannot be started is no loss: the others take its share.
            thread::Builder::new().name("projection".into()).spawn_scoped(scope, run).ok();
        }
        run();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_filled_once_whatever_the_number_of_threads() {
        for threads in [1, 2, 3, 64] {
            let mut out = vec![0; 3 * 101];
            fill_rows(threads, &mut out, 3, |row, place| place.iter_mut().for_each(|value| *value += row));
            assert!(out.iter().enumerate().all(|(at, value)| *value == at / 3), "{threads} threads");
        }
    }

    #[test]
    fn no_rows_are_no_work() {
        fill_rows(4, &mut [0_u8; 0], 0, |_, _| unreachable!());
        fill_rows(4, &mut [0_u8; 0], 5, |_, _| unreachable!());
    }
}
