//! What is told of a measurement: a line of JSON, or a row of a table.

use serde_json::{Value, json};

use crate::system::{Failure, Outcome};

/// One system of one case.
pub(crate) struct Line {
    pub(crate) case: &'static str,
    pub(crate) system: &'static str,
    pub(crate) n: usize,
    pub(crate) times: Result<Times, Failure>,
    /// Our median, in seconds.
    pub(crate) us: Option<f64>,
}

/// The runs of a system, put together.
pub(crate) struct Times {
    pub(crate) median: f64,
    min: f64,
    bytes: u64,
    peak_rss_mb: Option<f64>,
    /// Of the run that took the median time.
    details: Value,
}

impl Times {
    /// `outcomes` is not empty.
    pub(crate) fn of(mut outcomes: Vec<Outcome>) -> Self {
        outcomes.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        let min = outcomes.first().map_or(f64::NAN, |outcome| outcome.seconds);
        let peak = outcomes.iter().filter_map(|outcome| outcome.peak_rss_mb).reduce(f64::max);
        let middle = outcomes.len() / 2;
        let Outcome { seconds, bytes, details, .. } = outcomes.swap_remove(middle);
        Self { median: seconds, min, bytes, peak_rss_mb: peak, details }
    }
}

impl Line {
    pub(crate) fn to_json(&self) -> String {
        let Self { case, system, n, us, .. } = self;
        let mut line = json!({ "case": case, "system": system, "n": n });
        match &self.times {
            Ok(Times { median, min, bytes, peak_rss_mb, details }) => {
                line["seconds_median"] = json!(median);
                line["seconds_min"] = json!(min);
                line["per_second"] = json!(*n as f64 / median);
                line["bytes"] = json!(bytes);
                line["peak_rss_mb"] = json!(peak_rss_mb);
                line["ratio_to_us"] = json!(us.map(|us| median / us));
                if !details.is_null() {
                    line["details"] = details.clone();
                }
            }
            Err(error) => line["missing"] = json!(error.to_string()),
        }
        line.to_string()
    }

    pub(crate) fn to_row(&self) -> String {
        let Self { case, system, n, us, .. } = self;
        let head = format!("| `{case}` | {system} | {n} |");
        match &self.times {
            Ok(Times { median, min, bytes, peak_rss_mb, details }) => {
                let ratio = us.map_or(String::new(), |us| format!("{:.2}", median / us));
                let memory = peak_rss_mb.map_or(String::new(), |peak| format!("{peak:.0}"));
                let details = if details.is_null() { String::new() } else { format!("`{details}`") };
                let (bytes, rate) = (*bytes as f64 / 1e6, *n as f64 / median);
                format!("{head} {median:.4} | {min:.4} | {rate:.0} | {bytes:.1} | {memory} | {ratio} | {details} |")
            }
            Err(error) => format!("{head} – | – | – | – | – | – | {error} |"),
        }
    }
}

pub(crate) fn print_table_head() {
    println!("| case | system | n | median, s | least, s | per second | MB written or read | peak MB | × us | |");
    println!("|---|---|--:|--:|--:|--:|--:|--:|--:|---|");
}
