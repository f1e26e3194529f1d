//! An inspection for programs.

use serde_json::{Map, Value, json};

use super::{Damage, FileInspection, Steps};

/// An array with an object for each file.
pub fn to_json(files: &[FileInspection]) -> Value {
    files.iter().map(file).collect()
}

fn file(file: &FileInspection) -> Value {
    let (first, last) = file.wall_times.unzip();
    let tags = file.tags.iter().map(|(tag, of)| (tag.clone(), with_kind(&of.kind, of.steps)));
    json!({
        "run": file.run,
        "file": file.path.display().to_string(),
        "bytes": file.bytes,
        "events": file.events,
        "version": file.version,
        "writer": file.writer,
        "first_wall_time": first,
        "last_wall_time": last,
        "kinds": file.kinds.iter().map(|(kind, of)| ((*kind).to_owned(), steps(*of))).collect::<Map<_, _>>(),
        "tags": tags.collect::<Map<_, _>>(),
        "damage": file.damage.iter().map(damage).collect::<Vec<_>>(),
        "damaged_stretches": file.damaged_stretches,
        "end": file.end,
    })
}

fn with_kind(kind: &str, of: Steps) -> Value {
    let mut value = steps(of);
    value["kind"] = kind.into();
    value
}

fn steps(steps: Steps) -> Value {
    json!({
        "count": steps.count,
        "first_step": steps.first,
        "last_step": steps.last,
        "min_step": steps.min,
        "max_step": steps.max,
        "out_of_order_steps": steps.out_of_order,
    })
}

fn damage(Damage { offset, bytes, error }: &Damage) -> Value {
    json!({ "offset": offset, "bytes": bytes, "error": error })
}
