//! The configuration: which embeddings there are, and where their files are (`projector_config.proto`, as text).

use super::ProjectorError;
use super::pbtxt::{Field, Parser, push_string};

/// The name under which TensorBoard looks for the configuration, in the directory of a run.
pub const PROJECTOR_CONFIG_NAME: &str = "projector_config.pbtxt";

/// All embeddings of a run.
///
/// ```
/// use nnviz_record::projector::{Embedding, ProjectorConfig};
/// let words = Embedding { metadata_path: "words/metadata.tsv".into(), ..Embedding::new("words", "words/tensors.tsv") };
/// let config = ProjectorConfig { embeddings: vec![words] };
/// assert_eq!(ProjectorConfig::parse(&config.to_pbtxt())?, config);
/// # Ok::<(), nnviz_record::projector::ProjectorError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectorConfig {
    /// The embeddings, each of a name of its own.
    pub embeddings: Vec<Embedding>,
}

/// The files of an embedding. Paths are relative to the directory of the configuration; an empty one is no file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Embedding {
    /// Its name, unique in the run. TensorBoard drops a `:0` at the end.
    pub tensor_name: String,
    /// The points; see [`Tensors`](super::Tensors).
    pub tensor_path: String,
    /// Points and coordinates a point: needed when the points are raw floats, empty when nobody says.
    pub tensor_shape: Vec<u32>,
    /// The labels; see [`metadata_tsv`](super::metadata_tsv).
    pub metadata_path: String,
    /// Views of the embedding, as the projector's page saves them.
    pub bookmarks_path: String,
    /// A picture for each point.
    pub sprite: Option<Sprite>,
}

/// Pictures of one size in one picture: a square grid of them, row by row, at most 8192 pixels wide and high.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sprite {
    /// The picture of pictures.
    pub image_path: String,
    /// Width and height of each, in pixels.
    pub single_image_dim: Vec<u32>,
}

impl Embedding {
    /// An embedding of points alone.
    pub fn new(tensor_name: impl Into<String>, tensor_path: impl Into<String>) -> Self {
        Self { tensor_name: tensor_name.into(), tensor_path: tensor_path.into(), ..Self::default() }
    }
}

impl ProjectorConfig {
    /// The configuration as text.
    pub fn to_pbtxt(&self) -> String {
        let mut text = String::new();
        for embedding in &self.embeddings {
            text.push_str("embeddings {\n");
            push_string(&mut text, "  tensor_name", &embedding.tensor_name);
            push_string(&mut text, "  metadata_path", &embedding.metadata_path);
            push_string(&mut text, "  bookmarks_path", &embedding.bookmarks_path);
            push_numbers(&mut text, "  tensor_shape", &embedding.tensor_shape);
            if let Some(sprite) = &embedding.sprite {
                text.push_str("  sprite {\n");
                push_string(&mut text, "    image_path", &sprite.image_path);
                push_numbers(&mut text, "    single_image_dim", &sprite.single_image_dim);
                text.push_str("  }\n");
            }
            push_string(&mut text, "  tensor_path", &embedding.tensor_path);
            text.push_str("}\n");
        }
        text
    }

    /// Reads a configuration of any writer. Fields that are not of an embedding are stepped over.
    ///
    /// # Errors
    /// [`ProjectorError::Config`], with the line, when the text is no such message.
    pub fn parse(text: &str) -> Result<Self, ProjectorError> {
        let mut parser = Parser::new(text);
        let mut config = Self::default();
        while let Some((name, field)) = parser.next_field()? {
            if (name, &field) == ("embeddings", &Field::Open) {
                config.embeddings.push(Embedding::parse(&mut parser)?);
            } else {
                parser.skip(&field)?;
            }
        }
        Ok(config)
    }
}

fn push_numbers(text: &mut String, name: &str, numbers: &[u32]) {
    for number in numbers {
        text.extend([name, ": ", &number.to_string(), "\n"]);
    }
}

