//! How good the explanations are: measures that need no human eye.

use burn::module::Module;
use burn::tensor::{Tensor, activation::softmax};
use nnviz::explain::{
    BarPlot, ColourMap, Curves, GradCam, Heatmap, IntegratedGradients, Panels, PictureMethod, PictureModel, Saliency,
    Scale, Sensitivity, randomise_from_the_top, rank_correlation,
};

use crate::model::Cnn;
use crate::{Done, Gallery, Subject};

const DIGIT: usize = 3;

pub(crate) fn draw(subject: &Subject, gallery: &Gallery) -> Done {
    faithfulness(subject, gallery)?;
    forgetting(subject, gallery)
}

/// Insertion less deletion, over ten digits: methods that find what matters have long bars. Random heat has none.
fn faithfulness(subject: &Subject, gallery: &Gallery) -> Done {
    let methods: [(&str, &dyn PictureMethod); 3] = [
        ("saliency", &Saliency::new()),
        ("integrated gradients", &IntegratedGradients::new()),
        ("Grad-CAM", &GradCam::new()),
    ];
    let model = PictureModel::new(&subject.model, &Cnn::forward);
    let classes: Vec<usize> = (0..10).collect();
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for (name, method) in methods {
        let maps = method.explain(&model, subject.each(), &classes)?.heatmaps()?;
        let sensitivity =
            Sensitivity::new().measure(|x| Ok(method.explain(&model, x, &classes)?.tensor()), subject.each())?;
        let jump = sensitivity.iter().sum::<f64>() / sensitivity.len() as f64;
        let area = mean_area(subject, &maps)?;
        println!("{name}: insertion less deletion {area:.3}, sensitivity {jump:.3}");
        names.push(name);
        values.push(area);
    }
    gallery.add("quality-faithfulness", &BarPlot::new(names, &values)?.label("insertion less deletion").sketch())
}

fn mean_area(subject: &Subject, maps: &[Heatmap]) -> Result<f64, Box<dyn std::error::Error>> {
    let probabilities = |x: Tensor<4>| softmax(subject.model.forward(x), 1);
    let mut areas = Vec::new();
    for (class, map) in maps.iter().enumerate() {
        let image = subject.first(class);
        let blank = image.zeros_like();
        let deletion = Curves::new().deletion(probabilities, image.clone(), blank.clone(), map, class)?.area();
        let insertion = Curves::new().insertion(probabilities, image, blank, map, class)?.area();
        areas.push(insertion - deletion);
    }
    Ok(areas.iter().sum::<f64>() / areas.len() as f64)
}

/// What is left of an explanation when the network forgets its layers from the top (Adebayo et al. 2018).
fn forgetting(subject: &Subject, gallery: &Gallery) -> Done {
    let explain = |model: &Cnn| {
        let model = PictureModel::new(model, &Cnn::forward);
        let found = IntegratedGradients::new().explain(&model, subject.first(DIGIT), &[DIGIT])?;
        found.heatmaps().map(|mut maps| maps.swap_remove(0))
    };
    let heat = explain(&subject.model)?;
    let shown = |map: &Heatmap| map.paint(ColourMap::CoolWarm, Scale::signed([map])).enlarged(14);
    let title = "Integrated gradients as the network forgets its layers from the top: rank correlation";
    let mut panels = Panels::new(title).columns(7).height(112.0).panel("nothing yet: 1", shown(&heat));
    for forgotten in randomise_from_the_top(&subject.model.clone().train(), 1) {
        let map = explain(&forgotten.model.valid())?;
        let likeness = rank_correlation(heat.values(), map.values()).unwrap_or(0.0);
        panels = panels.panel(format!("{}: {likeness:.2}", forgotten.layer), shown(&map));
    }
    gallery.add("quality-forgetting", &panels.sketch())
}
