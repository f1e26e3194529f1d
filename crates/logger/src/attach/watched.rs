//! A model that is logged while it is trained: the same module, seen through a wrapper.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::ThreadId;

use burn::module::{Devices, Module, ModuleMapper, ModuleVisitor};
use burn::optim::lr_scheduler::module_lr_scheduler::ModuleLearningRate;
use burn::optim::{GradientsParams, ModuleOptimizer, MultiGradientsParams};
use burn::tensor::Device;
use burn::train::{InferenceStep, TrainOutput, TrainStep};

use super::clock::Clock;
use super::observer::{Look, Observer, Probing};
use super::parameters::Gradients;
use crate::Error;
use crate::activations::{PreparedProbe, ProbeInput, Recorder};

/// A model whose weights, gradients and learning rate are logged in each optimizer step; made by
/// [`Logger::attach`](crate::Logger::attach).
///
/// It is a module like the one inside: parameter paths, parameter ids and records are the same, so a checkpoint of one
/// loads into the other. [`into_inner`](Self::into_inner) gives the model back.
pub struct Watched<M> {
    inner: M,
    watch: Arc<Watch>,
    probing: Option<Arc<Probing<M>>>,
}

/// What is probed is shared, so it need not be clonable.
impl<M: Clone> Clone for Watched<M> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), watch: Arc::clone(&self.watch), probing: self.probing.clone() }
    }
}

/// What all clones of a watched model share.
struct Watch {
    observer: Mutex<Observer>,
    clock: Arc<Clock>,
    /// Replicas of a model on several devices are optimized by a thread each, with the same gradients: one is logged.
    optimizes: OnceLock<ThreadId>,
    /// They run on a thread each, too, with a part of the batch: the taps of one are logged.
    steps: OnceLock<ThreadId>,
}

impl<M> Watched<M> {
    pub(super) fn new(inner: M, observer: Observer) -> Self {
        let clock = Arc::clone(observer.clock());
        let (optimizes, steps) = (OnceLock::new(), OnceLock::new());
        let watch = Watch { observer: Mutex::new(observer), clock, optimizes, steps };
        Self { inner, watch: Arc::new(watch), probing: None }
    }

    /// The model.
    pub fn inner(&self) -> &M {
        &self.inner
    }

    /// The model, no longer watched.
    pub fn into_inner(self) -> M {
        self.inner
    }

    fn map_inner(self, change: impl FnOnce(M) -> M) -> Self {
        Self { inner: change(self.inner), ..self }
    }
}

impl<M: Module + fmt::Display + 'static> Watched<M> {
    /// Logs what each layer makes of a batch whenever the parameters are looked at; see [`Logger::probe`]. The forward
    /// pass is captured once, and run by the worker.
    ///
    /// ```
    /// # let directory = tempfile::tempdir()?;
    /// # let logger = nnviz_logger::Logger::create(directory.path())?;
    /// use burn::nn::{Linear, LinearConfig};
    /// use burn::tensor::{Device, Distribution, Tensor};
    ///
    /// let device = Device::default();
    /// let model: Linear = LinearConfig::new(64, 10).init(&device);
    /// let batch = Tensor::<2>::random([32, 64], Distribution::Default, &device);
    /// let watched = logger.attach(model).probing(batch, |model, batch| model.forward(batch));
    /// # drop(watched);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// [`Logger::probe`]: crate::Logger::probe
    #[must_use]
    pub fn probing<B, R>(self, batch: B, forward: impl Fn(&M, B) -> R + Send + Sync + 'static) -> Self
    where
        B: ProbeInput + Clone + Send + Sync + 'static,
    {
        let prepared = OnceLock::new();
        let probing = move |model: &M| {
            let prepare = || PreparedProbe::of(model, |model, device| forward(model, batch.clone().to_device(device)));
            let mut first = false;
            let prepared = prepared.get_or_init(|| {
                first = true;
                prepare()
            });
            match prepared {
                Ok(prepared) => Ok(Some(prepared.load(model))),
                // What cannot be captured is told once.
                Err(reason) if first => Err(Error::Probe { reason: reason.clone() }),
                Err(_) => Ok(None),
            }
        };
        Self { probing: Some(Arc::new(probing)), ..self }
    }
}

