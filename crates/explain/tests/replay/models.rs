//! Whole models: output, values on the way and gradients, beside what the model itself gives.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{AdaptiveAvgPool2d, AdaptiveAvgPool2dConfig, MaxPool2d, MaxPool2dConfig};
use burn::nn::transformer::{TransformerEncoder, TransformerEncoderConfig, TransformerEncoderInput};
use burn::nn::{
    BatchNorm, BatchNormConfig, Dropout, DropoutConfig, Embedding, EmbeddingConfig, Gelu, Linear, LinearConfig, Lstm,
    LstmConfig, Relu,
};
use burn::tensor::{Device, Distribution, Int, Tensor};
use nnviz_explain::{Attention, Error, HeadFusion, Replay, Rules};

#[derive(Module, Debug)]
struct Block {
    conv: Conv2d,
    norm: BatchNorm,
    act: Relu,
}

impl Block {
    fn new(from: usize, to: usize, device: &Device) -> Self {
        let conv = Conv2dConfig::new([from, to], [3, 3]).init(device);
        Self { conv, norm: BatchNormConfig::new(to).init(device), act: Relu::new() }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.act.forward(self.norm.forward(self.conv.forward(x)))
    }
}

#[derive(Module, Debug)]
struct Cnn {
    stem: Block,
    blocks: Vec<Block>,
    pool: MaxPool2d,
    squeeze: AdaptiveAvgPool2d,
    dropout: Dropout,
    head: Linear,
}

impl Cnn {
    fn new(device: &Device) -> Self {
        Self {
            stem: Block::new(2, 4, device),
            blocks: vec![Block::new(4, 4, device), Block::new(4, 6, device)],
            pool: MaxPool2dConfig::new([2, 2]).init(),
            squeeze: AdaptiveAvgPool2dConfig::new([1, 1]).init(),
            dropout: DropoutConfig::new(0.5).init(),
            head: LinearConfig::new(6, 3).init(device),
        }
    }

    fn features(&self, x: Tensor<4>) -> Tensor<4> {
        let x = self.pool.forward(self.stem.forward(x));
        self.blocks.iter().fold(x, |x, block| block.forward(x))
    }

    fn classes(&self, features: Tensor<4>) -> Tensor<2> {
        self.head.forward(self.dropout.forward(self.squeeze.forward(features).flatten(1, 3)))
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        self.classes(self.features(x))
    }
}

fn noise<const D: usize>(shape: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::random(shape, Distribution::Normal(0.0, 1.0), device)
}

fn close<const D: usize>(one: Tensor<D>, other: Tensor<D>) {
    assert_eq!(one.dims(), other.dims());
    let apart = (one.inner() - other.inner()).abs().max().into_scalar::<f32>();
    assert!(apart < 1e-5, "{apart}");
}

#[test]
fn a_convolutional_network_is_run_again() -> Result<(), Error> {
    let device = Device::default();
    let (model, x) = (Cnn::new(&device.clone().autodiff()), noise([2, 2, 14, 14], &device));
    let replay = Replay::new(&model, &x, Cnn::forward)?;
    let run = replay.run(x.clone())?;
    let plain = model.valid();
    close(run.output()?, plain.forward(x.clone()));
    close(run.value(&replay.node("stem.conv")?)?, plain.stem.conv.forward(x.clone()));
    let features = plain.features(x.clone());
    assert_eq!(replay.last_convolution()?.name(), "blocks/1/conv/Conv2d");
    close(run.value(&replay.node("blocks.1")?)?, features.clone());
    close(replay.run_to(x.clone(), &[replay.node("blocks.1.act")?])?.value(&replay.node("blocks.1.act")?)?, features);

    // Another number of images is captured anew.
    let one = x.narrow(0, 0, 1);
    close(replay.output(one.clone())?, plain.forward(one));
    Ok(())
}

