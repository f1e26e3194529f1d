//! Attention over all layers.

use burn::tensor::Tensor;

use super::AttentionLayer;
use crate::Error;

/// What becomes of the heads of a layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HeadFusion {
    /// Their mean.
    #[default]
    Mean,
    /// The largest of them, place by place: what no head looks at is less.
    Max,
    /// The least of them: what all heads look at.
    Min,
}

pub(super) fn rollout(layers: &[AttentionLayer], fusion: HeadFusion) -> Result<Tensor<3>, Error> {
    let step = |flow: Option<Tensor<3>>, layer: &AttentionLayer| {
        let weights = layer.weights.clone().inner();
        let fused = match fusion {
            HeadFusion::Mean => weights.mean_dim(1),
            HeadFusion::Max => weights.max_dim(1),
            HeadFusion::Min => weights.min_dim(1),
        };
        let mixed = fused.squeeze_dim::<3>(1) * 0.5 + identity(layer)? * 0.5;
        let mixed = mixed.clone() / mixed.sum_dim(2);
        Ok::<_, Error>(Some(flow.map_or_else(|| mixed.clone(), |before| mixed.clone().matmul(before))))
    };
    layers.iter().try_fold(None, step)?.ok_or(Error::NoAttention)
}

pub(super) fn relevance(layers: &[AttentionLayer]) -> Result<Tensor<3>, Error> {
    let mut relevance = identity(layers.first().ok_or(Error::NoAttention)?)?;
    for layer in layers {
        identity(layer)?;
        let gradient = layer.gradient.clone().ok_or(Error::NoGradient)?.inner();
        let positive = (gradient * layer.weights.clone().inner()).clamp_min(0.0).mean_dim(1).squeeze_dim::<3>(1);
        relevance = relevance.clone() + positive.matmul(relevance);
    }
    Ok(relevance)
}

/// Each token as itself, `[batch, tokens, tokens]`.
fn identity(layer: &AttentionLayer) -> Result<Tensor<3>, Error> {
    let [batch, heads, queries, keys] = layer.weights.dims();
    if queries != keys {
        let expected = vec![batch, heads, queries, queries];
        return Err(Error::Shape {
            what: "attention of tokens to themselves",
            actual: layer.weights.dims().into(),
            expected,
        });
    }
    Ok(Tensor::<2>::eye(queries, &layer.weights.device()).unsqueeze::<3>().expand([batch, queries, queries]))
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::super::Attention;
    use super::*;
    use crate::tensor::numbers;

    /// Two layers of two heads that look at two tokens.
    fn weights() -> Vec<Tensor<4>> {
        let device = Device::default();
        let first = Tensor::from_data([[[[1.0, 0.0], [0.5, 0.5]], [[0.6, 0.4], [0.1, 0.9]]]], &device);
        let second = Tensor::from_data([[[[0.2, 0.8], [0.0, 1.0]], [[0.4, 0.6], [1.0, 0.0]]]], &device);
        vec![first, second]
    }

    fn close(found: Tensor<3>, expected: [f32; 4]) {
        let found = numbers(found).unwrap();
        assert!(found.iter().zip(expected).all(|(one, other)| (one - other).abs() < 1e-6), "{found:?} {expected:?}");
    }

    #[test]
    fn flow_is_the_product_of_layers_with_their_skips() -> Result<(), Error> {
        let attention = Attention::from_weights(weights())?;
        // Heads: [0.8 0.2; 0.3 0.7] and [0.3 0.7; 0.5 0.5]; with skips [0.9 0.1; 0.15 0.85] and [0.65 0.35; 0.25 0.75].
        close(attention.rollout(HeadFusion::Mean)?, [0.6375, 0.3625, 0.3375, 0.6625]);
        for fusion in [HeadFusion::Max, HeadFusion::Min] {
            let rows = numbers(attention.rollout(fusion)?)?;
            assert!(rows.chunks(2).all(|row| (row[0] + row[1] - 1.0).abs() < 1e-6), "{rows:?}");
        }
        Ok(())
    }

    #[test]
    fn relevance_counts_what_speaks_for_the_class() {
        let signs = |signs: [[f32; 2]; 2]| Tensor::<2>::from_data(signs, &Device::default()).unsqueeze::<4>();
        let layer = |(weights, gradient): (Tensor<4>, Tensor<4>)| {
            let gradient = Some(gradient.expand([1, 2, 2, 2]));
            AttentionLayer { name: String::new(), weights, gradient }
        };
        let gradients = [signs([[1.0, -1.0], [2.0, 0.0]]), signs([[0.0, 1.0], [-1.0, 1.0]])];
        let layers: Vec<_> = weights().into_iter().zip(gradients).map(layer).collect();
        // First: [0.8 0; 0.6 0], so R = [1.8 0; 0.6 1]; second: [0 0.7; 0 0.5], so R = [1.8+0.42 0.7; 0.6+0.3 1.5].
        close(relevance(&layers).unwrap(), [2.22, 0.7, 0.9, 1.5]);
    }

    #[test]
    fn what_cannot_be_followed_is_told() {
        let device = Device::default();
        let other = Attention::from_weights(vec![Tensor::ones([1, 2, 3, 4], &device)]).unwrap();
        assert!(matches!(other.rollout(HeadFusion::Mean), Err(Error::Shape { .. })));
        assert!(matches!(other.relevance(), Err(Error::Shape { .. })));
        assert!(matches!(Attention::from_weights(weights()).unwrap().relevance(), Err(Error::NoGradient)));
        assert!(matches!(Attention::from_weights(Vec::new()), Err(Error::NoAttention)));
        assert_eq!(
            other.head(0, 0, 2).unwrap_err().to_string(),
            "the head 2 is not there: there are 2, counted from 0"
        );
    }
}
