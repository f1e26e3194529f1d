"""Makes minilm.safetensors, topics.safetensors and wordpieces.json: what the reference computes with MiniLM for two sentences,
how one of them is explained, and how its tokenizer cuts sentences into word pieces.

    pip install torch "transformers<5" safetensors captum==0.9.0
    python minilm.py DIRECTORY          # the directory that ../fetch.sh made
"""

import json
import pathlib
import sys

import torch
from captum.attr import LayerIntegratedGradients
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertModel, BertTokenizer

HERE = pathlib.Path(__file__).parent
# The second is shorter: its last places are padding.
SENTENCES = ["The cat sat because it was tired.", "Daisies bloom unseen."]
# The classes are sentences themselves: the score is how near the meaning is.
TOPIC, TOPICS, STEPS = "The cat missed the concert because it was asleep.", ["an animal", "music"], 50
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


def meaning(output, mask):
    """The mean over the places that are not padding, of length 1."""
    mask = mask[..., None].float()
    return torch.nn.functional.normalize((output.last_hidden_state * mask).sum(1) / mask.sum(1))


def rollout(attentions):
    """Abnar & Zuidema 2020, from the weights of one sentence, each [heads, places, places]."""
    flow = torch.eye(attentions[0].shape[-1])
    for weights in attentions:
        mixed = weights.mean(0) + torch.eye(weights.shape[-1])
        flow = mixed / mixed.sum(-1, keepdim=True) @ flow
    return flow


def relevance(attentions, gradients):
    """Chefer, Gur & Wolf 2021, the rule for self-attention."""
    found = torch.eye(attentions[0].shape[-1])
    for weights, gradient in zip(attentions, gradients):
        found = found + (weights * gradient).clamp(min=0).mean(0) @ found
    return found


def topics(model, tokenizer):
    """The sentence's scores, its rollout, and what each word does for each class: [classes, …]."""
    labels = tokenizer(TOPICS, padding=True, return_tensors="pt")
    with torch.no_grad():
        meanings = meaning(model(**labels), labels["attention_mask"])

    def forward(ids, **more):
        output = model(ids, output_attentions=True, **more)
        scores = meaning(output, torch.ones(output.last_hidden_state.shape[:2])) @ meanings.T
        return (scores, output.attentions) if more else scores

    ids = tokenizer(TOPIC, return_tensors="pt")["input_ids"]
    nothing = ids.clone()
    nothing[:, 1:-1] = tokenizer.pad_token_id
    scores, attentions = forward(ids, return_dict=True)
    gradients = [torch.autograd.grad(score, attentions, retain_graph=True) for score in scores[0]]
    first = lambda layers: [layer.detach()[0] for layer in layers]
    path = LayerIntegratedGradients(forward, model.embeddings)
    integrated = [path.attribute(ids, nothing, target=at, n_steps=STEPS).sum(-1)[0] for at in range(len(TOPICS))]
    return {
        "scores": scores.detach()[0],
        "rollout": rollout(first(attentions)),
        "relevance": torch.stack([relevance(first(attentions), first(of)) for of in gradients]),
        "integrated_gradients": torch.stack(integrated).detach().float(),
    }


def main():
    directory = pathlib.Path(sys.argv[1])
    tokenizer = BertTokenizer(str(directory / "minilm-vocab.txt"), do_lower_case=True)
    model = network(directory)
    batch = tokenizer(SENTENCES, padding=True, return_tensors="pt")
    with torch.no_grad():
        output = model(**batch, output_hidden_states=True, output_attentions=True)
    golden = {
        "hidden": torch.stack(output.hidden_states),
        "attention": torch.stack(output.attentions),
        "sentence": meaning(output, batch["attention_mask"]),
    }
    save_file(golden, HERE / "minilm.safetensors")
    save_file(topics(model, tokenizer), HERE / "topics.safetensors")
    pieces = {sentence: tokenizer.tokenize(sentence) for sentence in CUT}
    ids = {sentence: tokenizer(sentence)["input_ids"] for sentence in CUT}
    both = [{"sentence": sentence, "pieces": pieces[sentence], "ids": ids[sentence]} for sentence in CUT]
    (HERE / "wordpieces.json").write_text(json.dumps(both, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