#[test]
fn gradients_are_those_of_autodiff() -> Result<(), Error> {
    let device = Device::default();
    let (model, x) = (Cnn::new(&device).valid(), noise([2, 2, 14, 14], &device)); // no dropout
    let replay = Replay::new(&model, &x, Cnn::forward)?;
    let seed = noise([2, 3], &device);

    let input = x.clone().autodiff().require_grad();
    let grads = (model.forward(input.clone()) * seed.clone()).sum().backward();
    let at_input = input.grad(&grads).unwrap();
    let run = replay.run(x.clone())?;
    close(run.gradients(seed.clone(), &[], &Rules::new())?.input(0)?, at_input.clone());

    let features = model.features(x.clone()).autodiff().require_grad();
    let grads = (model.classes(features.clone()) * seed.clone()).sum().backward();
    let node = replay.node("blocks.1")?;
    let found = run.gradients(seed.clone(), &[replay.node("stem")?, node.clone()], &Rules::new())?;
    close(found.node(&node)?, features.grad(&grads).unwrap());
    assert!(matches!(found.input::<4>(0), Err(Error::NoGradient)), "nobody asked for it");

    // The run itself is differentiable where its input is.
    let input = x.autodiff().require_grad();
    let output = replay.output::<2>(input.clone())?;
    close(input.grad(&(output * seed).sum().backward()).unwrap(), at_input);
    Ok(())
}

#[derive(Module, Debug)]
struct Mlp {
    hidden: Linear,
    act: Gelu,
    output: Linear,
}

#[test]
fn a_perceptron_is_run_again_with_several_inputs() -> Result<(), Error> {
    let device = Device::default();
    let model = Mlp {
        hidden: LinearConfig::new(5, 8).init(&device),
        act: Gelu::new(),
        output: LinearConfig::new(8, 2).with_bias(false).init(&device),
    };
    let forward = |model: &Mlp, (x, y): (Tensor<2>, Tensor<2>)| {
        model.output.forward(model.act.forward(model.hidden.forward(x + y)))
    };
    let inputs = (noise([3, 5], &device), noise([3, 5], &device));
    let replay = Replay::new(&model, &inputs, forward)?;
    let run = replay.run(inputs.clone())?;
    close(run.output()?, forward(&model, inputs));
    let found = run.gradients(noise([3, 2], &device), &[], &Rules::new())?;
    close(found.input::<2>(0)?, found.input(1)?);
    Ok(())
}

#[derive(Module, Debug)]
struct Text {
    embedding: Embedding,
    encoder: TransformerEncoder,
    head: Linear,
}

impl Text {
    fn forward(&self, tokens: Tensor<2, Int>) -> Tensor<2> {
        let x = self.encoder.forward(TransformerEncoderInput::new(self.embedding.forward(tokens)));
        self.head.forward(x.mean_dim(1).flatten::<2>(1, 2))
    }
}

#[test]
fn a_transformer_is_run_again() -> Result<(), Error> {
    let device = Device::default();
    let model = Text {
        embedding: EmbeddingConfig::new(10, 8).init(&device),
        encoder: TransformerEncoderConfig::new(8, 16, 2, 2).init(&device),
        head: LinearConfig::new(8, 3).init(&device),
    }
    .valid();
    let tokens = Tensor::<2, Int>::from_data([[1, 2, 3, 4], [9, 8, 7, 0]], &device);
    let replay = Replay::new(&model, &tokens, Text::forward)?;
    let run = replay.run(tokens.clone())?;
    close(run.output()?, model.forward(tokens.clone()));

    let attention = replay.find("encoder.layers.*.**Softmax*")?;
    assert_eq!(attention.len(), 2, "{attention:?}");
    let weights = run.value::<4>(&attention[1])?;
    assert_eq!(weights.dims(), [2, 2, 4, 4]);
    close(weights.sum_dim(3), Tensor::ones([2, 2, 4, 1], &device));

    // Tokens have no gradient; their embeddings have.
    let embedded = replay.node("embedding")?;
    let seed = noise([2, 3], &device);
    let found = run.gradients(seed.clone(), std::slice::from_ref(&embedded), &Rules::new())?.node::<3>(&embedded)?;
    let leaf = model.embedding.forward(tokens).autodiff().require_grad();
    let x = model.encoder.forward(TransformerEncoderInput::new(leaf.clone()));
    let grads = (model.head.forward(x.mean_dim(1).flatten::<2>(1, 2)) * seed).sum().backward();
    close(found, leaf.grad(&grads).unwrap());
    Ok(())
}

