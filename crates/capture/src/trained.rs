//! Which parameters of a model are trained.

use burn::module::Module;

/// A copy of the model that tells it: burn answers for tensors on a device with gradients only, and a model may be looked
/// at before it is put on one. Tensors are shared with the model; the running state of batch normalisation is not, since a
/// copy for training would share and change it.
pub fn in_training<M: Module>(model: &M) -> M {
    model.valid().train()
}
