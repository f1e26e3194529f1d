//! Adam on plain numbers: Kingma & Ba 2015, "Adam: A Method for Stochastic Optimization", algorithm 1.

const BETA2: f32 = 0.999;

/// Walks downhill; for uphill, hand over the gradient with its sign turned.
pub(crate) struct Adam {
    rate: f32,
    beta1: f32,
    epsilon: f32,
    steps: i32,
    mean: Vec<f32>,
    square: Vec<f32>,
}

impl Adam {
    /// With the paper's β₁ = 0.9 and ε = 10⁻⁸.
    pub(crate) fn new(rate: f32) -> Self {
        Self { rate, beta1: 0.9, epsilon: 1e-8, steps: 0, mean: Vec::new(), square: Vec::new() }
    }

    /// With a β₁ near 1, for smooth ways, and a large ε, so that places with hardly any gradient rest.
    pub(crate) fn smooth(rate: f32) -> Self {
        Self { beta1: 0.99, epsilon: 0.1, ..Self::new(rate) }
    }

    pub(crate) fn step(&mut self, values: &[f32], gradient: &[f32]) -> Vec<f32> {
        self.steps += 1;
        self.mean.resize(values.len(), 0.0);
        self.square.resize(values.len(), 0.0);
        let (bias1, bias2) = (1.0 - self.beta1.powi(self.steps), 1.0 - BETA2.powi(self.steps));
        let moments = self.mean.iter_mut().zip(&mut self.square);
        let moved = values.iter().zip(gradient).zip(moments).map(|((value, slope), (mean, square))| {
            *mean += (1.0 - self.beta1) * (slope - *mean);
            *square += (1.0 - BETA2) * (slope * slope - *square);
            value - self.rate * (*mean / bias1) / ((*square / bias2).sqrt() + self.epsilon)
        });
        moved.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_step_is_the_rate_where_the_gradient_is_large() {
        for mut adam in [Adam::new(0.5), Adam::smooth(0.5)] {
            let moved = adam.step(&[1.0, 1.0], &[1e6, 0.0]);
            assert!((moved[0] - 0.5).abs() < 1e-5 && moved[1] == 1.0, "{moved:?}");
        }
    }
}
