"""Norwegian tokens, shared by index and query. Version in the manifest: raise it when a token comes out differently.

1. NFC, lower case; soft hyphens go; NUL and broken surrogates go.
2. Words, numbers («31.05.23» with its year, «24/7», «v2.3») and paragraphs («§ 3-4» -> «§3-4») are cut; one-letter
   words stay.
3. «e-multidose» and «eMultidose» are one word; other hyphens part words.
4. Words of the glossary's nynorsk, English and spoken lists become bokmål; its terms (the longest first) become one
   token, «@kj».
5. Snowball's Norwegian stem; compounds also give their parts, as far as these are words of the corpus.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import snowballstemmer

from corpus.glossary import Glossary

TOKENIZER_VERSION = 4
_MIN_PART = 4
_TOKEN = re.compile(r"§\s*\d+[\w-]*|\d+(?:[.,/:-]\d+)*|v\d+(?:\.\d+)+|[^\W\d_]+(?:['’][^\W\d_]+)?(?:-[^\W\d_]+)*")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:20)?(\d\d)")
_LINKERS = ("", "s", "e")
_SUFFIX = re.compile(r"^(?:r|er|en|et|ene|a|ane|ens|ets|enes|s|e|n|t|ar)$")


def clean_text(text: str) -> str:
    """NFC, without NUL, soft hyphens and broken surrogates; white space folded."""
    text = text.encode("utf-8", "ignore").decode("utf-8").replace("\x00", " ").replace("\u00ad", "")
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def split_words(text: str) -> list[str]:
    """Lower-case words and numbers in order, before glossary and stem."""
    words: list[str] = []
    for token in _TOKEN.findall(clean_text(text).lower()):
        if token.isalpha():
            words.append(token)
            continue
        if date := _DATE.fullmatch(token):
            words.append(f"20{date.group(1)}")
        if token.startswith("§"):
            words.append(re.sub(r"\s", "", token))
        elif re.match(r"e-[^\W\d_]", token):
            words.append(token.replace("-", "", 1))
        elif "-" in token and not token[0].isdigit():
            words.extend(part for part in token.split("-") if part)
        else:
            words.append(token)
    return words


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Snowball's Norwegian stem."""
    return str(snowballstemmer.stemmer("norwegian").stemWord(word)) if word.isalpha() else word


class Tokenizer:
    """Text -> tokens. `vocabulary` is what compounds are split on: words of the corpus."""

    def __init__(self, glossary: Glossary, vocabulary: Iterable[str] = ()) -> None:
        self._words = {**glossary.en, **glossary.nn, **glossary.spoken}
        self._parts = {word for word in vocabulary if len(word) >= _MIN_PART and word.isalpha()}
        self._terms: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._split_cache: dict[str, tuple[str, ...]] = {}
        self._names = {f"@{term.id}": term.name for term in glossary.term}
        for term in glossary.term:
            for name in {term.name, *term.abbreviations, *term.forms, *term.lay}:
                # As in a text: «medication list» has been «legemiddel list» when terms are looked for.
                key = tuple(stem(word) for word in self.words(name))
                if key:
                    self._terms.setdefault(key[0], []).append((key, f"@{term.id}"))
        for names in self._terms.values():
            names.sort(key=lambda name: (-len(name[0]), name))

    def words(self, text: str) -> list[str]:
        """Words with nynorsk, English and spoken forms turned to bokmål; terms not yet replaced."""
        out: list[str] = []
        for word in split_words(text):
            out.extend(self._words.get(word, word).split())
        return out

    def tokens(self, text: str) -> list[str]:
        """Stems, with terms as «@id» and each compound followed by its parts as «+part»."""
        out: list[str] = []
        for term, word in self._read(text):
            if term:
                out.append(term)
            else:
                out.append(stem(word))
                out.extend(f"+{stem(part)}" for part in self.split_compound(word))
        return out

    def canonical(self, text: str) -> str:
        """A question in plain bokmål words, terms by name: what is encoded, so that ways of writing fall together.

        The text itself, cleaned, where it has no word.
        """
        return " ".join(self._names.get(term, word) for term, word in self._read(text)) or clean_text(text)

    def _read(self, text: str) -> Iterator[tuple[str, str]]:
        """Terms («@id», "") and the other words ("", word), in order."""
        words = self.words(text)
        stems = [stem(word) for word in words]
        index = 0
        while index < len(words):
            term, length = self._term_at(stems, index)
            yield (term, "") if term else ("", words[index])
            index += max(length, 1)

    def split_compound(self, word: str) -> tuple[str, ...]:
        """Parts of a compound as far as they are known words, () where it is none."""
        if len(word) < 2 * _MIN_PART or not word.isalpha():
            return ()
        if word not in self._split_cache:
            self._split_cache[word] = self._split(word)
        return self._split_cache[word]

    def _split(self, word: str) -> tuple[str, ...]:
        for cut in range(len(word) - _MIN_PART, _MIN_PART - 1, -1):
            head = next((word[:cut].removesuffix(link) for link in _LINKERS if self._known(word[:cut], link)), None)
            if head is None or _SUFFIX.match(word[cut:]):
                continue
            tail = word[cut:]
            if tail in self._parts or stem(tail) in self._parts:
                return (head, tail)
            if rest := self.split_compound(tail):
                return (head, *rest)
        return ()

    def _known(self, head: str, link: str) -> bool:
        bare = head.removesuffix(link) if link else head
        return head.endswith(link) and len(bare) >= _MIN_PART and bare in self._parts

    def _term_at(self, stems: list[str], index: int) -> tuple[str, int]:
        for key, term in self._terms.get(stems[index], ()):
            if tuple(stems[index : index + len(key)]) == key:
                return term, len(key)
        return "", 0
