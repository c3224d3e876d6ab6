"""Recall, MRR and nDCG of what a system found, by ir-measures. Relevant is what holds a piece of the gold evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.evidence import holds_evidence
from eval.gold import Gold
from eval.systems import Searchable

MEASURES = ("R@1", "R@3", "R@10", "RR@10", "nDCG@10")


def score_retrieval(
    golds: Sequence[Gold], collection: Sequence[Searchable], found: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """The measures of each question that has relevant texts, by question id. `found` has the found ids, best first.

    Nothing found counts as 0. Gives nothing where ir-measures is not installed (the extra «eval»).
    """
    try:
        import ir_measures
    except ModuleNotFoundError as error:
        if error.name != "ir_measures":
            raise
        return {}
    relevant = {gold.id: relevant_ids(gold, collection) for gold in golds}
    qrels = [ir_measures.Qrel(name, id_, 1) for name, ids in relevant.items() for id_ in ids]
    run = [
        ir_measures.ScoredDoc(name, id_, float(-rank))
        for name, ids in found.items()
        if relevant.get(name)
        for rank, id_ in enumerate(ids)
    ]
    scores = {name: dict.fromkeys(MEASURES, 0.0) for name, ids in relevant.items() if ids}
    if run:
        for metric in ir_measures.iter_calc([ir_measures.parse_measure(name) for name in MEASURES], qrels, run):
            scores[metric.query_id][str(metric.measure)] = round(float(metric.value), 6)
    return scores


def relevant_ids(gold: Gold, collection: Sequence[Searchable]) -> list[str]:
    """The texts that hold a piece of a question's evidence; none for a question without any."""
    if not gold.evidence:
        return []
    return [
        text.id for text in collection if any(holds_evidence(gold, words, section) for section, words in text.pieces)
    ]
