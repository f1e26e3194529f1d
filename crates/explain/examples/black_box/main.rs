//! What a network looks at, asked from outside: a small network learns digits, and every method that needs no more than its
//! answers explains them. The pictures are written to `docs/explain/`, or to the folder that is given.
//!
//! ```sh
//! cargo run --release -p nnviz-explain --example black_box
//! ```

mod digits;
mod net;

use std::error::Error;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use burn::tensor::{Device, Tensor, activation};
use digits::{Digits, SIDE};
use net::Net;
use nnviz_explain::{
    BarPlot, Beeswarm, Blend, ColourMap, Curves, DecisionRegions, GradientShap, Groups, Heatmap, ImagePlot, KernelShap,
    Occlusion, Panels, PermutationShap, Picture, Plane, Progress, Scale, Sensitivity, randomise_from_the_top,
    rank_correlation,
};

type Done = Result<(), Box<dyn Error>>;

fn main() -> Done {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "docs/explain".to_owned()));
    std::fs::create_dir_all(&folder)?;
    let device = Device::default().autodiff();
    let digits = Digits::load(&device)?;
    let net = Net::trained(&digits, &device);
    println!("right on {:.1} % of the digits held out", 100.0 * net.accuracy(&digits));

    shapley_values(&net, &digits, &folder)?;
    occlusion(&net, &digits, &folder)?;
    table(&net, &digits, &folder)?;
    sanity(&net, &digits, &folder)?;
    plane(&net, &digits, &folder)?;
    superpixels(&folder)
}

/// shap's image plot of the pixels' Shapley values.
fn shapley_values(net: &Net, digits: &Digits, folder: &Path) -> Done {
    let groups = Groups::grid([1, SIDE, SIDE], 1)?;
    let background = digits.background(20);
    let mut plot = ImagePlot::new((0..10).map(|digit| digit.to_string()));
    for digit in [0, 3, 4, 9] {
        let image = digits.first(digit);
        let shap = KernelShap::new().samples(1000).batch(512);
        let found =
            shap.explain_with(|x| net.forward(x), image.clone(), background.clone(), &groups, bar("KernelSHAP"))?;
        let maps = (0..10).map(|class| found.heatmap(class, SIDE, SIDE)).collect::<Result<_, _>>()?;
        plot = plot.row(format!("a {digit}"), picture(image)?, maps);
    }
    plot.sketch()?.save(folder.join("shap-image.png"))?;
    Ok(())
}

/// What covering costs, over the digit.
fn occlusion(net: &Net, digits: &Digits, folder: &Path) -> Done {
    let classes: Vec<usize> = (0..8).collect();
    let images = Tensor::cat(classes.iter().map(|digit| digits.first(*digit)).collect(), 0);
    let heat = Occlusion::new(2, 2).attribute(|x| net.forward(x), images.clone(), &classes)?;
    let maps = Heatmap::from_attribution(heat)?;
    let scale = Scale::signed(&maps);
    let mut panels = Panels::new("Occlusion: what the score loses under a window of 2 × 2").columns(4);
    for (class, map) in maps.iter().enumerate() {
        let image = picture(images.clone().narrow(0, class, 1))?.faded(0.35).enlarged(16);
        let over = map.overlay(&image, ColourMap::CoolWarm, scale, Blend::ByHeat(1.0))?;
        panels = panels.panel(class.to_string(), over);
    }
    panels
        .legend("drop of the class's score", ColourMap::CoolWarm, scale)
        .sketch()
        .save(folder.join("occlusion.png"))?;
    Ok(())
}

/// The digits as a table of 64 columns: which pixels speak for a zero, over many digits and for one.
fn table(net: &Net, digits: &Digits, folder: &Path) -> Done {
    let (groups, background) = (Groups::each(SIDE * SIDE)?, digits.background(10));
    let names = || (0..SIDE * SIDE).map(|pixel| format!("row {}, column {}", pixel / SIDE + 1, pixel % SIDE + 1));
    let shap = PermutationShap::new().permutations(4).batch(640);
    let (mut values, mut pixels) = (Vec::new(), Vec::new());
    for index in 0..120 {
        let image = digits.held_out(index);
        let found = shap.explain(|x| net.forward(x), image.clone(), background.clone(), &groups)?;
        values.push(found.values(0)?.to_vec());
        pixels.push(image.into_data().try_into_vec_as::<f32>()?);
    }
    Beeswarm::new(names(), &values, &pixels)?.sketch().save(folder.join("beeswarm.png"))?;
    BarPlot::of_means(names(), &values)?.sketch().save(folder.join("bar.png"))?;
    BarPlot::new(names(), &values[0])?.sketch().save(folder.join("bar-one.png"))?;
    Ok(())
}

