"""What a reader must know beside the quotes: passed dates, stale references, figures that are easily misread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.frames import frame, in_language, join_words
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
                found[{"nn": notice.notice_nn, "en": notice.notice_en}.get(language) or notice.notice] = None
    dates = [_passed(label, sorted(years), language) for label, years in sorted(passed.items())]
    return (*dates, *found)


def _passed(label: str, years: Sequence[str], language: Language) -> str:
    name = "passed_several" if len(years) > 1 else "passed"
    return frame(name, language, label=in_language(label, language), years=join_words(years, language))
