//! What the last hidden layer makes of the digits, as a map.

use burn::tensor::Device;
use nnviz::explain::projection::{Tsne, Umap};
use nnviz::explain::{FeatureMap, Method, Scatter};

use crate::data::Batch;
use crate::{Done, Gallery, Subject};

pub(crate) fn draw(subject: &Subject, gallery: &Gallery) -> Done {
    let held_out = &subject.digits.valid;
    let features = subject.model.features(Batch::new(held_out, &Device::default()).images);
    let methods = [("PCA", Method::Pca), ("t-SNE", Method::Tsne(Tsne::new())), ("UMAP", Method::Umap(Umap::new()))];
    for (name, method) in methods {
        let mut map = FeatureMap::new(method);
        let places = map.project(features.clone())?.clone();
        let trusted = map.trustworthiness(features.clone(), 5)?;
        let title = format!("{name} of the last hidden layer: trustworthiness {trusted:.3}");
        let labels = held_out.iter().map(|digit| digit.label);
        let sketch = Scatter::new(&places, labels)?.title(title).sketch();
        gallery.add(&format!("map-{}", name.to_lowercase()), &sketch)?;
    }
    Ok(())
}
