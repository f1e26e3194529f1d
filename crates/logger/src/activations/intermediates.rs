//! Every result of a forward pass, in code.

use std::fmt::Display;
use std::sync::Arc;

use burn::module::Module;
use burn::tensor::{Device, TensorData};

use super::input::ProbeInput;
use crate::Error;
use crate::graph::Probe;

/// What a forward pass makes on its way; from [`intermediates`].
#[derive(Clone, Debug, Default)]
pub struct Intermediates(pub Vec<Intermediate>);

/// What one operation of a forward pass makes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Intermediate {
    /// The name of the operation's node in the model's graph: `conv1/Conv2d`.
    pub name: String,
    /// burn's name of the operation: `Conv2d`.
    pub kind: String,
    /// Its values, with their shape.
    pub data: TensorData,
}

impl Intermediates {
    /// The result of the operation with this name.
    pub fn get(&self, name: &str) -> Option<&TensorData> {
        self.0.iter().find(|intermediate| intermediate.name == name).map(|intermediate| &intermediate.data)
    }

    /// The results of one kind, such as `Softmax`: the attention maps of a transformer.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Intermediate> {
        self.0.iter().filter(move |intermediate| intermediate.kind == kind)
    }

    /// What the operation with this name makes of each example, as rows of numbers: points for
    /// [`add_embedding`](crate::Logger::add_embedding).
    pub fn rows(&self, name: &str) -> Option<Vec<Vec<f32>>> {
        let data = self.get(name)?;
        let examples = data.shape().as_slice().first().copied().filter(|&examples| examples > 0)?;
        let values: Vec<f32> = data.iter::<f32>().collect();
        Some(values.chunks((values.len() / examples).max(1)).map(<[f32]>::to_vec).collect())
    }

    /// What the last operation made: the result of a forward pass that has one.
    pub fn last(&self) -> Option<&TensorData> {
        self.0.last().map(|intermediate| &intermediate.data)
    }
}

/// Runs a forward pass and keeps what each operation makes, without a change to the model: its operations are captured as
/// for [`add_graph`](crate::Logger::add_graph), and run again one by one on the flex device.
///
/// The model is looked at as it validates. All results are held in memory at once.
///
/// ```
/// use burn::nn::{Linear, LinearConfig};
/// use burn::tensor::{Device, Tensor};
///
/// let device = Device::default();
/// let model: Linear = LinearConfig::new(4, 2).init(&device);
/// let seen = nnviz_logger::intermediates(&model, Tensor::<2>::ones([3, 4], &device), |model, x| model.forward(x))?;
/// assert_eq!(seen.get("Matmul").map(|data| data.shape().as_slice().to_vec()), Some(vec![3, 2]));
/// # Ok::<(), nnviz_logger::Error>(())
/// ```
///
/// # Errors
/// [`Error::Probe`] when the forward pass reads values or uses another device, and when burn's interpreter cannot run one
/// of its operations.
pub fn intermediates<M, B, R>(model: &M, batch: B, forward: impl FnOnce(&M, B) -> R) -> Result<Intermediates, Error>
where
    M: Module + Display,
    B: ProbeInput,
{
    let mut seen = Intermediates::default();
    let run = |device: &Device| batch.to_device(device);
    Probe::of(model, |model, device| forward(model, run(device)))
        .and_then(|probe| {
            Arc::new(probe).load(model).run(|name, kind, data| {
                seen.0.push(Intermediate { name: name.to_owned(), kind: kind.to_owned(), data });
            })
        })
        .map_err(|reason| Error::Probe { reason })?;
    Ok(seen)
}
