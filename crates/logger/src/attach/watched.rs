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
use super::observer::{Look, Observer};
use super::parameters::Gradients;

/// A model whose weights, gradients and learning rate are logged in each optimizer step; made by
/// [`Logger::attach`](crate::Logger::attach).
///
/// It is a module like the one inside: parameter paths, parameter ids and records are the same, so a checkpoint of one
/// loads into the other. [`into_inner`](Self::into_inner) gives the model back.
#[derive(Clone)]
pub struct Watched<M> {
    inner: M,
    watch: Arc<Watch>,
}

/// What all clones of a watched model share.
struct Watch {
    observer: Mutex<Observer>,
    clock: Arc<Clock>,
    /// Replicas of a model on several devices are optimized by a thread each, with the same gradients: one is logged.
    thread: OnceLock<ThreadId>,
}

impl<M> Watched<M> {
    pub(super) fn new(inner: M, observer: Observer) -> Self {
        let clock = Arc::clone(observer.clock());
        Self { inner, watch: Arc::new(Watch { observer: Mutex::new(observer), clock, thread: OnceLock::new() }) }
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
        Self { inner: change(self.inner), watch: self.watch }
    }
}

impl<M: Module> Watched<M> {
    /// The optimizer's step, with a look at the model before and after.
    fn optimized(self, rate: &ModuleLearningRate, gradients: Gradients<'_>) -> (M, Arc<Watch>, Option<Look>) {
        let look = self.watch.is_mine().then(|| self.watch.observer().before(&self.inner, rate, gradients));
        (self.inner, self.watch, look)
    }
}

impl Watch {
    /// The lock is only ever taken to clone handles of tensors.
    fn observer(&self) -> std::sync::MutexGuard<'_, Observer> {
        self.observer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_mine(&self) -> bool {
        let current = std::thread::current().id();
        *self.thread.get_or_init(|| current) == current
    }
}

impl<M> TrainStep for Watched<M>
where
    M: Module + TrainStep,
{
    type Input = M::Input;
    type Output = M::Output;

    fn step(&self, item: Self::Input) -> TrainOutput<Self::Output> {
        self.watch.clock.tick();
        self.inner.step(item)
    }

    fn optimize(self, optim: &mut ModuleOptimizer, rate: ModuleLearningRate, gradients: GradientsParams) -> Self {
        let (inner, watch, look) = self.optimized(&rate, Gradients::One(&gradients));
        let inner = inner.optimize(optim, rate, gradients);
        if let Some(look) = look {
            watch.observer().after(&inner, look);
        }
        Self { inner, watch }
    }

    fn optimize_multi(
        self,
        optim: &mut ModuleOptimizer,
        rate: ModuleLearningRate,
        gradients: MultiGradientsParams,
    ) -> Self {
        let (inner, watch, look) = self.optimized(&rate, Gradients::Many(&gradients));
        let inner = inner.optimize_multi(optim, rate, gradients);
        if let Some(look) = look {
            watch.observer().after(&inner, look);
        }
        Self { inner, watch }
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
        Self { inner: self.inner.valid(), watch: Arc::clone(&self.watch) }
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
