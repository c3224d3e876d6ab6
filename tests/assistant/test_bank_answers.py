"""The whole bank: whatever an entry shows is in the source, word for word, with a mark that leads there."""

from __future__ import annotations

import re

import pytest

from assistant.compose import Draft, compose_entry
from assistant.models import Citation
from corpus.bank import Entry
from corpus.sources import Corpus
from tests.assistant.checks import marks
from tests.assistant.conftest import squeeze
from tests.assistant.rendering import link_targets, read_tokens, rendered_text

SHOWN = ("answer", "premise")
_TYPES = {"html_block", "code_inline", "code_block", "fence", "heading_open", "image", "blockquote_open", "hr"}


@pytest.fixture(scope="module")
def drafts(corpus: Corpus) -> dict[str, Draft]:
    """What each entry shows, by its id."""
    drafts = {}
    for entry in corpus.bank:
        drafts[entry.id] = Draft(corpus, "nb")
        compose_entry(drafts[entry.id], entry)
    return drafts


def of_kinds(corpus: Corpus, *kinds: str) -> list[Entry]:
    return [entry for entry in corpus.bank if entry.kind in kinds]


def test_every_entry_was_read(corpus: Corpus) -> None:
    assert corpus.problems == () and len(corpus.bank) > 900


def test_every_quote_of_every_entry_stands_in_the_raw_text(drafts: dict[str, Draft], raw_text: str) -> None:
    citations: list[tuple[str, Citation]] = [
        (id_, citation) for id_, draft in drafts.items() for citation in draft.citations()
    ]
    assert len(citations) > 2000
    assert [(id_, c.quote) for id_, c in citations if squeeze(c.quote) not in raw_text or not c.quote.strip()] == []


def test_every_shown_unit_stands_in_the_answer_as_in_the_source(corpus: Corpus, drafts: dict[str, Draft]) -> None:
    """After rendering, each unit's text is followed by its mark: nothing of it was lost to Markdown."""
    lost = []
    for id_, draft in drafts.items():
        text = rendered_text(draft.markdown)
        for (passage, number), mark in draft.numbers.items():
            if f"{corpus.passages[passage].units[number].text}[{mark}]" not in text:
                lost.append((id_, mark))
    assert lost == []


def test_marks_are_numbered_as_they_are_met(drafts: dict[str, Draft]) -> None:
    assert [id_ for id_, d in drafts.items() if marks(d.markdown) != [c.n for c in d.citations()]] == []


def test_answers_and_premises_are_cited(corpus: Corpus, drafts: dict[str, Draft]) -> None:
    assert [entry.id for entry in of_kinds(corpus, *SHOWN) if not drafts[entry.id].citations()] == []


def test_the_only_markup_is_ours(drafts: dict[str, Draft]) -> None:
    for id_, draft in drafts.items():
        tokens = read_tokens(draft.markdown)
        assert not {token.type for token in tokens} & _TYPES, id_
        assert {token.content for token in tokens if token.type == "html_inline"} <= {"<br>"}, id_
        assert all(url.startswith(("https://", "http://")) for url in link_targets(draft.markdown)), id_
        assert "file:" not in draft.markdown and not re.search(r"\bC:", draft.markdown), id_


def test_what_we_write_ourselves_cites_nothing(corpus: Corpus) -> None:
    """Our own sentences carry no mark: it would claim a source for them."""
    own = [text for entry in corpus.bank for text in (entry.text, entry.text_nn, entry.text_en) if text]
    own += [part.heading for entry in corpus.bank for part in entry.parts]
    assert [text for text in own if marks(text) or "*" in text] == []


def test_every_gap_names_nothing_that_the_source_has_not(corpus: Corpus, drafts: dict[str, Draft]) -> None:
    """The nearest things that a gap shows are units like all others: they resolve, and lie in one of the sources."""
    sources = {document.id for document in corpus.documents}
    for entry in of_kinds(corpus, "gap"):
        assert entry.text, entry.id
        assert {citation.source for citation in drafts[entry.id].citations()} <= sources