/// Whether an explanation is any good: curves, sensitivity, and what is left of it when the network forgets.
fn sanity(net: &Net, digits: &Digits, folder: &Path) -> Done {
    let (image, background, class) = (digits.first(3), digits.background(20), 3);
    let explain = |net: &Net, images: Tensor<4>| {
        let shap = GradientShap::new().samples(200);
        Ok(shap.attribute(|x| net.forward(x), images, background.clone(), &[class])?.attribution)
    };
    let heat = Heatmap::from_attribution(explain(net, image.clone())?)?.swap_remove(0);
    let softmax = |x| activation::softmax(net.forward(x), 1);
    let blank = Tensor::zeros_like(&image);
    let deletion = Curves::new().deletion(softmax, image.clone(), blank.clone(), &heat, class)?;
    let insertion = Curves::new().insertion(softmax, image.clone(), blank, &heat, class)?;
    println!("GradientSHAP: deletion {:.3}, insertion {:.3}", deletion.area(), insertion.area());
    let jump = Sensitivity::new().measure(|x| explain(net, x), image.clone())?[0];
    println!("GradientSHAP: sensitivity {jump:.3}");

    let mut panels =
        Panels::new("GradientSHAP as the network forgets its layers from the top: rank correlation").columns(6);
    let scale = Scale::signed([&heat]);
    let shown = |map: &Heatmap, scale| map.paint(ColourMap::CoolWarm, scale).enlarged(16);
    panels = panels.panel("nothing yet: 1", shown(&heat, scale));
    for forgotten in randomise_from_the_top(net, 1) {
        let map = Heatmap::from_attribution(explain(&forgotten.model, image.clone())?)?.swap_remove(0);
        let likeness = rank_correlation(heat.values(), map.values()).unwrap_or(0.0);
        panels = panels.panel(format!("to {}: {likeness:.2}", forgotten.layer), shown(&map, Scale::signed([&map])));
    }
    panels.sketch().save(folder.join("sanity-check.png"))?;
    Ok(())
}

/// What the network answers between three digits.
fn plane(net: &Net, digits: &Digits, folder: &Path) -> Done {
    let three = Tensor::cat([0, 3, 8].map(|digit| digits.first(digit)).to_vec(), 0);
    let regions = DecisionRegions::new(|x| net.forward(x), &Plane::through(three)?, 180, 600)?;
    let names: Vec<String> = (0..10).map(|digit| format!("a {digit}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    regions.sketch("The plane through a 0, a 3 and an 8", &names).save(folder.join("decision-regions.png"))?;
    Ok(())
}

/// The parts that `KernelShap` takes of a photograph.
fn superpixels(folder: &Path) -> Done {
    let photo = image::load_from_memory(include_bytes!("../../../../examples/data/flower.jpg"))?.to_rgb8();
    let (width, height) = (photo.width() as usize, photo.height() as usize);
    let photo = Picture::rgb(width, height, photo.into_raw())?.resized(320, 213);
    let planes: Vec<f32> = (0..3)
        .flat_map(|channel| photo.bytes().iter().skip(channel).step_by(3).map(|byte| f32::from(*byte) / 255.0))
        .collect();
    let tensor = Tensor::<1>::from_floats(planes.as_slice(), &Device::default()).reshape([1, 3, 213, 320]);
    let groups = Groups::superpixels(tensor, 60)?;
    // Neighbours get different colours of the map.
    let shades: Vec<f64> = (0..groups.count()).map(|part| (part * 37 % 64) as f64 / 63.0).collect();
    let map = groups.heatmap(320, 213, &shades)?;
    let over = map.overlay(&photo, ColourMap::Turbo, Scale::of(&map), Blend::Alpha(0.45))?;
    let panels = Panels::new(format!("{} superpixels", groups.count())).panel("photograph", photo).panel("parts", over);
    panels.sketch().save(folder.join("superpixels.png"))?;
    Ok(())
}

/// A digit as ink on paper.
fn picture(image: Tensor<4>) -> Result<Picture, nnviz_explain::Error> {
    Picture::from_tensor(1.0 - image.reshape([1, SIDE, SIDE]))
}

/// Says how far a method is, on one line.
fn bar(name: &str) -> impl FnMut(Progress) -> ControlFlow<()> {
    move |progress| {
        eprint!("\r{name} {:3} %", 100 * progress.done / progress.total);
        if progress.done == progress.total {
            eprintln!();
        }
        ControlFlow::Continue(())
    }
}
