//! Operations that only numbers have: powers, roots, waves, products of matrices.

use burn::backend::ir::FloatOperationIr as Op;
use burn::backend::ops::FloatTensorOps;

use super::{B, Made, Operands, Refusal};

pub(super) fn run(operation: &Op, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Op::Exp(op) => B::float_exp(of.get(&op.input)?),
        Op::Log(op) => B::float_log(of.get(&op.input)?),
        Op::Log1p(op) => B::float_log1p(of.get(&op.input)?),
        Op::Erf(op) => B::float_erf(of.get(&op.input)?),
        Op::Sqrt(op) => B::float_sqrt(of.get(&op.input)?),
        Op::Recip(op) => B::float_recip(of.get(&op.input)?),
        Op::PowfScalar(op) => B::float_powf_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Op::Powf(op) => B::float_powf(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::Hypot(op) => B::float_hypot(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::Matmul(op) => B::float_matmul(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::Cross(op) => B::float_cross(of.get(&op.lhs)?, of.get(&op.rhs)?, op.dim),
        Op::GridSample2d(op) => {
            B::float_grid_sample_2d(of.get(&op.tensor)?, of.get(&op.grid)?, op.options.clone().into())
        }
        Op::IntoInt(op) => B::float_into_int(of.get(&op.input)?, op.out.dtype.into()),
        Op::IsNan(op) => B::float_is_nan(of.get(&op.input)?, op.out.dtype.into()),
        Op::IsInf(op) => B::float_is_inf(of.get(&op.input)?, op.out.dtype.into()),
        Op::Round(op) => B::float_round(of.get(&op.input)?),
        Op::Floor(op) => B::float_floor(of.get(&op.input)?),
        Op::Ceil(op) => B::float_ceil(of.get(&op.input)?),
        Op::Trunc(op) => B::float_trunc(of.get(&op.input)?),
        other => return wave(other, of),
    }])
}

fn wave(operation: &Op, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Op::Cos(op) => B::float_cos(of.get(&op.input)?),
        Op::Cosh(op) => B::float_cosh(of.get(&op.input)?),
        Op::Sin(op) => B::float_sin(of.get(&op.input)?),
        Op::Sinh(op) => B::float_sinh(of.get(&op.input)?),
        Op::Tan(op) => B::float_tan(of.get(&op.input)?),
        Op::Tanh(op) => B::float_tanh(of.get(&op.input)?),
        Op::ArcCos(op) => B::float_acos(of.get(&op.input)?),
        Op::ArcCosh(op) => B::float_acosh(of.get(&op.input)?),
        Op::ArcSin(op) => B::float_asin(of.get(&op.input)?),
        Op::ArcSinh(op) => B::float_asinh(of.get(&op.input)?),
        Op::ArcTan(op) => B::float_atan(of.get(&op.input)?),
        Op::ArcTanh(op) => B::float_atanh(of.get(&op.input)?),
        Op::ArcTan2(op) => B::float_atan2(of.get(&op.lhs)?, of.get(&op.rhs)?),
        // Random numbers are the training's own; a quantised tensor has no gradient.
        _ => return Err(Refusal::Unsupported),
    }])
}
