//! One finding, and how it is told.

use std::fmt;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing; the training may be fine.
    Info,
    /// The training goes on, but not as well as it could.
    Warning,
    /// What is trained from here on is most likely lost.
    Critical,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        })
    }
}

/// Something that is wrong with a training.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that found it: `dead_relu`. Its text has the tag `health/<rule>`.
    pub rule: &'static str,
    /// What it is, in words.
    pub title: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is, from the first layer on; empty where it concerns the whole training.
    pub layers: Vec<String>,
    /// The step from which on it was seen.
    pub step: i64,
    /// The numbers that tell it.
    pub evidence: String,
    /// What to try.
    pub advice: &'static str,
    /// Where rule and threshold come from.
    pub source: &'static str,
}

impl Finding {
    /// The layer where it is, or begins.
    pub fn layer(&self) -> Option<&str> {
        self.layers.first().map(String::as_str)
    }

    /// As Markdown, for TensorBoard and the report.
    pub(crate) fn markdown(&self) -> String {
        let Self { title, severity, step, evidence, advice, source, .. } = self;
        let place = match &self.layers[..] {
            [] => String::new(),
            layers => {
                let named: Vec<_> = layers.iter().map(|layer| format!("`{layer}`")).collect();
                format!(" in {}", named.join(", "))
            }
        };
        format!(
            "### {title}{place}\n\n\
             **{severity}**, first seen at step {step}.\n\n\
             - **Evidence:** {evidence}\n\
             - **What to try:** {advice}\n\
             - **Source:** {source}\n"
        )
    }
}

/// One line: `dead_relu (warning) at step 50 in conv1: …`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}) at step {}", self.rule, self.severity, self.step)?;
        match &self.layers[..] {
            [] => {}
            [only] => write!(f, " in {only}")?,
            [first, others @ ..] => write!(f, " in {first} and {} more", others.len())?,
        }
        write!(f, ": {}", self.evidence)
    }
}
