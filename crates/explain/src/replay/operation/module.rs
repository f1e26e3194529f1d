//! Layers that burn captures as one operation: convolutions, pools, normalisations, attention.

use burn::backend::ir::ModuleOperationIr as Op;
use burn::backend::ops::{ModuleOps, UnfoldOptions};

use super::{B, Made, Operands, Refusal};

pub(super) fn run(operation: &Op, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Op::BatchNorm(op) => B::batch_norm(
            of.get(&op.x)?,
            of.get(&op.gamma)?,
            of.get(&op.beta)?,
            of.get(&op.mean)?,
            of.get(&op.variance)?,
            op.epsilon.elem(),
        ),
        Op::LayerNorm(op) => {
            B::layer_norm(of.get(&op.input)?, of.get(&op.gamma)?, of.optional(op.beta.as_ref())?, op.epsilon.elem())
        }
        Op::Linear(op) => B::linear(of.get(&op.x)?, of.get(&op.weight)?, of.optional(op.bias.as_ref())?),
        Op::Embedding(op) => B::embedding(of.get(&op.weights)?, of.get(&op.indices)?),
        Op::Attention(op) => B::attention(
            of.get(&op.query)?,
            of.get(&op.key)?,
            of.get(&op.value)?,
            of.optional(op.mask.as_ref())?,
            of.optional(op.attn_bias.as_ref())?,
            op.options.clone().into(),
        ),
        Op::Interpolate(op) => B::interpolate(of.get(&op.x)?, op.output_size, op.options.clone().into()),
        Op::Unfold4d(op) => {
            let window = &op.options;
            let options = UnfoldOptions::new(window.stride, window.padding, window.dilation);
            B::unfold4d(of.get(&op.x)?, op.kernel_size, options)
        }
        other => return convolution(other, of),
    }])
}

fn convolution(operation: &Op, of: &Operands<'_>) -> Made {
    macro_rules! weighted {
        ($function:ident, $op:ident) => {
            B::$function(
                of.get(&$op.x)?,
                of.get(&$op.weight)?,
                of.optional($op.bias.as_ref())?,
                $op.options.clone().into(),
            )
        };
    }
    Ok(vec![match operation {
        Op::Conv1d(op) => weighted!(conv1d, op),
        Op::Conv2d(op) => weighted!(conv2d, op),
        Op::Conv3d(op) => weighted!(conv3d, op),
        Op::ConvTranspose1d(op) => weighted!(conv_transpose1d, op),
        Op::ConvTranspose2d(op) => weighted!(conv_transpose2d, op),
        Op::ConvTranspose3d(op) => weighted!(conv_transpose3d, op),
        Op::DeformableConv2d(op) => B::deform_conv2d(
            of.get(&op.x)?,
            of.get(&op.offset)?,
            of.get(&op.weight)?,
            of.optional(op.mask.as_ref())?,
            of.optional(op.bias.as_ref())?,
            op.options.clone().into(),
        ),
        other => return pool(other, of),
    }])
}

fn pool(operation: &Op, of: &Operands<'_>) -> Made {
    macro_rules! mean {
        ($function:ident, $op:ident) => {
            B::$function(
                of.get(&$op.x)?,
                $op.kernel_size,
                $op.stride,
                $op.padding,
                $op.count_include_pad,
                $op.ceil_mode,
            )
        };
    }
    macro_rules! largest {
        ($function:ident, $op:ident) => {
            B::$function(of.get(&$op.x)?, $op.kernel_size, $op.stride, $op.padding, $op.dilation, $op.ceil_mode)
        };
    }
    Ok(vec![match operation {
        Op::AvgPool1d(op) => mean!(avg_pool1d, op),
        Op::AvgPool2d(op) => mean!(avg_pool2d, op),
        Op::MaxPool1d(op) => largest!(max_pool1d, op),
        Op::MaxPool2d(op) => largest!(max_pool2d, op),
        Op::AdaptiveAvgPool1d(op) => B::adaptive_avg_pool1d(of.get(&op.x)?, op.output_size),
        Op::AdaptiveAvgPool2d(op) => B::adaptive_avg_pool2d(of.get(&op.x)?, op.output_size),
        Op::AdaptiveAvgPool3d(op) => B::adaptive_avg_pool3d(of.get(&op.x)?, op.output_size),
        other => return pool_with_indices(other, of),
    }])
}

fn pool_with_indices(operation: &Op, of: &Operands<'_>) -> Made {
    let pooled = match operation {
        Op::MaxPool1dWithIndices(op) => {
            let pooled = B::max_pool1d_with_indices(
                of.get(&op.x)?,
                op.kernel_size,
                op.stride,
                op.padding,
                op.dilation,
                op.ceil_mode,
                op.out_indices.dtype.into(),
            );
            [pooled.output, pooled.indices]
        }
        Op::MaxPool2dWithIndices(op) => {
            let pooled = B::max_pool2d_with_indices(
                of.get(&op.x)?,
                op.kernel_size,
                op.stride,
                op.padding,
                op.dilation,
                op.ceil_mode,
                op.out_indices.dtype.into(),
            );
            [pooled.output, pooled.indices]
        }
        _ => return Err(Refusal::Unsupported),
    };
    Ok(pooled.into())
}
