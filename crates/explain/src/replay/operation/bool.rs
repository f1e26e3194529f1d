//! Operations on truth values.

use burn::backend::ir::BoolOperationIr as Op;
use burn::backend::ops::BoolTensorOps;

use super::{B, Made, Operands};

pub(super) fn run(operation: &Op, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Op::IntoFloat(op) => B::bool_into_float(of.get(&op.input)?, op.out.dtype.into()),
        Op::IntoInt(op) => B::bool_into_int(of.get(&op.input)?, op.out.dtype.into()),
        Op::Not(op) => B::bool_not(of.get(&op.input)?),
        Op::And(op) => B::bool_and(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::Or(op) => B::bool_or(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::Xor(op) => B::bool_xor(of.get(&op.lhs)?, of.get(&op.rhs)?),
    }])
}
