"""What model files cost: size, time to write and to read, and the same model in the ONNX runtime.

Run: ``python benchmarks/model_files.py [--trees 700] [--depth 7] [--features 80]``. The part about ONNX needs
``pip install revscoring[onnx]``. Times are the best of several rounds, in one thread.
"""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is imported


def best(function: Callable[[], Any], rounds: int) -> float:
    """Give the least time of some rounds, in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def make_model(n_trees: int, depth: int, n_features: int, n_observations: int = 3000) -> tuple[Any, Any]:
    """Train boosting on made-up values; give it and values to score."""
    import numpy as np

    from revscoring.features import Feature
    from revscoring.scoring import models

    generator = np.random.default_rng(0)
    values = generator.normal(size=(n_observations, n_features))
    labels = values[:, 0] + values[:, 1] * values[:, 2] + generator.normal(size=n_observations) > 0
    features = [Feature(f"value_{number}", returns=float) for number in range(n_features)]
    model = models.GradientBoosting(
        features, [True, False], n_estimators=n_trees, max_depth=depth, learning_rate=0.01
    )
    model.train(list(zip(values.tolist(), labels.tolist(), strict=True)))
    return model, values[:1000]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trees", type=int, default=700)
    parser.add_argument("--depth", type=int, default=7)
    parser.add_argument("--features", type=int, default=80)
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)  # these features are known by name only

    from revscoring.scoring.files import model_file

    model, values = make_model(arguments.trees, arguments.depth, arguments.features)
    rows = values.tolist()
    data = model_file.dumps(model)
    again = model_file.loads(data)
    same = again.score_many(rows) == model.score_many(rows) and model_file.dumps(again) == data
    print(f"model file: {len(data):,} bytes, the same scores and bytes after loading: {same}")
    print(f"write: {best(lambda: model_file.dumps(model), 3):.0f} ms")
    print(f"read: {best(lambda: model_file.loads(data), 5):.0f} ms")
    print(f"score: {best(lambda: model.score(rows[0]), 50):.3f} ms")
    print(f"score_many of 1,000: {best(lambda: model.score_many(rows), 5):.1f} ms")
    try:
        import onnxruntime

        from revscoring.scoring.onnx_export import export, greatest_difference
    except ImportError as error:
        print(f"ONNX: not measured ({error})")
        return
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "model.onnx"
        print(f"ONNX export: {best(lambda: export(model, path), 1):.0f} ms, {path.stat().st_size:,} bytes")
        print(f"ONNX greatest difference: {greatest_difference(model, path, rows):.2g}")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        print(f"ONNX, one row: {best(lambda: session.run(None, {'values': values[:1]}), 200):.3f} ms")
        print(f"ONNX, 1,000 rows: {best(lambda: session.run(None, {'values': values}), 10):.1f} ms")


if __name__ == "__main__":
    main()
