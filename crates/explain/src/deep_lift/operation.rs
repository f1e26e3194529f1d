//! What kind of function an operation is: DeepLIFT has a rule for each kind, and none for the rest.
#![allow(clippy::match_same_arms, reason = "a line for each family of operations")]

use burn::backend::ir::{ActivationOperationIr, FloatOperationIr, ModuleOperationIr, NumericOperationIr, OperationIr};

/// How what comes out of an operation depends on what goes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dependence {
    /// Changes add up: its gradient is the same everywhere.
    Linear,
    /// Linear in each of two operands: a product.
    Bilinear,
    /// Each number by itself.
    Elementwise,
    /// The largest of some numbers.
    Largest,
    /// Something else.
    Unknown,
}

pub(super) fn dependence(operation: &OperationIr) -> Dependence {
    match operation {
        OperationIr::BaseFloat(_) => Dependence::Linear,
        OperationIr::NumericFloat(_, operation) => numeric(operation),
        OperationIr::Float(_, operation) => float(operation),
        OperationIr::Module(operation) => module(operation),
        OperationIr::Activation(operation) => activation(operation),
        _ => Dependence::Unknown,
    }
}

fn numeric(operation: &NumericOperationIr) -> Dependence {
    use NumericOperationIr as Op;
    match operation {
        Op::Add(_) | Op::AddScalar(_) | Op::Sub(_) | Op::SubScalar(_) | Op::MulScalar(_) | Op::DivScalar(_) => {
            Dependence::Linear
        }
        Op::Neg(_) | Op::Pad(_) | Op::CumSum(_) => Dependence::Linear,
        Op::Mean(_) | Op::MeanDim(_) | Op::Sum(_) | Op::SumDim(_) | Op::SumDims(_) => Dependence::Linear,
        Op::Mul(_) => Dependence::Bilinear,
        Op::Abs(_) | Op::PowiScalar(_) | Op::Clamp(_) | Op::ClampMin(_) | Op::ClampMax(_) => Dependence::Elementwise,
        Op::Max(_) | Op::MaxDim(_) | Op::MaxDimWithIndices(_) => Dependence::Largest,
        _ => Dependence::Unknown,
    }
}

fn float(operation: &FloatOperationIr) -> Dependence {
    use FloatOperationIr as Op;
    match operation {
        Op::Matmul(_) => Dependence::Bilinear,
        Op::Exp(_) | Op::Log(_) | Op::Log1p(_) | Op::Erf(_) | Op::Sqrt(_) | Op::Recip(_) | Op::PowfScalar(_) => {
            Dependence::Elementwise
        }
        Op::Cos(_) | Op::Cosh(_) | Op::Sin(_) | Op::Sinh(_) | Op::Tan(_) | Op::Tanh(_) | Op::ArcTan(_) => {
            Dependence::Elementwise
        }
        _ => Dependence::Unknown,
    }
}

/// Weights do not depend on the input.
fn module(operation: &ModuleOperationIr) -> Dependence {
    use ModuleOperationIr as Op;
    match operation {
        Op::Linear(_) | Op::BatchNorm(_) | Op::Interpolate(_) | Op::Unfold4d(_) => Dependence::Linear,
        Op::Conv1d(_) | Op::Conv2d(_) | Op::Conv3d(_) => Dependence::Linear,
        Op::ConvTranspose1d(_) | Op::ConvTranspose2d(_) | Op::ConvTranspose3d(_) => Dependence::Linear,
        Op::AvgPool1d(_) | Op::AvgPool2d(_) => Dependence::Linear,
        Op::AdaptiveAvgPool1d(_) | Op::AdaptiveAvgPool2d(_) | Op::AdaptiveAvgPool3d(_) => Dependence::Linear,
        Op::MaxPool1d(_) | Op::MaxPool1dWithIndices(_) => Dependence::Largest,
        Op::MaxPool2d(_) | Op::MaxPool2dWithIndices(_) => Dependence::Largest,
        _ => Dependence::Unknown,
    }
}

fn activation(operation: &ActivationOperationIr) -> Dependence {
    use ActivationOperationIr as Op;
    match operation {
        Op::Relu(_) | Op::LeakyRelu(_) | Op::PRelu(_) | Op::Gelu(_) => Dependence::Elementwise,
        Op::Sigmoid(_) | Op::HardSigmoid(_) | Op::LogSigmoid(_) => Dependence::Elementwise,
        _ => Dependence::Unknown,
    }
}
