//! A constant that is added to all inputs, and taken off again by the first layer, changes no answer: so it should change no
//! explanation. Kindermans, Hooker, Adebayo, Alber, Schütt, Dähne, Erhan & Kim 2017, "The (Un)reliability of saliency methods".
//!
//! It holds for gradients, and for all methods that compare with a baseline, if that is moved too; not for those that multiply
//! by the input, nor with a baseline that stays.

use burn::module::Param;
use burn::tensor::Tensor;
use nnviz_explain::{
    Attribution, Baseline, Deconvolution, DeepLift, Error, GradCam, GuidedBackpropagation, InputTimesGradient,
    IntegratedGradients, Occlusion, Replay, Saliency, SmoothGrad,
};
use proptest::prelude::*;

use super::net::{CLASSES, Net, apart, images, noise};

/// A network that takes off what was added to its inputs: the bias of its first layer is another.
fn shifted(net: &Net, by: f32) -> Net {
    let mut net = net.clone();
    let sums: Tensor<1> = net.conv.weight.val().sum_dim(1).sum_dim(2).sum_dim(3).flatten(0, 3);
    net.conv.bias = net.conv.bias.map(|bias| Param::from_tensor(bias.val().detach() - sums.detach() * by));
    net
}

/// A network with an input, and a baseline in the same place.
struct Case {
    net: Net,
    x: Tensor<4>,
    baseline: Tensor<4>,
    class: usize,
}

impl Case {
    fn both(seed: u64, by: f32, class: usize) -> [Self; 2] {
        let (net, x, baseline) = (Net::new(seed / 2), images(2, seed), noise([1, 2, 8, 8], seed / 3));
        let moved = Self { net: shifted(&net, by), x: x.clone() + by, baseline: baseline.clone() + by, class };
        [Self { net, x, baseline, class }, moved]
    }

    fn replay(&self) -> Replay<'_, Tensor<4>> {
        Replay::new(&self.net, &self.x, Net::over_places).unwrap()
    }

    fn of_closure(
        &self,
        method: impl FnOnce(&dyn Fn(Tensor<4>) -> Tensor<2>, Tensor<4>, &[usize]) -> Result<Attribution<4>, Error>,
    ) -> Tensor<4> {
        let net = self.net.trained();
        method(&|x| net.over_places(x), self.x.clone(), &[self.class]).unwrap().tensor()
    }
}

type Explain<'a> = &'a dyn Fn(&Case) -> Tensor<4>;

/// How far the explanations of the two are apart.
fn moved(cases: &[Case; 2], explain: impl Fn(&Case) -> Tensor<4>) -> f32 {
    apart(explain(&cases[1]), explain(&cases[0]))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_constant_that_changes_no_answer_changes_no_explanation(
        seed in any::<u64>(),
        by in prop_oneof![-2.0_f32..-0.5, 0.5_f32..2.0],
        class in 0..CLASSES,
    ) {
        let cases = Case::both(seed, by, class);
        let answers = cases.each_ref().map(|case| case.net.over_places(case.x.clone()));
        let [before, after] = answers;
        prop_assert!(apart(after, before) < 1e-4);

        let given = |case: &Case| Baseline::Given(case.baseline.clone());
        let explanations: [(&str, Explain<'_>); 8] = [
            ("saliency", &|it| it.of_closure(|model, x, of| Saliency::new().attribute(model, x, of))),
            ("SmoothGrad", &|it| {
                it.of_closure(|model, x, of| SmoothGrad::new().samples(3).deviation(1e-5).attribute(model, x, of))
            }),
            ("integrated gradients", &|it| {
                let method = IntegratedGradients::new().steps(20).baseline(given(it));
                it.of_closure(|model, x, of| method.attribute(model, x, of))
            }),
            ("occlusion", &|it| {
                let method = Occlusion::new(3, 3).stride(2, 2).baseline(it.baseline.clone());
                method.attribute(|x| it.net.over_places(x), it.x.clone(), &[it.class]).unwrap()
            }),
            ("guided backpropagation", &|it| {
                GuidedBackpropagation::new().attribute(&it.replay(), it.x.clone(), &[it.class]).unwrap().tensor()
            }),
            ("deconvolution", &|it| {
                Deconvolution::new().attribute(&it.replay(), it.x.clone(), &[it.class]).unwrap().tensor()
            }),
            ("Grad-CAM", &|it| GradCam::new().attribute(&it.replay(), it.x.clone(), &[it.class]).unwrap().tensor()),
            ("DeepLIFT", &|it| {
                let method = DeepLift::new().baseline(given(it));
                method.attribute(&it.replay(), it.x.clone(), &[it.class]).unwrap().tensor()
            }),
        ];
        for (name, explain) in explanations {
            let moved = moved(&cases, explain);
            prop_assert!(moved < 1e-2, "{name} is {moved} apart");
        }
    }

    #[test]
    fn what_multiplies_by_the_input_is_moved(seed in any::<u64>(), class in 0..CLASSES) {
        let cases = Case::both(seed, 1.0, class);
        let times = |it: &Case| it.of_closure(|model, x, of| InputTimesGradient::new().attribute(model, x, of));
        let black = |it: &Case| it.of_closure(|model, x, of| IntegratedGradients::new().attribute(model, x, of));
        prop_assert!(moved(&cases, times) > 0.1 && moved(&cases, black) > 0.1);
    }
}
