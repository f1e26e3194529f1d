//! Gradients and class activation maps: a row a digit, a column a method.

use nnviz::explain::{
    Blend, ColourMap, Deconvolution, EigenCam, Error, GradCam, GradCamPlusPlus, GuidedBackpropagation, Heatmap,
    InputTimesGradient, IntegratedGradients, LayerCam, Panels, PictureMethod, PictureModel, Saliency, Scale, ScoreCam,
    SmoothGrad,
};

use crate::model::Cnn;
use crate::{Done, Gallery, Subject, ink};

const SHOWN: [usize; 4] = [0, 3, 4, 8];
const ENLARGED: usize = 14;

pub(crate) fn draw(subject: &Subject, gallery: &Gallery) -> Done {
    let gradients: [(&str, &dyn PictureMethod); 6] = [
        ("saliency", &Saliency::new()),
        ("input × gradient", &InputTimesGradient::new()),
        ("SmoothGrad", &SmoothGrad::new()),
        ("integrated", &IntegratedGradients::new()),
        ("guided", &GuidedBackpropagation::new()),
        ("deconvolution", &Deconvolution::new()),
    ];
    gallery.add("gradients", &sheet("Gradients", subject, &gradients)?.sketch())?;
    let cams: [(&str, &dyn PictureMethod); 5] = [
        ("Grad-CAM", &GradCam::new()),
        ("Grad-CAM++", &GradCamPlusPlus::new()),
        ("Layer-CAM", &LayerCam::new().layers(["block1", "block2"])),
        ("Score-CAM", &ScoreCam::new()),
        ("Eigen-CAM", &EigenCam::new()),
    ];
    gallery.add("class-activation-maps", &sheet("Class activation maps", subject, &cams)?.sketch())
}

/// Each map on a scale of its own: methods have units of their own.
fn sheet(title: &str, subject: &Subject, methods: &[(&str, &dyn PictureMethod)]) -> Result<Panels, Error> {
    let model = PictureModel::new(&subject.model, &Cnn::forward);
    let mut panels = Panels::new(title).columns(methods.len() + 1).height(112.0);
    for label in SHOWN {
        let image = subject.first(label);
        panels = panels.panel(format!("a {label}"), ink(image.clone())?.enlarged(ENLARGED));
        for (name, method) in methods {
            let map = method.explain(&model, image.clone(), &[label])?.heatmaps()?.swap_remove(0);
            let (colours, scale) = colours_of(&map);
            let under = ink(image.clone())?.faded(0.35);
            panels = panels.panel(*name, map.overlay(&under, colours, scale, Blend::ByHeat(1.0))?.enlarged(ENLARGED));
        }
    }
    Ok(panels)
}

fn colours_of(map: &Heatmap) -> (ColourMap, Scale) {
    if map.min() < 0.0 { (ColourMap::CoolWarm, Scale::signed([map])) } else { (ColourMap::Inferno, Scale::of(map)) }
}
