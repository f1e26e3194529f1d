//! Texts, which TensorBoard turns into HTML.

use nnviz::record::summary::markdown_table;

use crate::boards::{logger, shown};

#[test]
fn markdown_is_shown_as_html() {
    let run = "text/markdown";
    let logger = logger(run);
    let table = markdown_table(["setting", "value"], [["epochs", "5"], ["name", "a|b"]]);
    let texts = ["**bold** words", "Grüße, 世界 🙂", "<script>alert(1)</script>", "", &table];
    for (step, text) in texts.into_iter().enumerate() {
        logger.add_text("note", text, step as i64);
    }
    for board in shown(run, &logger) {
        let points = board.json("plugin/text/text", &[("run", run), ("tag", "note")]);
        let points = points.as_array().unwrap();
        let html = |index: usize| points[index]["text"].as_str().unwrap();
        let steps: Vec<_> = points.iter().map(|point| point["step"].as_i64().unwrap()).collect();
        assert_eq!(steps, [0, 1, 2, 3, 4], "{:?}", board.reader);
        assert_eq!(html(0), "<p><strong>bold</strong> words</p>", "{:?}", board.reader);
        assert_eq!(html(1), "<p>Grüße, 世界 🙂</p>", "{:?}", board.reader);
        assert!(!html(2).contains("<script"), "{:?}: {}", board.reader, html(2));
        assert_eq!(html(3), "", "{:?}", board.reader);
        for cell in ["<th>setting</th>", "<td>epochs</td>", "<td>5</td>", "<td>a|b</td>"] {
            assert!(html(4).contains(cell), "{:?}: no {cell} in {}", board.reader, html(4));
        }
    }
}
