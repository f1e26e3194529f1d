"""Writes reference.json: what scikit-learn and umap-learn compute from the digits.

    python -m venv venv && venv/bin/pip install numpy==2.4.6 scikit-learn==1.9.1 umap-learn==0.5.12
    venv/bin/python make_reference.py ../../../../examples/data/digits.csv.gz reference.json

The subset is every fourth digit: small enough for tests that take a second.
"""

import json
import sys

import numpy as np
import sklearn
import umap
from scipy.spatial.distance import pdist, squareform
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities
from umap.umap_ import find_ab_params, fuzzy_simplicial_set

PERPLEXITY = 30.0


def exact_kl(x, y):
    """The divergence over all pairs, as the exact method defines it."""
    p = squareform(_joint_probabilities(squareform(pdist(x, "sqeuclidean")), PERPLEXITY, 0))
    q = 1.0 / (1.0 + squareform(pdist(y.astype(float), "sqeuclidean")))
    np.fill_diagonal(q, 0.0)
    q /= q.sum()
    off = ~np.eye(len(x), dtype=bool)
    p, q = np.maximum(p[off], 1e-300), np.maximum(q[off], 1e-300)
    return float(np.sum(p * np.log(p / q)))


def measured(x, y):
    return {"kl": exact_kl(x, y), "trustworthiness": {k: trustworthiness(x, y, n_neighbors=k) for k in (5, 12)}}


def tsne(x, **options):
    fit = TSNE(random_state=7, perplexity=PERPLEXITY, **options)
    y = fit.fit_transform(x.astype(np.float32))
    return measured(x, y) | {"iterations": fit.n_iter_ + 1}, y


def neighbourhoods(x):
    """The weights of both methods on a few points, as lists of rows."""
    p = squareform(_joint_probabilities(squareform(pdist(x, "sqeuclidean")), 5.0, 0))
    graph, _, _ = fuzzy_simplicial_set(x.astype(np.float32), 10, np.random.RandomState(0), "euclidean")
    return {"points": len(x), "perplexity": 5.0, "joint": p.tolist(), "neighbours": 10, "fuzzy": graph.toarray().tolist()}


def main(source, target):
    table = np.loadtxt(source, delimiter=",")
    digits = table[:, :64]
    subset = digits[::4]
    pca = PCA(n_components=5).fit(digits)
    subset_tsne, subset_map = tsne(subset)
    reference = {
        "made_with": {"scikit-learn": sklearn.__version__, "umap-learn": umap.__version__, "numpy": np.__version__},
        "pca": {
            "components": pca.components_.tolist(),
            "explained_variance": pca.explained_variance_.tolist(),
            "explained_variance_ratio": pca.explained_variance_ratio_.tolist(),
        },
        "curve": [[d, s, *map(float, find_ab_params(s, d))] for d, s in ((0.1, 1.0), (0.0, 1.0), (0.5, 1.0), (0.25, 2.0))],
        "neighbourhoods": neighbourhoods(digits[:40]),
        "subset": {
            "map": np.round(subset_map.astype(float), 4).tolist(),
            "map_measured": measured(subset, np.round(subset_map.astype(float), 4)),
            "tsne": subset_tsne,
            "tsne_exact": tsne(subset, method="exact")[0],
            "umap": measured(subset, umap.UMAP(random_state=7, n_jobs=1).fit_transform(subset)),
        },
        "digits": {
            "tsne": tsne(digits)[0],
            "umap": measured(digits, umap.UMAP(random_state=7, n_jobs=1).fit_transform(digits)),
        },
    }
    with open(target, "w") as out:
        json.dump(reference, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
