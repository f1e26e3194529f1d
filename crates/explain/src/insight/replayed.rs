//! Layers of a forward pass that is run again.

use burn::tensor::Tensor;

use super::{Insight, Layers, Look, Looks, seed};
use crate::{Error, Node, Replay, Rules};

impl<const D: usize> Insight<D> for Replay<'_, Tensor<D>> {
    fn scores(&self, inputs: Tensor<D>) -> Result<Tensor<2>, Error> {
        self.output(inputs.inner())
    }

    fn look<const L: usize>(
        &self,
        inputs: Tensor<D>,
        layers: &Layers,
        classes: Option<&[usize]>,
    ) -> Result<Looks<L>, Error> {
        let nodes = nodes(self, layers)?;
        let inputs = inputs.inner();
        let Some(classes) = classes else {
            let run = self.run_to(inputs, &nodes)?;
            let look =
                |node: &Node| Ok(Look { name: node.name.clone(), activations: run.value(node)?, gradient: None });
            return Ok(Looks { layers: nodes.iter().map(look).collect::<Result<_, Error>>()?, scores: Vec::new() });
        };
        let run = self.run(inputs)?;
        let (seed, scores) = seed(run.output::<2>()?, classes)?;
        let gradients = run.gradients(seed, &nodes, &Rules::new())?;
        let look = |node: &Node| {
            let gradient = Some(gradients.node(node)?);
            Ok(Look { name: node.name.clone(), activations: run.value(node)?, gradient })
        };
        Ok(Looks { layers: nodes.iter().map(look).collect::<Result<_, Error>>()?, scores })
    }
}

fn nodes<const D: usize>(replay: &Replay<'_, Tensor<D>>, layers: &Layers) -> Result<Vec<Node>, Error> {
    let Layers::Named(names) = layers else { return Ok(vec![replay.last_features()?]) };
    let mut nodes: Vec<Node> = Vec::new();
    for name in names {
        for node in replay.find(name)? {
            if !nodes.contains(&node) {
                nodes.push(node);
            }
        }
    }
    Ok(nodes)
}
