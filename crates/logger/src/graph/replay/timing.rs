//! A captured forward pass, timed.
//!
//! The device is waited for after each operation, so an operation's time is its own: with what it costs to launch and to
//! wait, and without what a device gains by fusing or overlapping operations. The median of several passes is kept, after
//! one that is not counted.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use burn::backend::ir::BackendIr;
use burn::backend::{DispatchDevice, DispatchKindConversion, DispatchTensor, Flex};
use burn::module::Module;
use burn::tensor::Device;
use burn_router::TensorInterpreter;

use super::{Values, take_turns};
use nnviz_capture::{Captured, message};

/// TensorFlow's name for the processor: TensorBoard colours by devices whose names end like this one, and by no others.
const CPU: &str = "/job:localhost/replica:0/task:0/device:CPU:0";

/// How long each operation took on a device.
#[derive(Debug)]
pub(in crate::graph) struct Times {
    /// The device's name.
    pub(in crate::graph) device: String,
    /// The median of the passes, for each operation.
    pub(in crate::graph) medians: Vec<Duration>,
}

/// Runs the operations on `device`, once and then `passes` times more, with the parameters of `model`. The error says
/// why they could not be run.
pub(in crate::graph) fn time<M: Module>(
    captured: &Captured,
    model: &M,
    device: &Device,
    passes: usize,
) -> Result<Times, String> {
    let run = || match device.clone().inner().as_dispatch() {
        DispatchDevice::Flex(flex) => time_on::<M, Flex>(captured, model, flex, passes),
        other => Err(format!("operations cannot be timed one by one on {other:?}, only on the flex device")),
    };
    // What burn's interpreter cannot run, it panics on.
    let medians = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(message(&*panic)))?;
    Ok(Times { device: CPU.to_owned(), medians })
}

fn time_on<M: Module, B>(
    captured: &Captured,
    model: &M,
    device: &B::Device,
    passes: usize,
) -> Result<Vec<Duration>, String>
where
    B: BackendIr,
    DispatchTensor: DispatchKindConversion<B>,
{
    let values = Values::<B>::of(model);
    let mut times = vec![Vec::with_capacity(passes); captured.operations.len()];
    for number in 0..=passes.max(1) {
        let durations = pass(captured, TensorInterpreter::new(device.clone()), &values)?;
        let counted = times.iter_mut().zip(durations).filter(|_| number > 0);
        counted.for_each(|(times, duration)| times.push(duration));
    }
    Ok(times.into_iter().map(median).collect())
}

/// One forward pass: how long each operation took.
fn pass<B: BackendIr>(
    captured: &Captured,
    device: TensorInterpreter<B>,
    values: &Values<B>,
) -> Result<Vec<Duration>, String> {
    let mut durations = Vec::with_capacity(captured.operations.len());
    take_turns(captured, device, values, |turn, device| {
        let operation = (!turn.is_given).then(|| turn.operation.clone());
        let start = Instant::now();
        if let Some(operation) = operation {
            device.register_op(operation);
            device.sync().map_err(|error| error.to_string())?;
        }
        durations.extend(turn.drawn.map(|_| start.elapsed()));
        Ok(())
    })?;
    Ok(durations)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
