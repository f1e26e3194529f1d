"""Makes minilm.safetensors and wordpieces.json: what the reference computes with MiniLM for two sentences, and how its
tokenizer cuts sentences into word pieces.

    pip install torch "transformers<5" safetensors
    python minilm.py DIRECTORY          # the directory that ../fetch.sh made
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertModel, BertTokenizer

HERE = pathlib.Path(__file__).parent
# The second is shorter: its last places are padding.
SENTENCES = ["The cat sat because it was tired.", "Daisies bloom unseen."]
CUT = SENTENCES + [
    "Naïve café-goers, CRÈME brûlée!",
    "don't stop: 3.14 ≈ π; e-mail me@example.org",
    "unaffable  electroencephalography\tis\nhard",
    "東京 is big, 北京 too",
    "𝔘nicode 😀 and a\u0000null, a\u00adsoft hyphen",
    "x" * 101 + " " + "x" * 100,
    "İstanbul ΑΣ Straße",
    "",
]


def network(directory):
    """The network with its weights, for inference; attention is computed step by step, so that it can be returned."""
    config = BertConfig(
        vocab_size=30522, hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536,
        layer_norm_eps=1e-12, attn_implementation="eager",
    )
    model = BertModel(config)
    missing, _ = model.load_state_dict(load_file(directory / "minilm.safetensors"), strict=False)
    assert not missing, missing
    return model.eval()


def main():
    directory = pathlib.Path(sys.argv[1])
    tokenizer = BertTokenizer(str(directory / "minilm-vocab.txt"), do_lower_case=True)
    batch = tokenizer(SENTENCES, padding=True, return_tensors="pt")
    with torch.no_grad():
        output = network(directory)(**batch, output_hidden_states=True, output_attentions=True)
    mask = batch["attention_mask"][..., None].float()
    golden = {
        "hidden": torch.stack(output.hidden_states),
        "attention": torch.stack(output.attentions),
        "sentence": torch.nn.functional.normalize((output.last_hidden_state * mask).sum(1) / mask.sum(1)),
    }
    save_file(golden, HERE / "minilm.safetensors")
    pieces = {sentence: tokenizer.tokenize(sentence) for sentence in CUT}
    ids = {sentence: tokenizer(sentence)["input_ids"] for sentence in CUT}
    both = [{"sentence": sentence, "pieces": pieces[sentence], "ids": ids[sentence]} for sentence in CUT]
    (HERE / "wordpieces.json").write_text(json.dumps(both, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
