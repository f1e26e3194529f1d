//! Each training once.

use nnviz::Finding;

use crate::diseases::{DISEASES, Disease};
use crate::healthy::HEALTHY;
use crate::training::findings;

/// Whether the disease was found, in the right place and in time.
pub(crate) fn is_hit(disease: &Disease, found: &[Finding]) -> bool {
    found.iter().any(|finding| {
        let place = disease.layer.is_none_or(|layer| finding.layer() == Some(layer));
        finding.rule == disease.rule && place && finding.step <= disease.within
    })
}

/// A line for each finding.
pub(crate) fn told(found: &[Finding]) -> String {
    found.iter().fold(String::new(), |text, finding| text + "\n    " + &finding.to_string())
}

#[test]
fn each_disease_is_found() {
    let mut missed = Vec::new();
    for disease in &DISEASES {
        let found = findings(1, disease.train);
        println!("{} -> {}{}", disease.name, disease.rule, told(&found));
        if !is_hit(disease, &found) {
            missed.push(format!("{} ({}): {}", disease.name, disease.rule, told(&found)));
        }
    }
    assert!(missed.is_empty(), "not found: {}", missed.join("\n"));
}

#[test]
fn healthy_trainings_have_no_findings() {
    for healthy in &HEALTHY {
        let found = findings(1, |logger, device| (healthy.train)(logger, device, healthy.steps[0]));
        assert!(found.is_empty(), "{}: {}", healthy.name, told(&found));
    }
}
