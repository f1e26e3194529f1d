//! Configurations of the projector.

use nnviz_record::projector::{Embedding, ProjectorConfig, Sprite};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

pub(crate) fn projector_config() -> impl Strategy<Value = ProjectorConfig> {
    vec(embedding(), 0..4).prop_map(|embeddings| ProjectorConfig { embeddings })
}

fn embedding() -> impl Strategy<Value = Embedding> {
    // Quotes and what must be escaped in them, more often than chance would have it.
    let text = || prop_oneof![any::<String>(), "[\"'\\\\\n\r\t\x00-\x1f\x7f0-9ü{}:]{0,12}"];
    let numbers = || vec(any::<u32>(), 0..3);
    let sprite = (text(), numbers()).prop_map(|(image_path, single_image_dim)| Sprite { image_path, single_image_dim });
    (text(), text(), numbers(), text(), text(), option::of(sprite)).prop_map(
        |(tensor_name, tensor_path, tensor_shape, metadata_path, bookmarks_path, sprite)| Embedding {
            tensor_name,
            tensor_path,
            tensor_shape,
            metadata_path,
            bookmarks_path,
            sprite,
        },
    )
}
