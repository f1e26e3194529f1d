//! What the network makes of digits that it was not trained on.

use burn::module::Module;
use burn::nn::loss::CrossEntropyLossConfig;
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor};

use crate::data::{Batch, Digit};
use crate::model::Cnn;

/// The names of the classes.
pub(crate) const NAMES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

pub(crate) struct Evaluation {
    pub(crate) step: i64,
    pub(crate) labels: Vec<usize>,
    pub(crate) predicted: Vec<usize>,
    pub(crate) loss: f64,
    /// `[digits, 10]`, any number.
    pub(crate) scores: Tensor<2>,
    /// `[digits, 10]`, those of a digit add up to 1.
    pub(crate) probabilities: Tensor<2>,
    /// `[digits, hidden]`, of the last hidden layer.
    pub(crate) features: Tensor<2>,
}

impl Evaluation {
    pub(crate) fn of(model: &Cnn, digits: &[Digit], step: i64) -> Self {
        let model = model.valid();
        let Batch { images, labels } = Batch::new(digits, &Device::default());
        let scores = model.forward(images.clone());
        let loss = CrossEntropyLossConfig::new().init(&scores.device()).forward(scores.clone(), labels);
        let classes = scores.clone().argmax(1).into_data();
        Self {
            step,
            labels: digits.iter().map(|digit| usize::from(digit.label)).collect(),
            predicted: classes.iter::<i64>().map(|class| class as usize).collect(),
            loss: loss.into_scalar::<f64>(),
            probabilities: softmax(scores.clone(), 1),
            features: model.features(images),
            scores,
        }
    }

    /// The share of all digits that are right.
    pub(crate) fn accuracy(&self) -> f64 {
        let right = self.labels.iter().zip(&self.predicted).filter(|(label, answer)| label == answer);
        right.count() as f64 / self.labels.len() as f64
    }

    /// The share of each class that is right.
    pub(crate) fn recalls(&self) -> [f64; NAMES.len()] {
        let confusion = self.confusion();
        std::array::from_fn(|class| confusion[class][class] as f64 / confusion[class].iter().sum::<u64>() as f64)
    }

    /// How many digits of each class (the rows) were taken for which (the columns).
    pub(crate) fn confusion(&self) -> Vec<Vec<u64>> {
        let mut counts = vec![vec![0; NAMES.len()]; NAMES.len()];
        self.labels.iter().zip(&self.predicted).for_each(|(&label, &answer)| counts[label][answer] += 1);
        counts
    }
}