#[test]
fn a_recurrent_network_is_run_again() -> Result<(), Error> {
    let device = Device::default();
    let model: Lstm = LstmConfig::new(3, 4, true).init(&device);
    let x = noise([2, 5, 3], &device);
    let forward = |model: &Lstm, x: Tensor<3>| model.forward(x, None).0;
    let replay = Replay::new(&model, &x, forward)?;
    let run = replay.run(x.clone())?;
    close(run.output()?, forward(&model, x.clone()));
    let seed = noise([2, 5, 4], &device);
    let input = x.autodiff().require_grad();
    let grads = (forward(&model, input.clone()) * seed.clone()).sum().backward();
    close(run.gradients(seed, &[], &Rules::new())?.input(0)?, input.grad(&grads).unwrap());
    Ok(())
}

#[test]
fn what_cannot_be_done_is_said() -> Result<(), Error> {
    let device = Device::default();
    let (model, x) = (Cnn::new(&device), noise([2, 2, 14, 14], &device));
    let replay = Replay::new(&model, &x, Cnn::forward)?;
    let unknown = replay.node("blocks.1.cov").unwrap_err().to_string();
    assert!(unknown.contains("blocks/1/conv"), "{unknown}");
    let run = replay.run(x.clone())?;
    assert!(matches!(run.output::<3>(), Err(Error::Rank { rank: 3, .. })));
    let seed = Tensor::<2>::ones([2, 4], &device);
    assert!(matches!(run.gradients(seed, &[], &Rules::new()), Err(Error::Shape { .. })));

    let reads = Replay::new(&model, &x, |model: &Cnn, x: Tensor<4>| {
        let largest = x.clone().max().into_scalar::<f32>();
        model.forward(x / largest)
    });
    assert!(matches!(reads.unwrap_err(), Error::NotCaptured { .. }));

    let random = |model: &Cnn, x: Tensor<4>| model.forward(x.clone() + Tensor::random_like(&x, Distribution::Default));
    let refused = Replay::new(&model, &x, random)?.run(x).unwrap_err().to_string();
    assert!(refused.contains("Random"), "{refused}");
    Ok(())
}

#[test]
fn attention_is_found_in_a_transformer() -> Result<(), Error> {
    let device = Device::default();
    let config = TransformerEncoderConfig::new(8, 16, 2, 3).with_dropout(0.0);
    let model = config.init(&device);
    let tokens = noise([2, 5, 8], &device);
    let forward = |model: &TransformerEncoder, x: Tensor<3>| {
        let x = model.forward(TransformerEncoderInput::new(x));
        x.narrow(1, 0, 1).flatten::<2>(1, 2).narrow(1, 0, 4)
    };
    let replay = Replay::new(&model, &tokens, forward)?;
    let attention = Attention::for_classes(&replay, tokens.clone(), &[1])?;
    assert_eq!(attention.layers().len(), 3);
    for layer in attention.layers() {
        close(layer.weights.clone().sum_dim(3), Tensor::ones([2, 2, 5, 1], &device));
    }
    let rollout = attention.rollout(HeadFusion::Mean)?;
    close(rollout.sum_dim(2), Tensor::ones([2, 5, 1], &device));
    let relevance = attention.relevance()?;
    assert_eq!(relevance.dims(), [2, 5, 5]);
    assert!(relevance.narrow(1, 0, 1).min().into_scalar::<f32>() >= 0.0);
    Ok(())
}
