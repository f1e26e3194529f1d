//! Which class the network answers between three digits.

use burn::tensor::Tensor;
use nnviz::explain::{DecisionRegions, Plane};

use crate::{Done, Gallery, Subject};

pub(crate) fn draw(subject: &Subject, gallery: &Gallery) -> Done {
    let three = Tensor::cat([0, 3, 8].map(|digit| subject.first(digit)).to_vec(), 0);
    let regions = DecisionRegions::new(|x| subject.model.forward(x), &Plane::through(three)?, 180, 600)?;
    let names: Vec<String> = (0..10).map(|digit| format!("a {digit}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    gallery.add("decision-regions", &regions.sketch("The plane through a 0, a 3 and an 8", &names))
}
