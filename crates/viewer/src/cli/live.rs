//! `--watch` and `--serve`: a report that stays fresh while training goes on.

use std::thread;
use std::time::Duration;

use nnviz_viewer::Logdir;
use nnviz_viewer::logdir::{Keep, Stamp};
use nnviz_viewer::report::page_of;
use nnviz_viewer::serve::Server;

use super::report::{Options, open, write};
use super::{Console, Failure};

/// Writes the report again whenever the event files have changed, until the program is ended.
pub(super) fn watch(options: &Options, interval: Duration, console: &mut Console<'_>) -> Result<(), Failure> {
    let mut is_first = true;
    whenever_changed(options, interval, console, |logdir, console| {
        if std::mem::take(&mut is_first) {
            write(options, logdir, console)?;
            return if options.open { open(&options.output()) } else { Ok(()) };
        }
        write(
            options,
            logdir,
            &mut Console { quiet: true, out: &mut std::io::sink(), log: console.log, watched: false },
        )
    })
}

/// Shows the report on a port, and a newer one whenever the event files have changed.
pub(super) fn serve(
    options: &Options,
    port: u16,
    interval: Duration,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let server = Server::start(port).map_err(|error| Failure::Port { port, source: error })?;
    let address = format!("http://{}/", server.address());
    writeln!(console.out, "{address}")?;
    console.out.flush()?;
    console.say("the page takes new points by itself; Ctrl-C ends it")?;
    let mut is_first = options.open;
    whenever_changed(options, interval, console, |logdir, _| {
        server.show(&page_of(logdir, &options.appearance())?);
        if std::mem::take(&mut is_first) { open(address.as_ref()) } else { Ok(()) }
    })
}

/// Reads the logdir now, and what has come after each change. A logdir that has no event files yet is waited for.
fn whenever_changed(
    options: &Options,
    interval: Duration,
    console: &mut Console<'_>,
    mut show: impl FnMut(&Logdir, &mut Console<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (mut reader, progress) = options.source.reader(Keep::ForReport);
    let mut shown = Stamp::default();
    let mut is_told = false;
    loop {
        // What is written while it is being read makes another stamp the next time.
        let stamp = Stamp::of(&options.source.logdirs)?;
        if stamp.is_empty() && !std::mem::replace(&mut is_told, true) {
            console.say("waiting for event files")?;
        }
        if stamp != shown {
            // Later there is little to read at a time.
            let bar = if shown.is_empty() { console.bar(&progress) } else { None };
            let logdir = reader.read()?;
            drop(bar);
            show(logdir, console)?;
            shown = stamp;
        }
        thread::sleep(interval);
    }
}
