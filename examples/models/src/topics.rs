//! A classifier that was never trained as one: its classes are sentences, and a sentence belongs to the one that means most
//! nearly the same.

use burn::module::{Module, Param};
use burn::tensor::{Bool, Int, Tensor};

use crate::{MiniLm, WordPieces};

/// `MiniLm` with the meanings of some sentences, which are the classes.
#[derive(Module, Debug)]
pub struct Topics {
    /// What reads the sentences.
    pub network: MiniLm,
    /// `[384, classes]`
    meanings: Param<Tensor<2>>,
}

impl Topics {
    /// With these classes: a few words for each.
    pub fn new(network: MiniLm, pieces: &WordPieces, classes: &[&str]) -> Self {
        let device = network.layers[0].attention.query.weight.device();
        let (ids, padding) = pieces.batch(classes, &device);
        let meanings = network.sentences(ids, &padding).transpose().detach();
        Self { network, meanings: Param::from_tensor(meanings) }.freeze()
    }

    /// How near sentences are to each class, 1 for the same meaning: `[batch, classes]`.
    pub fn scores(&self, ids: Tensor<2, Int>, padding: &Tensor<2, Bool>) -> Tensor<2> {
        self.scores_of(self.network.embed(ids), padding)
    }

    /// The same for sentences whose pieces are embedded already ([`MiniLm::embed`]), for gradients at each word.
    pub fn scores_of(&self, embedded: Tensor<3>, padding: &Tensor<2, Bool>) -> Tensor<2> {
        self.network.meaning(embedded, padding).matmul(self.meanings.val())
    }
}
