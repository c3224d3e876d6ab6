"""The health of the links of a source, as far as it can be told without a call out of the machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.upkeep import collect_links
from corpus.model import Document, Link

State = Literal["kept", "address", "dead"]


@dataclass(frozen=True, slots=True)
class LinkHealth:
    """A link with its state: `kept` (its text is a source here), `address` (known by address only), or `dead`.

    `why` is for the reader; `places` are the headings that it stands under, `passage` the first passage that has it.
    """

    link: Link
    state: State
    why: str
    places: tuple[str, ...]
    passage: str


def check_links(document: Document, documents: Iterable[Document]) -> Iterator[LinkHealth]:
    """Every link of a document, in its order, each address once."""
    kept = {_bare(other.url): other.title for other in documents if other.url}
    for link in collect_links(document):
        having = [p for p in document.passages if any(other.url == link.url for u in p.units for other in u.links)]
        state, why = _judge(link, kept)
        places = tuple(dict.fromkeys(passage.headings[-1] for passage in having if passage.headings))
        yield LinkHealth(link, state, why, places, having[0].id)


def _judge(link: Link, kept: dict[str, str]) -> tuple[State, str]:
    if not link.followable:
        local = link.url.lower().startswith("file:") or link.url[1:2] == ":"
        where = "peker til en fil på noens egen maskin" if local else "er ikke en nettadresse"
        return "dead", f"Kan ikke åpnes: adressen i kilden {where}."
    if title := kept.get(_bare(link.url)):
        return "kept", f"Teksten er med her, som kilden «{title}»."
    return "address", "Bare adressen er kjent: innholdet er ikke med i kildene."


def _bare(url: str) -> str:
    """An address without what does not tell two pages apart."""
    return url.split("#")[0].split("://")[-1].removeprefix("www.").rstrip("/").lower()
