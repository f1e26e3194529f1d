//! L-BFGS on a picture: Liu & Nocedal 1989, "On the limited memory BFGS method for large scale optimization", with the
//! two-loop recursion of Nocedal 1980 and a backtracking line search under Armijo's condition.

use std::collections::VecDeque;

use super::Here;
use crate::Error;

const PAIRS: usize = 10;
const ARMIJO: f64 = 1e-4;
const HALVINGS: usize = 20;

/// A step that was made, and how the gradient changed on it.
struct Pair {
    step: Vec<f32>,
    change: Vec<f32>,
    product: f64,
}

pub(super) struct Lbfgs {
    pairs: VecDeque<Pair>,
}

impl Lbfgs {
    pub(super) fn new() -> Self {
        Self { pairs: VecDeque::new() }
    }

    /// Moves to where the loss is lower. Where no step lowers it, everything stays as it is.
    pub(super) fn step(
        &mut self,
        now: &[f32],
        here: &Here,
        clip: impl Fn(Vec<f32>) -> Vec<f32>,
        evaluate: &impl Fn(&[f32]) -> Result<Here, Error>,
    ) -> Result<(Vec<f32>, Here), Error> {
        let slope = inward(now, &here.1, &clip);
        let mut direction = self.direction(&slope);
        // What lies at an end of the range and would leave it stays: cut off afterwards, it would spoil the direction.
        direction.iter_mut().zip(&slope).filter(|(_, slope)| **slope == 0.0).for_each(|(step, _)| *step = 0.0);
        let mut length = if self.pairs.is_empty() { first_length(&direction) } else { 1.0 };
        for _ in 0..HALVINGS {
            let next = clip(now.iter().zip(&direction).map(|(value, step)| value + length * step).collect());
            let step = difference(&next, now);
            let there = evaluate(&next)?;
            // Of the step as it was cut to the range.
            let foretold = dot(&step, &here.1);
            if foretold < 0.0 && f64::from(there.0.total()) <= f64::from(here.0.total()) + ARMIJO * foretold {
                self.remember(step, difference(&there.1, &here.1));
                return Ok((next, there));
            }
            length /= 2.0;
        }
        self.pairs.clear(); // what was learned here leads nowhere: the next step follows the gradient
        Ok((now.to_vec(), here.clone()))
    }

    /// The inverse Hessian, as the pairs know it, times the gradient, downwards.
    fn direction(&self, gradient: &[f32]) -> Vec<f32> {
        let mut direction: Vec<f32> = gradient.iter().map(|slope| -slope).collect();
        let mut shares = Vec::with_capacity(self.pairs.len());
        for pair in self.pairs.iter().rev() {
            let share = dot(&pair.step, &direction) / pair.product;
            add(&mut direction, &pair.change, -share);
            shares.push(share);
        }
        if let Some(last) = self.pairs.back() {
            let scale = (last.product / dot(&last.change, &last.change)) as f32;
            for value in &mut direction {
                *value *= scale;
            }
        }
        for (pair, share) in self.pairs.iter().zip(shares.into_iter().rev()) {
            let back = dot(&pair.change, &direction) / pair.product;
            add(&mut direction, &pair.step, share - back);
        }
        direction
    }

    /// Keeps only pairs of positive curvature: others would turn the direction upwards.
    fn remember(&mut self, step: Vec<f32>, change: Vec<f32>) {
        let product = dot(&step, &change);
        if product > 1e-10 * dot(&change, &change).max(f64::MIN_POSITIVE) {
            self.pairs.push_back(Pair { step, change, product });
            if self.pairs.len() > PAIRS {
                self.pairs.pop_front();
            }
        }
    }
}

/// The gradient, but 0 where a step against it would leave the range.
fn inward(now: &[f32], gradient: &[f32], clip: &impl Fn(Vec<f32>) -> Vec<f32>) -> Vec<f32> {
    let beyond = now.iter().zip(gradient).map(|(value, slope)| value - slope.signum() * 1e-3).collect();
    let moved = clip(beyond);
    let slopes = gradient.iter().zip(moved.iter().zip(now));
    slopes.map(|(slope, (moved, now))| if moved == now { 0.0 } else { *slope }).collect()
}

/// The first step moves the numbers by a hundredth in the mean: nothing is known of the curvature yet.
fn first_length(direction: &[f32]) -> f32 {
    let mean = direction.iter().map(|value| f64::from(value.abs())).sum::<f64>() / direction.len().max(1) as f64;
    if mean > 0.0 { (0.01 / mean) as f32 } else { 1.0 }
}

fn dot(one: &[f32], other: &[f32]) -> f64 {
    one.iter().zip(other).map(|(one, other)| f64::from(*one) * f64::from(*other)).sum()
}

fn add(sum: &mut [f32], values: &[f32], factor: f64) {
    sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += factor as f32 * value);
}

fn difference(one: &[f32], other: &[f32]) -> Vec<f32> {
    one.iter().zip(other).map(|(one, other)| one - other).collect()
}

#[cfg(test)]
mod tests {
    use super::super::StyleLoss;
    use super::*;

    /// Rosenbrock's valley, whose lowest point is (1, 1).
    #[allow(clippy::unnecessary_wraps, reason = "the other losses can fail")]
    fn valley(at: &[f32]) -> Result<Here, Error> {
        let (x, y) = (at[0], at[1]);
        let loss = (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2);
        let slope = vec![-2.0 * (1.0 - x) - 400.0 * x * (y - x * x), 200.0 * (y - x * x)];
        Ok((StyleLoss { content: loss, style: 0.0, variation: 0.0 }, slope))
    }

    #[test]
    fn the_valley_is_walked_to_its_end() {
        let mut lbfgs = Lbfgs::new();
        let mut now = vec![-1.2, 1.0];
        let mut here = valley(&now).unwrap();
        for _ in 0..80 {
            (now, here) = lbfgs.step(&now, &here, |values| values, &valley).unwrap();
        }
        assert!((now[0] - 1.0).abs() < 1e-2 && (now[1] - 1.0).abs() < 2e-2, "{now:?} {:?}", here.0);
    }

    #[test]
    fn what_lies_at_the_end_of_the_range_does_not_hold_the_others_up() {
        // A long valley, whose lowest point lies beyond the range of x: there, y has to be found.
        #[allow(clippy::unnecessary_wraps, reason = "the other losses can fail")]
        fn bowl(at: &[f32]) -> Result<Here, Error> {
            let (x, y) = (at[0] - 3.0, at[1] - 0.5);
            let loss = 50.0 * x * x + 0.1 * y * y + x * y;
            Ok((StyleLoss { content: loss, style: 0.0, variation: 0.0 }, vec![100.0 * x + y, 0.2 * y + x]))
        }
        let clip = |values: Vec<f32>| vec![values[0].clamp(-20.0, 1.0), values[1].clamp(-20.0, 20.0)];
        let (mut lbfgs, mut now) = (Lbfgs::new(), vec![-1.0, -9.0]);
        let mut here = bowl(&now).unwrap();
        for _ in 0..40 {
            (now, here) = lbfgs.step(&now, &here, clip, &bowl).unwrap();
        }
        assert!((now[0] - 1.0).abs() < 1e-4 && (now[1] - 10.5).abs() < 1e-2, "{now:?} {:?}", here.0);
    }
}
