"""Whether and with what a question is answered: an entry of the bank, a passage, or not at all.

1. An entry that fits well decides, whatever its kind (answer, gap, premise, decline, smalltalk); answers that fit
nearly as well come along. 2. Else a passage answers, if it has nearly all that the question is about. 3. Else the
sources don't answer. The thresholds are tuned on the dev split (`ehelse eval run --split dev`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.match import Match
from assistant.select import Found
from corpus.bank import Entry

ENTRY_THRESHOLD = 0.05
KIND_THRESHOLDS = {"smalltalk": 0.6, "premise": 0.3, "out_of_scope": 0.3}
SURE_THRESHOLD = 0.97
NAMED_THRESHOLD = 0.3
CLOSE_LOGITS, CLOSE_LOGITS_SURE, SURE_BEST = 2.5, 1.5, 0.9
ALSO = 4
UNBANKED_COSINE, UNBANKED_COVERAGE, UNBANKED_BELOW = 0.87, 0.5, 0.5
PASSAGE_COVERAGE = 0.62
PASSAGE_COSINE = 0.84


@dataclass(frozen=True, slots=True)
class Decision:
    """What answers one question; both None = nothing does. `made_of`: what a table was put together of."""

    match: Match | None = None
    also: tuple[Match, ...] = ()
    found: Found | None = None
    made_of: tuple[Match, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The bank's entries in the answer."""
        return tuple(match.entry for match in self.made_of or ((self.match,) if self.match else ()))

    @property
    def score(self) -> float:
        return self.match.score if self.match else 0.0

    @property
    def answers(self) -> bool:
        return self.found is not None or (self.match is not None and self.match.entry.answers)


def decide(matches: Sequence[Match], passages: Sequence[Found], unknown_names: Sequence[str] = ()) -> Decision:
    """The best support for a question, if any is good enough; a name that no source has asks for much better."""
    matches = [match for match in matches if match.score >= _threshold(match)]
    if unknown_names and not (matches and _fits_in_spite(matches[0])):
        return Decision()
    if passages and not passages[0].banked and _outdoes(passages[0], matches):
        return Decision(found=passages[0])
    if matches:
        return Decision(match=matches[0], also=close_answers(matches))
    if passages and passages[0].coverage >= PASSAGE_COVERAGE and passages[0].cosine >= PASSAGE_COSINE:
        return Decision(found=passages[0])
    return Decision()


def _threshold(match: Match) -> float:
    """What an entry must reach: more where a wrong one would correct or wave away somebody without reason."""
    return KIND_THRESHOLDS.get(match.entry.reason or match.entry.kind, ENTRY_THRESHOLD)


def _outdoes(found: Found, matches: Sequence[Match]) -> bool:
    """Whether a passage of a source without a bank beats what the bank has."""
    return (
        found.cosine >= UNBANKED_COSINE
        and found.coverage >= UNBANKED_COVERAGE
        and (not matches or matches[0].score < UNBANKED_BELOW)
    )


def _fits_in_spite(match: Match) -> bool:
    """Whether an entry is to be believed though the question names what no source has."""
    return match.score >= (SURE_THRESHOLD if match.entry.kind == "answer" else NAMED_THRESHOLD)


def close_answers(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Answers whose odds are not far below those of the best one, which is an answer too."""
    best = matches[0]
    if best.entry.kind != "answer":
        return ()
    close = CLOSE_LOGITS_SURE if best.score >= SURE_BEST else CLOSE_LOGITS
    near = [match for match in matches[1 : 1 + ALSO] if logit(best.score) - logit(match.score) < close]
    return tuple(match for match in near if match.entry.kind == "answer")


def logit(score: float) -> float:
    """Log odds of a score in [0, 1], finite at its ends."""
    return math.log((score + 1e-6) / (1 - score + 1e-6))
