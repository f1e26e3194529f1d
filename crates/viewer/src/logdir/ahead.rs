//! Reading on one thread while another one takes what was read.

use std::iter;
use std::sync::mpsc::sync_channel;
use std::thread::{self, Builder};

/// How many items wait, besides the one that is being read and the one that is being taken. They may be large.
const WAITING: usize = 1;

/// Passes items to `take`, made on a thread of their own; on this one, if there is no other to be had.
pub(super) fn read_ahead<I>(open: impl Fn() -> I + Sync, take: impl FnOnce(&mut dyn Iterator<Item = I::Item>))
where
    I: Iterator,
    I::Item: Send,
{
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        let open = &open;
        let reading = Builder::new().spawn_scoped(scope, move || {
            // Whoever takes may have had enough.
            let _ = open().try_for_each(|item| sender.send(item));
        });
        match reading {
            Ok(_) => take(&mut iter::from_fn(|| receiver.recv().ok())),
            Err(_) => take(&mut open()),
        }
    });
}
