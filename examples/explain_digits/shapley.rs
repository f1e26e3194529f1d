//! Shapley values: what each pixel adds to each class's score.

use nnviz::explain::{GradientShap, Groups, Heatmap, ImagePlot, KernelShap};

use crate::data::SIDE;
use crate::{Done, Gallery, Subject, ink};

pub(crate) fn draw(subject: &Subject, gallery: &Gallery) -> Done {
    let (groups, background) = (Groups::grid([1, SIDE, SIDE], 1)?, subject.background(20));
    let names = || (0..10).map(|digit| digit.to_string());
    let (mut kernel, mut gradient) = (ImagePlot::new(names()), ImagePlot::new(names()));
    for digit in [0, 3, 4, 9] {
        let image = subject.first(digit);
        let found = KernelShap::new().samples(1000).batch(512).explain(
            |x| subject.model.forward(x),
            image.clone(),
            background.clone(),
            &groups,
        )?;
        let maps = (0..10).map(|class| found.heatmap(class, SIDE, SIDE)).collect::<Result<_, _>>()?;
        kernel = kernel.row(format!("a {digit}"), ink(image.clone())?, maps);

        let shap = GradientShap::new().samples(100);
        let mut maps = Vec::new();
        for class in 0..10 {
            let found = shap.attribute(|x| subject.model.forward(x), image.clone(), background.clone(), &[class])?;
            maps.extend(Heatmap::from_attribution(found.attribution)?);
        }
        gradient = gradient.row(format!("a {digit}"), ink(image)?, maps);
    }
    gallery.add("kernel-shap", &kernel.sketch()?)?;
    gallery.add("gradient-shap", &gradient.sketch()?)
}
