//! A captured forward pass, run on a real device and timed.
//!
//! burn's interpreter runs one operation at a time. The device is waited for after each, so an operation's time is its
//! own: with what it costs to launch and to wait, and without what a device gains by fusing or overlapping operations.
//! The median of several passes is kept, after one that is not counted.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use burn::backend::ir::{BackendIr, HandleKind, OperationIr, TensorId};
use burn::backend::{DispatchDevice, DispatchKindConversion, DispatchTensor, Flex};
use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor, TensorData};
use burn_router::TensorInterpreter;

use super::{Captured, message};

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

impl Captured {
    /// Runs the operations on `device`, once and then `passes` times more, with the parameters of `model`. The error says
    /// why they could not be run.
    pub(in crate::graph) fn time<M: Module>(&self, model: &M, device: &Device, passes: usize) -> Result<Times, String> {
        let run = || match device.clone().inner().as_dispatch() {
            DispatchDevice::Flex(flex) => self.time_on::<M, Flex>(model, flex, passes),
            other => Err(format!("operations cannot be timed one by one on {other:?}, only on the flex device")),
        };
        // What burn's interpreter cannot run, it panics on.
        let medians = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(message(&*panic)))?;
        Ok(Times { device: CPU.to_owned(), medians })
    }

    fn time_on<M: Module, B>(&self, model: &M, device: &B::Device, passes: usize) -> Result<Vec<Duration>, String>
    where
        B: BackendIr,
        DispatchTensor: DispatchKindConversion<B>,
    {
        let values = Values::<B>::of(model);
        let mut times = vec![Vec::with_capacity(passes); self.operations.len()];
        for pass in 0..=passes.max(1) {
            let durations = self.pass(TensorInterpreter::new(device.clone()), &values)?;
            let counted = times.iter_mut().zip(durations).filter(|_| pass > 0);
            counted.for_each(|(times, duration)| times.push(duration));
        }
        Ok(times.into_iter().map(median).collect())
    }

    /// One forward pass: how long each operation took.
    fn pass<B: BackendIr>(&self, mut device: TensorInterpreter<B>, given: &Values<B>) -> Result<Vec<Duration>, String> {
        for (id, value) in &self.graph.values {
            device.register_tensor_data_id(*id, value.clone());
        }
        for (parameter, value) in self.parameters.iter().zip(&given.0) {
            value.clone().register(TensorId::new(parameter.edge.id), &mut device);
        }
        let sources =
            self.parameters.iter().map(|parameter| parameter.edge.id).collect::<std::collections::HashSet<_>>();
        let mut durations = Vec::with_capacity(self.operations.len());
        for (index, operation) in self.graph.graph.operations.iter().enumerate() {
            // Init operations have their values already, and the twin's empty parameters have the model's.
            let is_given = matches!(operation, OperationIr::Init(_))
                || operation.outputs().any(|output| sources.contains(&output.id.value()));
            let operation = (!is_given).then(|| operation.clone());
            let start = Instant::now();
            if let Some(operation) = operation {
                device.register_op(operation);
                device.sync().map_err(|error| error.to_string())?;
            }
            if self.recorded.get(durations.len()) == Some(&index) {
                durations.push(start.elapsed());
            }
        }
        Ok(durations)
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The values of a model's parameters, in the order of a visit.
struct Values<B: BackendIr>(Vec<Value<B>>);

/// A value, where it is: only that of another device is copied.
enum Value<B: BackendIr> {
    Here(B::FloatTensorPrimitive),
    Copied(TensorData),
}

impl<B: BackendIr> Clone for Value<B> {
    fn clone(&self) -> Self {
        match self {
            Self::Here(tensor) => Self::Here(tensor.clone()),
            Self::Copied(data) => Self::Copied(data.clone()),
        }
    }
}

impl<B: BackendIr> Value<B> {
    fn register(self, id: TensorId, device: &mut TensorInterpreter<B>) {
        match self {
            Self::Here(tensor) => device.register_tensor_to_device(id, HandleKind::Float(tensor)),
            Self::Copied(data) => device.register_tensor_data_id(id, data),
        }
    }
}

impl<B: BackendIr> Values<B>
where
    DispatchTensor: DispatchKindConversion<B>,
{
    fn of<M: Module>(model: &M) -> Self {
        let mut values = Self(Vec::new());
        model.valid().visit(&mut values);
        values
    }
}

impl<B: BackendIr> ModuleVisitor for Values<B>
where
    DispatchTensor: DispatchKindConversion<B>,
{
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let tensor = param.val().inner();
        self.0.push(match tensor.clone().try_into_primitive::<B>() {
            Ok(tensor) => Value::Here(tensor),
            Err(_elsewhere) => Value::Copied(tensor.into_data()),
        });
    }
}
