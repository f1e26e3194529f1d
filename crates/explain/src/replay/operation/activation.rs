//! Activation functions that burn captures as one operation.

use burn::backend::ir::ActivationOperationIr as Op;
use burn::backend::ops::ActivationOps;

use super::{B, Made, Operands, Refusal};

pub(super) fn run(operation: &Op, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Op::Relu(op) => B::relu(of.get(&op.input)?),
        Op::LeakyRelu(op) => B::leaky_relu(of.get(&op.lhs)?, op.rhs.into()),
        Op::PRelu(op) => B::prelu(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::Gelu(op) => B::gelu(of.get(&op.input)?),
        Op::Sigmoid(op) => B::sigmoid(of.get(&op.input)?),
        Op::HardSigmoid(op) => B::hard_sigmoid(of.get(&op.tensor)?, op.alpha.into(), op.beta.into()),
        Op::LogSigmoid(op) => B::log_sigmoid(of.get(&op.input)?),
        Op::Softmax(op) => B::softmax(of.get(&op.input)?, op.axis),
        Op::LogSoftmax(op) => B::log_softmax(of.get(&op.input)?, op.axis),
        Op::Softmin(op) => B::softmin(of.get(&op.input)?, op.axis),
        Op::ReluBackward(_) | Op::GeluBackward(_) | Op::SigmoidBackward(_) | Op::LogSigmoidBackward(_) => {
            return Err(Refusal::Unsupported);
        }
    }])
}
