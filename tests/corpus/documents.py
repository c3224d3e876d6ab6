"""Small documents for tests: front matter, and canonical Markdown of many kinds, good and malformed."""

from __future__ import annotations

from corpus.model import Document, Passage
from corpus.structure import parse_document

FRONT = "---\nid: prove\ntitle: Prøve\n---\n"

BODIES = {
    "no headings": "Første avsnitt.\n\nAndre avsnitt.\n",
    "levels that jump": (
        "# En\n\nTekst en.\n\n#### Dypt\n\nTekst dyp.\n\n## To\n\nTekst to.\n\n###### Dypest\n\nTekst dypest.\n"
    ),
    "text before the first heading": "Innledning først.\n\n# Så\n\nTekst etterpå.\n",
    "nested lists": "# A\n\nLedetekst her:\n\n- ytre\n  - indre\n    - innerst\n- siste\n",
    "list without lead": "# A\n\n- alene\n- sammen\n",
    "ordered list": "# A\n\n3. tredje\n4. fjerde\n   1. femte\n",
    "items of several blocks": "# A\n\nPunkter:\n\n- punkt\n\n  fortsetter\n- annet\n\n  ```\n  kode i punkt\n  ```\n",
    "odd blocks in items": "# A\n\n- ## Overskrift i punkt\n- > sitat i punkt\n- <!-- side 3 -->side i punkt\n",
    "too few cells": "# A\n\n| En | To |\n| --- | --- |\n| bare |\n| ja | nei |\n",
    "too many cells": "# A\n\n| En | To |\n| --- | --- |\n| ja | nei | **overflødig** \\| rør |\n",
    "only a table head": "# A\n\n| Alene | Hode |\n| --- | --- |\n",
    "table in a quote": "# A\n\n> | En | To |\n> | --- | --- |\n> | ja | nei | ekstra |\n",
    "empty sections": "# Tom\n\n# Full\n\nTekst.\n\n# Tom igjen\n",
    "html": "# A\n\n<div>\nTekst i boks\n</div>\n\nEn<br>to <b>tre</b> &amp; 3 < 5.\n",
    "page at a line start": "# A\n\n<!-- side 4 -->Avsnitt på ny side.\n\n<!-- side 5 -->**Status:** Ferdig nå.\n",
    "comment over lines": "# A\n\n<!-- merknad\n\nmed blank linje -->\n\nSynlig tekst.\n",
    "code": "# A\n\nBruk `kode her`.\n\n```python\nskriv('hei')\n```\n\n    innrykket kode\n",
    "image": "# A\n\nFørst ![bilde av bil](bil.png) så.\n",
    "setext": "Tittel\n======\n\nTekst.\n\nUnder\n-----\n\nMer tekst.\n",
    "quotes": "# A\n\n> Sitat én.\n>\n> - punkt\n>\n> > Dypt sitat.\n",
    "footnotes": (
        "# A\n\nMed note[^1] her[^9].\n\n[^1]: Noten.\n    - punkt i noten\n[^2]: Uten merke.\n\n"
        "# B\n\nSlutt ^[ikke en note].\n"
    ),
    "links": "# A\n\n[Lenke](https://a.no) og <https://b.no> og [rest][r].\n\n[r]: https://c.no\n",
    "duplicates": "# A\n\nLik tekst.\n\nLik tekst.\n\n# B\n\nLik tekst.\n",
    "bold starts": "# A\n\n**Hva:** En ting. **Merk:** En annen.\n\n**Fet** uten kolon.\n\n- **Navn:** innhold\n",
    "rules and breaks": "# A\n\nFør\\\nmidt  \netter\n\n---\n\nSlutt.\n",
    "Windows line ends": "# A\r\n\r\nTekst en.\r\n\r\n- punkt\r\n",
    "old line ends": "# A\r\rTekst en.\r\r- punkt\r",
    "very long line": "# A\n\n" + "Setning nummer to [ikke lenke]( og *åpen. " * 3000 + "\n",
}
"""Name -> Markdown below the front matter."""


def parse(body: str, front: str = FRONT) -> Document:
    """A document of the tests' front matter and `body`."""
    return parse_document(front + body, "prove.md")


def passages(body: str) -> tuple[Passage, ...]:
    """The passages of a body."""
    return parse(body).passages
