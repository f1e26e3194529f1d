//! Meshes and point clouds.

use nnviz::record::summary::Mesh;
use serde_json::Value;

use crate::boards::{logger, shown};
use crate::support::tensorboard::TensorBoard;

/// The types of a part, as TensorBoard's page asks for them and numbers them.
const PARTS: [(&str, u64); 3] = [("VERTEX", 1), ("FACE", 2), ("COLOR", 3)];

fn mesh(shift: f32) -> Mesh {
    Mesh::new(vec![[shift, 0.0, 0.0], [1.5, shift, 0.0], [0.0, 1.0, -2.25], [0.0, 0.0, shift]])
        .with_faces(vec![[0, 1, 2], [1, 2, 3]])
        .with_colors(vec![[255, 0, shift as u8], [0, 255, 0], [1, 2, 3], [255, 255, 0]])
}

/// The raw numbers of a part, as a browser gets them.
fn data(board: &TensorBoard, run: &str, tag: &str, part: &str, sample: usize, step: i64) -> Vec<u8> {
    let (sample, step) = (sample.to_string(), step.to_string());
    let query = [("run", run), ("tag", tag), ("content_type", part), ("sample", &sample), ("step", &step)];
    board.found("plugin/mesh/data", &query).body
}

/// The same of the mesh that was logged.
fn expected(mesh: &Mesh, part: &str) -> Vec<u8> {
    match part {
        "VERTEX" => mesh.vertices.iter().flatten().flat_map(|number| number.to_le_bytes()).collect(),
        "FACE" => mesh.faces.iter().flatten().flat_map(|&corner| (corner as i32).to_le_bytes()).collect(),
        _ => mesh.colors.concat(),
    }
}

fn parts(board: &TensorBoard, run: &str, tag: &str) -> Vec<Value> {
    board.json("plugin/mesh/meshes", &[("run", run), ("tag", tag)]).as_array().unwrap().clone()
}

#[test]
fn every_number_of_a_mesh_is_shown() {
    let run = "meshes/whole";
    let logger = logger(run);
    let config = r#"{"camera":{"cls":"PerspectiveCamera","fov":75}}"#;
    for step in [1, 2] {
        logger.add_mesh("shape", mesh(step as f32).with_config(config), step);
    }
    for board in shown(run, &logger) {
        let parts = parts(board, run, "shape");
        assert_eq!(parts.len(), 6, "{:?}: three parts, two steps", board.reader);
        for part in &parts {
            assert_eq!((&part["components"], &part["config"]), (&14.into(), &config.into()), "{:?}", board.reader);
        }
        for (name, number) in PARTS {
            let of_type: Vec<_> = parts.iter().filter(|part| part["content_type"] == number).collect();
            let rows = if name == "FACE" { 2 } else { 4 };
            assert!(of_type.iter().all(|part| part["data_shape"] == serde_json::json!([1, rows, 3])), "{of_type:?}");
            assert_eq!(of_type.iter().map(|part| part["step"].as_i64().unwrap()).collect::<Vec<_>>(), [1, 2]);
            for step in [1, 2] {
                let shown = data(board, run, "shape", name, 0, step);
                assert_eq!(shown, expected(&mesh(step as f32), name), "{:?} {name}", board.reader);
            }
        }
    }
}

#[test]
fn a_cloud_of_points_has_no_faces() {
    let run = "meshes/cloud";
    let logger = logger(run);
    let cloud = Mesh::new(vec![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    logger.add_mesh("points", cloud.clone(), 0);
    for board in shown(run, &logger) {
        let [part] = &parts(board, run, "points")[..] else { panic!("{:?}", board.reader) };
        assert_eq!((&part["components"], &part["content_type"]), (&2.into(), &1.into()), "{:?}", board.reader);
        assert_eq!(data(board, run, "points", "VERTEX", 0, 0), expected(&cloud, "VERTEX"), "{:?}", board.reader);
    }
}

#[test]
fn meshes_of_one_tag_are_samples() {
    let run = "meshes/batch";
    let logger = logger(run);
    logger.add_meshes("batch", (0..3).map(|at| mesh(at as f32)).collect(), 5);
    for board in shown(run, &logger) {
        let tags = board.json("plugin/mesh/tags", &[]);
        assert_eq!(tags[run]["batch"]["samples"], 3, "{:?}: {tags}", board.reader);
        for sample in 0..3 {
            for (part, _) in PARTS {
                let shown = data(board, run, "batch", part, sample, 5);
                assert_eq!(shown, expected(&mesh(sample as f32), part), "{:?} {part} {sample}", board.reader);
            }
        }
    }
}
