//! Placeholder until the graph's drawing arrives.
use super::ChartError;
/// Placeholder.
/// # Errors
/// Always.
pub fn graph(_: &nnviz_record::summary::Graph) -> Result<String, ChartError> {
    Err(ChartError::Empty { what: "graphs" })
}
