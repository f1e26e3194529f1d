//! What the features have in the score adds up to what the score differs by from that of the baseline.

use burn::tensor::Tensor;
use nnviz_explain::{
    Baseline, DeepLift, DeepShap, Groups, IntegratedGradients, KernelShap, PermutationShap, Replay, ShapleyValues,
};
use proptest::prelude::*;

use super::net::{CLASSES, Net, SHAPE, images, numbers};

/// The score of a class for each input.
fn scores(forward: impl Fn(Tensor<4>) -> Tensor<2>, x: Tensor<4>, class: usize) -> Vec<f32> {
    numbers(forward(x).narrow(1, class, 1))
}

fn sums(attribution: &Tensor<4>) -> Vec<f32> {
    numbers(attribution.clone()).chunks(SHAPE.iter().product()).map(|one| one.iter().sum()).collect()
}

/// Asserts that the sums are the differences of the scores.
fn assert_complete(attribution: &Tensor<4>, after: &[f32], before: &[f32], within: f32) -> Result<(), TestCaseError> {
    for ((sum, after), before) in sums(attribution).into_iter().zip(after).zip(before) {
        let apart = (sum - (after - before)).abs();
        prop_assert!(apart <= within * (1.0 + after.abs() + before.abs()), "{sum} is not {after} - {before}");
    }
    Ok(())
}

fn assert_fair(values: &ShapleyValues, after: f32, before: f32, class: usize) -> Result<(), TestCaseError> {
    let sum: f64 = values.values(class).unwrap().iter().sum();
    prop_assert!((sum - f64::from(after - before)).abs() < 1e-4, "{sum} is not {after} - {before}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn integrated_gradients_are_complete(seed in any::<u64>(), class in 0..CLASSES) {
        let (net, x, baseline) = (Net::new(seed / 2).trained(), images(2, seed), images(2, seed / 3));
        let method = |steps| IntegratedGradients::new().steps(steps).baseline(Baseline::Given(baseline.clone()));
        for (forward, steps, within) in [
            (Net::smooth as fn(&Net, Tensor<4>) -> Tensor<2>, 50, 1e-4),
            (Net::over_places, 200, 1e-2), // where it bends, points on the way are not exact
        ] {
            let forward = |x| forward(&net, x);
            let found = method(steps).attribute(forward, x.clone(), &[class]).unwrap();
            let (after, before) = (scores(forward, x.clone(), class), scores(forward, baseline.clone(), class));
            assert_complete(&found.tensor(), &after, &before, within)?;
        }
    }

    #[test]
    fn deep_lift_and_deep_shap_are_complete(seed in any::<u64>(), class in 0..CLASSES) {
        let (net, x, background) = (Net::new(seed / 2), images(2, seed), images(4, seed / 3));
        let replay = Replay::new(&net, &x, Net::over_places).unwrap();
        let after = scores(|x| net.over_places(x), x.clone(), class);
        let behind = scores(|x| net.over_places(x), background.clone(), class);

        let mean = behind.iter().sum::<f32>() / behind.len() as f32;
        let found = DeepShap::new().attribute(&replay, x.clone(), background.clone(), &[class]).unwrap();
        assert_complete(&found.tensor(), &after, &[mean; 2], 1e-4)?;

        let lift = DeepLift::new().baseline(Baseline::Given(background.narrow(0, 0, 2)));
        let found = lift.attribute(&replay, x, &[class]).unwrap();
        assert_complete(&found.tensor(), &after, &behind, 1e-4)?;
    }

    #[test]
    fn sampled_shapley_values_are_complete(seed in any::<u64>(), class in 0..CLASSES, samples in 60_usize..200) {
        let (net, x, baseline) = (Net::new(seed / 2), images(1, seed), images(1, seed / 3));
        let forward = |x| net.over_places(x);
        let (after, before) = (scores(forward, x.clone(), class)[0], scores(forward, baseline.clone(), class)[0]);
        let groups = Groups::grid(SHAPE, 2).unwrap();
        let kernel = KernelShap::new().samples(samples).seed(seed);
        let found = kernel.explain(forward, x.clone(), baseline.clone(), &groups).unwrap();
        assert_fair(&found, after, before, class)?;
        let permutations = PermutationShap::new().permutations(2).seed(seed);
        assert_fair(&permutations.explain(forward, x, baseline, &groups).unwrap(), after, before, class)?;
    }
}
