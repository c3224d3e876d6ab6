"""Which language a question is in: marker words, and bokmål where nothing tells."""

from __future__ import annotations

from assistant.models import Language
from index.tokens import split_words

_NN = frozenset(
    "ikkje kva kven korleis kvifor eg dei kor kvar noko nokon nokre vert vart frå ein mykje meir berre vere"
    " gjer gjere tenesta tenester løysing løysinga løysingar løysingane kommunane kommunar hjå sjå me dykk"
    " dykkar eit heimetenesta sjukeheim sjukeheimen sjukepleiar sjukepleiarar innbyggjar innbyggjarane enno"
    " saman kvarandre føresetnader gevinstane gevinstar risikoane ho legane legar då òg tilsette seier veit"
    " treng trengst fortel".split()
)
_EN = frozenset(
    "what which who when where why how is are the of and does do can we my to with an it will be should many"
    " much has have by from about that this any there not on at or was were you your their us our if need needs"
    " tell me please".split()
)
_NB = frozenset(
    "hva hvem hvordan hvorfor hvor når er ikke jeg de det den en et og på av til med som vi kan skal må om har"
    " hvilke hvilken blir ble fra noe noen mye mer bare være gjør oss dere seg sin din min også hun han".split()
)


def detect_language(text: str) -> Language:
    """«nb», «nn» or «en» by marker words; nynorsk needs one marker, English must outweigh Norwegian."""
    words = split_words(text)
    english = sum(word in _EN for word in words)
    norwegian = sum(word in _NB or word in _NN for word in words) + sum(any(c in "æøå" for c in word) for word in words)
    if english > norwegian and english >= 1:
        return "en"
    return "nn" if any(word in _NN for word in words) and not any(w in ("ikke", "hva", "hvem") for w in words) else "nb"