impl Embedding {
    fn parse(parser: &mut Parser<'_>) -> Result<Self, ProjectorError> {
        let mut this = Self::default();
        while let Some((name, field)) = parser.next_inner_field()? {
            match (name, field) {
                ("tensor_name", Field::Text(text)) => this.tensor_name = text,
                ("tensor_path", Field::Text(text)) => this.tensor_path = text,
                ("metadata_path", Field::Text(text)) => this.metadata_path = text,
                ("bookmarks_path", Field::Text(text)) => this.bookmarks_path = text,
                ("tensor_shape", Field::Numbers(numbers)) => this.tensor_shape.extend(numbers),
                ("sprite", Field::Open) => this.sprite = Some(Sprite::parse(parser)?),
                (_, field) => parser.skip(&field)?,
            }
        }
        Ok(this)
    }
}

impl Sprite {
    fn parse(parser: &mut Parser<'_>) -> Result<Self, ProjectorError> {
        let mut this = Self::default();
        while let Some((name, field)) = parser.next_inner_field()? {
            match (name, field) {
                ("image_path", Field::Text(text)) => this.image_path = text,
                ("single_image_dim", Field::Numbers(numbers)) => this.single_image_dim.extend(numbers),
                (_, field) => parser.skip(&field)?,
            }
        }
        Ok(this)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_writers_are_read() {
        let text = "# by hand\nmodel_checkpoint_path: 'model.ckpt'\nembeddings <\n tensor_name: \"a\" 'b';\n\
                    tensor_shape: [3, 2], sprite: { image_path: \"s\\303\\274\\x21\\n\" single_image_dim: 4 single_image_dim: 5 }\n\
                    later { deep { x: 1.5 } } other: TRUE\n>\nembeddings{}";
        let config = ProjectorConfig::parse(text).unwrap();
        let sprite = Sprite { image_path: "sü!\n".into(), single_image_dim: vec![4, 5] };
        let first = Embedding {
            tensor_name: "ab".into(),
            tensor_shape: vec![3, 2],
            sprite: Some(sprite),
            ..Embedding::default()
        };
        assert_eq!(config.embeddings, [first, Embedding::default()]);
    }

    /// In the form of torch 2.9.1 and of tensorboardX 2.6.5.
    #[test]
    fn torch_and_tensorboardx_are_read() {
        let torch = "embeddings {\n  tensor_name: \"wörds \\\"x\\\":00003\"\n  metadata_path: \"3/w/metadata.tsv\"\n  \
                     sprite {\n    image_path: \"3/w/sprite.png\"\n    single_image_dim: 5\n    single_image_dim: 5\n  }\n  \
                     tensor_path: \"3/w/tensors.tsv\"\n}\n";
        let tensorboardx = "embeddings {\ntensor_name: \"words:00003\"\ntensor_path: \"3/w/tensors.tsv\"\n\
                            metadata_path: \"3/w/metadata.tsv\"\nsprite {\nimage_path: \"3/w/sprite.png\"\n\
                            single_image_dim: 5\nsingle_image_dim: 5\n}\n}\n";
        for (text, name) in [(torch, "wörds \"x\":00003"), (tensorboardx, "words:00003")] {
            let sprite = Sprite { image_path: "3/w/sprite.png".into(), single_image_dim: vec![5, 5] };
            let metadata_path = "3/w/metadata.tsv".to_owned();
            let expected = Embedding { metadata_path, sprite: Some(sprite), ..Embedding::new(name, "3/w/tensors.tsv") };
            assert_eq!(ProjectorConfig::parse(text).unwrap().embeddings, [expected]);
        }
    }

    #[test]
    fn errors_name_the_line() {
        let table = [
            ("embeddings {\n", "line 2 of the projector's configuration was not understood: a message is not closed"),
            ("a: 1\n}", "line 2 of the projector's configuration was not understood: a field has a name"),
            ("\n\na \"x\ny\"", "line 3 of the projector's configuration was not understood: a text is not closed"),
            ("a:", "line 1 of the projector's configuration was not understood: a field has a value"),
        ];
        for (text, message) in table {
            assert_eq!(ProjectorConfig::parse(text).unwrap_err().to_string(), message, "{text:?}");
        }
    }
}
