"""Measure how well feature lists find reverted edits: on later years of a page, and on unseen wikis.

    python benchmarks/quality.py --cache CACHE
    python benchmarks/quality.py --cache CACHE --wikis anarchism five-pages --lists any_wiki published

The labels are those of ``revscoring autolabel``. All lists learn with the same settings from the same edits:

time
    from the older two thirds of a page's edits, tested on the newest third, and on those edits of it whose
    authors the training never saw;
wikis
    from all wikis but one, tested on that one.

Intervals are those of 95 of 100 samples of authors; differences are of the same samples. Values of features
are kept in the directory `--cache`: delete it after changing features. The histories are those of the
directory ``$REVSCORING_DATA`` or ``../shared/data``, and the sample wiki of the repository. The published
list is that of ``editquality`` if it can be imported, else our example list for English.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from revscoring.cli.dumps import readable, summary_reader
from revscoring.extractors.dump import (
    Accounts,
    Dump,
    first_edits,
    link_parents,
    make_task,
    needs_histories,
    read_dump,
    root_names,
)
from revscoring.extractors.revert_labels import label_edits
from revscoring.extractors.workers import extract_many
from revscoring.features import Feature, who_features

ROOT = Path(__file__).parents[1]
HISTORIES = {
    "anarchism": "enwiki-anarchism-2001-2007.xml.xz",
    "rio-grande": "enwiki-rio-grande-2002-2007.xml.xz",
    "aawiki": "aawiki-2026.xml.xz",
    "webplatform": "webplatform-docs-2011-2015.xml.xz",
    "five-pages": "enwiki-five-pages-2004-2014.xml.xz",
    "sample-wiki": ROOT / "examples/sample_wiki/sample_wiki.xml.xz",
}
#: Splits by time need one long history.
BY_TIME = ("anarchism",)
MANY_PAGES = ("webplatform",)
FAMILIES = ("surprise", "shape", "form", "summary", "pace", "memory")
MAIN_LISTS = (
    "published",
    "published without user",
    "published for any language",
    "any_wiki",
    "any_wiki_and_editor",
)
PUBLISHED = "editquality.feature_lists.enwiki.damaging"
SETTINGS = {
    "n_estimators": 300,
    "max_depth": 5,
    "learning_rate": 0.04,
    "max_features": "sqrt",
    "subsample": 0.5,
    "random_state": 0,
}
PRECISION = 0.75


@dataclass
class Edits:
    """The labelled edits of a wiki, oldest first."""

    ids: np.ndarray
    reverted: np.ndarray
    authors: np.ndarray
    logged_in: np.ndarray
    values: dict[str, np.ndarray]

    def select(self, places: np.ndarray) -> Edits:
        """Return some of the edits."""
        values = {name: column[places] for name, column in self.values.items()}
        return Edits(
            self.ids[places], self.reverted[places], self.authors[places], self.logged_in[places], values
        )

    def matrix(self, features: Sequence[Feature]) -> np.ndarray:
        """Return the values of features, a row an edit."""
        return np.column_stack([self.values[str(feature)] for feature in features])


def import_list(path: str) -> list[Feature]:
    """Import a list of features by its dotted path."""
    module, _, attribute = path.rpartition(".")
    return list(getattr(import_module(module), attribute))


def is_of_language(feature: Feature) -> bool:
    """Tell whether a feature is about the words of a language."""
    return "english." in str(feature) or "no_dictionary" in str(feature) or "are_bad" in str(feature)


def known_lists() -> dict[str, list[Feature]]:
    """Return the lists that are compared, by their names."""
    from revscoring.examples import any_wiki, any_wiki_and_editor, english

    try:
        published = import_list(PUBLISHED)
    except ImportError:
        published = list(english.damaging)
    without_user = _without(published, who_features(published))
    return {
        "published": published,
        "published without user": without_user,
        "published for any language": [one for one in without_user if not is_of_language(one)],
        "any_wiki": list(any_wiki),
        "any_wiki_and_editor": list(any_wiki_and_editor),
        **{
            f"any_wiki without {family}": [
                one for one in any_wiki if not str(one).startswith(f"feature.{family}.")
            ]
            for family in FAMILIES
        },
    }


def _without(features: Sequence[Feature], others: Sequence[Feature]) -> list[Feature]:
    left_out = set(map(str, others))
    return [feature for feature in features if str(feature) not in left_out]


def read_edits(path: Path, features: Sequence[Feature], cache: Path | None, every: int) -> Edits:
    """Return the labelled edits of a dump, with values from the cache where it has them.

    They are those of every Nth page, and of all pages with reverted edits.
    """
    with Dump(str(path)) as dump:
        labels = list(label_edits(readable(dump), lambda *_: None, read_summary=summary_reader(dump)))
    pages = {one["page_id"] for one in labels if one["reverted"] or one["page_id"] % every == 0}
    labels = [one for one in labels if one["page_id"] in pages]
    labels.sort(key=lambda one: (one["timestamp"], one["rev_id"]))
    folder = None if cache is None else cache / f"{path.name.partition('.')[0]}-{every}"
    columns = {str(one): column for one in features if (column := _load(folder, one)) is not None}
    missing = [one for one in features if str(one) not in columns]
    if missing:
        columns |= dict(zip(map(str, missing), extract(path, missing, pages), strict=True))
        for one in missing:
            _save(folder, one, columns[str(one)])
    complete = [one for one in labels if all(one["rev_id"] in column for column in columns.values())]
    ids = [one["rev_id"] for one in complete]
    return Edits(
        np.asarray(ids),
        np.asarray([one["reverted"] for one in complete]),
        np.asarray([one["user"] or f"unknown {one['rev_id']}" for one in complete]),
        np.asarray([one["anonymous"] is False for one in complete]),
        {name: np.asarray([column[one] for one in ids]) for name, column in columns.items()},
    )


def extract(path: Path, features: Sequence[Feature], pages: Collection[int]) -> list[dict[int, float]]:
    """Return the values of each feature by revision."""
    began = time.process_time()
    roots = root_names(features)
    accounts = Accounts({}, first_edits(read_dump(str(path), texts=False)))
    revisions = (one for one in read_dump(str(path)) if one.page.id in pages)
    links = link_parents(revisions, histories=needs_histories(roots))
    tasks = (make_task(linked.revision.id, linked, roots, accounts) for linked in links)
    columns: list[dict[int, float]] = [{} for _ in features]
    for extraction in extract_many(tasks, features, workers=0):
        if extraction.values is not None:
            for column, value in zip(columns, extraction.values, strict=True):
                column[extraction.key] = float(value)
    milliseconds = 1000 * (time.process_time() - began) / max(len(columns[0]), 1)
    print(f"{path.name}: {len(features)} features, {milliseconds:.1f} ms a revision", file=sys.stderr)
    return columns


def _file(folder: Path, feature: Feature) -> Path:
    return folder / f"{hashlib.sha1(str(feature).encode()).hexdigest()}.npz"


def _load(folder: Path | None, feature: Feature) -> dict[int, float] | None:
    if folder is None or not (file := _file(folder, feature)).exists():
        return None
    with np.load(file) as found:
        return dict(zip(found["ids"].tolist(), found["values"].tolist(), strict=True))


def _save(folder: Path | None, feature: Feature, column: dict[int, float]) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(_file(folder, feature), ids=list(column), values=list(column.values()), name=str(feature))


# --- figures -----------------------------------------------------------------------------------


def roc_auc(reverted: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> float:
    """Return the chance that a reverted edit has a higher score than another one; ties count half."""
    _, places = np.unique(scores, return_inverse=True)
    good = np.bincount(places, weights * ~reverted)
    bad = np.bincount(places, weights * reverted)
    pairs = good.sum() * bad.sum()
    return float((bad * (np.cumsum(good) - good / 2)).sum() / pairs) if pairs else float("nan")


def recall(reverted: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> float:
    """Return the highest recall of a threshold with at least `PRECISION`, 0 if there is none."""
    _, places = np.unique(-scores, return_inverse=True)
    flagged = np.cumsum(np.bincount(places, weights))
    found = np.cumsum(np.bincount(places, weights * reverted))
    kept = found[found >= PRECISION * np.maximum(flagged, 1e-9)]
    return float(kept.max(initial=0) / found[-1]) if found[-1] else float("nan")


MEASURES = {"ROC-AUC": roc_auc, f"recall at precision {PRECISION}": recall}


def samples_of_authors(authors: np.ndarray, number: int = 300) -> Iterator[np.ndarray]:
    """Yield weights of edits: first 1 each, then how often each author was drawn."""
    _, places = np.unique(authors, return_inverse=True)
    yield np.ones(len(authors))
    random = np.random.default_rng(0)
    size = places.max() + 1
    for _ in range(number):
        yield np.bincount(random.integers(0, size, size), minlength=size)[places].astype(float)


def figure(values: np.ndarray, sign: str = "") -> str:
    """Return a value and its interval; the first of the values is that of all edits."""
    if np.isnan(values[0]):
        return "-"
    low, high = np.nanpercentile(values[1:], [2.5, 97.5])
    return f"{values[0]:{sign}.3f} ({low:{sign}.3f} to {high:{sign}.3f})"


def learn(rows: np.ndarray, reverted: np.ndarray) -> Any:
    """Return boosted trees, trained with the settings of the benchmark."""
    from sklearn.ensemble import GradientBoostingClassifier

    return GradientBoostingClassifier(**SETTINGS).fit(rows, reverted)


def compare(title: str, edits: Edits, scores: dict[str, np.ndarray], base: str) -> dict[str, float]:
    """Print the figures of lists on edits, and the differences to one of them; return the ROC-AUCs."""
    authors = len(np.unique(edits.authors))
    print(f"\n{title}: {len(edits.ids):,} edits, {edits.reverted.sum():,} reverted, {authors:,} authors")
    weights = list(samples_of_authors(edits.authors))
    found = {
        name: {
            label: np.asarray([measure(edits.reverted, one, w) for w in weights])
            for label, measure in MEASURES.items()
        }
        for name, one in scores.items()
    }
    for name, values in found.items():
        line = "; ".join(f"{label} {figure(one)}" for label, one in values.items())
        print(f"  {name:28} {line}")
        if name != base and base in found:
            line = "; ".join(
                f"{label} {figure(one - found[base][label], '+')}" for label, one in values.items()
            )
            print(f"  {'':28} against {base}: {line}")
    return {name: float(values["ROC-AUC"][0]) for name, values in found.items()}


def print_price(edits: Edits, scores: dict[str, np.ndarray]) -> None:
    """Print how many good edits of each group are flagged where a list finds half of the reverted ones."""
    for name, one in scores.items():
        flagged = one >= np.median(one[edits.reverted])
        rates = []
        for group, members in (("logged in", edits.logged_in), ("not logged in", ~edits.logged_in)):
            good = members & ~edits.reverted
            rates.append(f"{group} {flagged[good].mean():.1%} of {good.sum():,}" if good.any() else "")
        print(f"  {name:28} good edits flagged at recall 0.5: {', '.join(filter(None, rates))}")


def by_time(name: str, edits: Edits, lists: dict[str, list[Feature]], base: str) -> None:
    """Train on the older two thirds of a wiki and test on the newest third."""
    first = len(edits.ids) * 2 // 3
    older, newer = edits.select(np.arange(first)), edits.select(np.arange(first, len(edits.ids)))
    scores = {}
    for title, features in lists.items():
        model = learn(older.matrix(features), older.reverted)
        scores[title] = model.predict_proba(newer.matrix(features))[:, 1]
        best = np.argsort(-model.feature_importances_)[:8]
        print(f"{title} ({len(features)}): {', '.join(str(features[i]) for i in best)}", file=sys.stderr)
    compare(f"{name}, newest third", newer, scores, base)
    print_price(newer, scores)
    new = np.flatnonzero(~np.isin(newer.authors, older.authors))
    compare(
        f"{name}, newest third, by authors not in the training",
        newer.select(new),
        {title: one[new] for title, one in scores.items()},
        base,
    )


def by_wiki(wikis: dict[str, Edits], lists: dict[str, list[Feature]], base: str, source: str) -> None:
    """Leave out one wiki at a time: train on the others and test on it."""
    means: dict[str, list[float]] = {title: [] for title in lists}
    weights = []
    for name, edits in wikis.items():
        if name == source or edits.reverted.all() or not edits.reverted.any():
            continue
        scores = {}
        for title, features in lists.items():
            others = [one for other, one in wikis.items() if other != name]
            rows = np.concatenate([one.matrix(features) for one in others])
            labels = np.concatenate([one.reverted for one in others])
            scores[title] = learn(rows, labels).predict_proba(edits.matrix(features))[:, 1]
        found = compare(f"{name}, unseen", edits, scores, base)
        print_price(edits, scores)
        weights.append(int(edits.reverted.sum()))
        for title, value in found.items():
            means[title].append(value)
    if weights:
        print("\nunseen wikis, mean ROC-AUC; weighted by reverted edits:")
        for title, values in means.items():
            print(f"  {title:28} {np.mean(values):.3f}; {np.average(values, weights=weights):.3f}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="directory with the folder histories")
    parser.add_argument("--cache", type=Path, help="directory for values of features")
    parser.add_argument("--wikis", nargs="+", choices=HISTORIES, default=list(HISTORIES))
    parser.add_argument(
        "--lists", nargs="+", help="names of lists such as 'any_wiki without pace', or dotted paths"
    )
    parser.add_argument("--base", default="published without user", help="list to compare with")
    parser.add_argument("--splits", nargs="+", choices=["time", "wikis"], default=["time", "wikis"])
    parser.add_argument(
        "--pages",
        type=int,
        default=12,
        help="of thousands of pages: every Nth, and those with reverted edits",
    )
    options = parser.parse_args()
    data = options.data or Path(os.environ.get("REVSCORING_DATA", ROOT / "../shared/data"))
    known = known_lists()
    names = options.lists or list(MAIN_LISTS)
    lists = {name: known[name] if name in known else import_list(name) for name in names}
    features = list({str(one): one for features in lists.values() for one in features}.values())
    wikis = {
        name: read_edits(
            data / "histories" / HISTORIES[name],
            features,
            options.cache,
            options.pages if name in MANY_PAGES else 1,
        )
        for name in options.wikis
    }
    if "time" in options.splits:
        for name in BY_TIME:
            if name in wikis:
                by_time(name, wikis[name], lists, options.base)
    if "wikis" in options.splits and len(wikis) > 1:
        by_wiki(wikis, lists, options.base, BY_TIME[0])


if __name__ == "__main__":
    main()
