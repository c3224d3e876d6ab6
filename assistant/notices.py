"""What a reader must know beside the quotes: passed dates, stale references, figures that are easily misread."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.frames import frame
from assistant.models import Language
from corpus.bank import Address, normalise
from corpus.sources import Corpus

_YEAR = re.compile(r"\b(20\d\d)\b")
_PAST = re.compile(r"\b(trådte|ble|vedtatt|gjennomførte|viste|hadde|status pr)\b", re.IGNORECASE)


def find_notices(corpus: Corpus, addresses: Iterable[Address], language: Language, year: int) -> tuple[str, ...]:
    """Notices for the units of an answer, in order, once each. `year` is the present one."""
    found: dict[str, None] = {}
    passed: dict[str, set[str]] = {}
    for passage_id, number in addresses:
        passage = corpus.passages[passage_id]
        unit = passage.units[number]
        document = corpus.document(passage.source_id)
        if document.date:
            years = {y for y in _YEAR.findall(unit.text) if int(document.date[:4]) <= int(y) < year}
            if years and not _PAST.search(unit.text):
                passed.setdefault(document.label, set()).update(years)
        for notice in corpus.notices.get(document.id, ()):
            if normalise(notice.text) in normalise(unit.text) and passage.section.startswith(notice.section):
                found[notice.notice] = None
    dates = [frame("passed", language, label=label, years=", ".join(sorted(y))) for label, y in sorted(passed.items())]
    return (*dates, *found)
