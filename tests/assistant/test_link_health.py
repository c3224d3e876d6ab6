"""What can be told of a link without calling out."""

from __future__ import annotations

from assistant.link_health import check_links
from corpus.model import Document
from corpus.sources import load_corpus
from corpus.structure import parse_document


def document(links: str, url: str = "null", name: str = "a") -> Document:
    """A document with a paragraph of links."""
    return parse_document(f"---\nid: {name}\ntitle: Kilde {name}\nurl: {url}\n---\n\n# Kapittel\n\n{links}\n", name)


def test_states() -> None:
    """Kept as a source (whatever the scheme, www and fragment), known by address, or dead with the reason."""
    first = document(
        "[En](https://www.b.no/side/#her) og [to](https://c.no) og [tre](<file:///C:/x.pdf>) og [fire](<C:\\y.pdf>) "
        "og [fem](mailto:a@b.no) og igjen [to](https://c.no)."
    )
    other = document("Tekst.", "http://b.no/side", "b")
    health = list(check_links(first, [first, other]))
    found = {link.link.text: link for link in health}
    assert len(found) == len(health)
    states = {name: link.state for name, link in found.items()}
    assert states == {"En": "kept", "to": "address", "tre": "dead", "fire": "dead", "fem": "dead"}
    assert "Kilde b" in found["En"].why
    assert "noens egen maskin" in found["tre"].why and "noens egen maskin" in found["fire"].why
    assert "ikke en nettadresse" in found["fem"].why
    assert (found["to"].places, found["to"].passage) == (("Kapittel",), first.passages[0].id)


def test_the_summary_has_one_dead_link() -> None:
    """The one into somebody's own C: drive, and the place where it stands."""
    corpus = load_corpus()
    dead = [link for link in check_links(corpus.documents[0], corpus.documents) if link.state == "dead"]
    assert [link.link.text for link in dead] == ["helseteknologiordningen"]
    assert "noens egen maskin" in dead[0].why
    assert dead[0].passage in corpus.passages