impl<M: Module> Watched<M> {
    /// A look at the model before the optimizer's step.
    fn look(&self, rate: &ModuleLearningRate, gradients: Gradients<'_>, optim: &ModuleOptimizer) -> Option<Look> {
        let beside = (optim.grad_clipping(), self.probing.as_deref());
        is_mine(&self.watch.optimizes).then(|| self.watch.observer().before(&self.inner, rate, gradients, beside))
    }

    /// The look at what the optimizer made of it.
    fn looked(self, look: Option<Look>) -> Self {
        if let Some(look) = look {
            self.watch.observer().after(&self.inner, look);
        }
        self
    }
}

impl Watch {
    /// The lock is only ever taken to clone handles of tensors.
    fn observer(&self) -> std::sync::MutexGuard<'_, Observer> {
        self.observer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether this is the first thread that asked.
fn is_mine(thread: &OnceLock<ThreadId>) -> bool {
    let current = std::thread::current().id();
    *thread.get_or_init(|| current) == current
}

impl<M> TrainStep for Watched<M>
where
    M: Module + TrainStep,
{
    type Input = M::Input;
    type Output = M::Output;

    fn step(&self, item: Self::Input) -> TrainOutput<Self::Output> {
        self.watch.clock.tick();
        if !(is_mine(&self.watch.steps) && self.watch.observer().wants_taps()) {
            return self.inner.step(item);
        }
        let (output, tapped) = Recorder::record(|| self.inner.step(item));
        self.watch.observer().tapped(tapped);
        output
    }

    fn optimize(self, optim: &mut ModuleOptimizer, rate: ModuleLearningRate, gradients: GradientsParams) -> Self {
        let look = self.look(&rate, Gradients::One(&gradients), optim);
        self.map_inner(|inner| inner.optimize(optim, rate, gradients)).looked(look)
    }

    fn optimize_multi(
        self,
        optim: &mut ModuleOptimizer,
        rate: ModuleLearningRate,
        gradients: MultiGradientsParams,
    ) -> Self {
        let look = self.look(&rate, Gradients::Many(&gradients), optim);
        self.map_inner(|inner| inner.optimize_multi(optim, rate, gradients)).looked(look)
    }
}

impl<M: InferenceStep> InferenceStep for Watched<M> {
    type Input = M::Input;
    type Output = M::Output;

    fn step(&self, item: Self::Input) -> Self::Output {
        self.inner.step(item)
    }
}

/// Everything is the inner module's; no level is added to the paths of parameters.
impl<M: Module> Module for Watched<M> {
    fn collect_devices(&self, devices: Devices) -> Devices {
        self.inner.collect_devices(devices)
    }

    fn fork(self, device: &Device) -> Self {
        self.map_inner(|inner| inner.fork(device))
    }

    fn to_device(self, device: &Device) -> Self {
        self.map_inner(|inner| inner.to_device(device))
    }

    fn train(self) -> Self {
        self.map_inner(Module::train)
    }

    /// burn validates after each epoch, so this is also where an epoch ends.
    fn valid(&self) -> Self {
        self.watch.clock.end_epoch();
        Self { inner: self.inner.valid(), watch: Arc::clone(&self.watch), probing: self.probing.clone() }
    }

    fn materialize(self) -> Self {
        self.map_inner(Module::materialize)
    }

    fn visit<Visitor: ModuleVisitor>(&self, visitor: &mut Visitor) {
        self.inner.visit(visitor);
    }

    fn map<Mapper: ModuleMapper>(self, mapper: &mut Mapper) -> Self {
        self.map_inner(|inner| inner.map(mapper))
    }
}

impl<M: fmt::Debug> fmt::Debug for Watched<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watched").field(&self.inner).finish()
    }
}

impl<M: fmt::Display> fmt::Display for Watched<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
