//! Adam on a picture: Kingma & Ba 2015, "Adam: A Method for Stochastic Optimization", algorithm 1.

const BETA1: f32 = 0.99;
const BETA2: f32 = 0.999;
/// Large, so that places with hardly any gradient rest.
const EPSILON: f32 = 0.1;

pub(super) struct Adam {
    rate: f32,
    steps: i32,
    mean: Vec<f32>,
    square: Vec<f32>,
}

impl Adam {
    pub(super) fn new(rate: f32) -> Self {
        Self { rate, steps: 0, mean: Vec::new(), square: Vec::new() }
    }

    pub(super) fn step(&mut self, values: &[f32], gradient: &[f32]) -> Vec<f32> {
        self.steps += 1;
        self.mean.resize(values.len(), 0.0);
        self.square.resize(values.len(), 0.0);
        let (bias1, bias2) = (1.0 - BETA1.powi(self.steps), 1.0 - BETA2.powi(self.steps));
        let moments = self.mean.iter_mut().zip(&mut self.square);
        let moved = values.iter().zip(gradient).zip(moments).map(|((value, slope), (mean, square))| {
            *mean += (1.0 - BETA1) * (slope - *mean);
            *square += (1.0 - BETA2) * (slope * slope - *square);
            value - self.rate * (*mean / bias1) / ((*square / bias2).sqrt() + EPSILON)
        });
        moved.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_step_is_the_rate_where_the_gradient_is_large() {
        let moved = Adam::new(0.5).step(&[1.0, 1.0], &[1e6, 0.0]);
        assert!((moved[0] - 0.5).abs() < 1e-5 && moved[1] == 1.0, "{moved:?}");
    }
}
