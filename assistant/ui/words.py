"""The words around an answer, in the language of its question."""

from __future__ import annotations

from assistant.models import Language

_WORDS: dict[str, dict[Language, str]] = {
    "understood": {"nb": "Forstått som", "nn": "Forstått som", "en": "Understood as"},
    "source": {"nb": "Kilde", "nn": "Kjelde", "en": "Source"},
    "sources": {
        "nb": "Åpne kilden og se hvor det står",
        "nn": "Opne kjelda og sjå kvar det står",
        "en": "Open the source and see where it stands",
    },
    "nearest": {
        "nb": "Det nærmeste kildene sier",
        "nn": "Det nærmaste kjeldene seier",
        "en": "The closest that the sources say",
    },
    "suggestions": {"nb": "Spør videre", "nn": "Spør vidare", "en": "Ask next"},
    "copy": {"nb": "Kopier med kilder", "nn": "Kopier med kjelder", "en": "Copy with sources"},
    "useful": {"nb": "Nyttig svar", "nn": "Nyttig svar", "en": "Useful answer"},
    "not_useful": {"nb": "Ikke nyttig", "nn": "Ikkje nyttig", "en": "Not useful"},
    "what_wrong": {"nb": "Hva var galt?", "nn": "Kva var gale?", "en": "What was wrong?"},
    "comment": {
        "nb": "Kommentar (valgfritt, ikke skriv om pasienter)",
        "nn": "Kommentar (valfritt, ikkje skriv om pasientar)",
        "en": "Comment (optional, nothing about patients)",
    },
    "send": {"nb": "Send inn", "nn": "Send inn", "en": "Send"},
    "thanks": {
        "nb": "Takk for tilbakemeldingen.",
        "nn": "Takk for tilbakemeldinga.",
        "en": "Thank you for your feedback.",
    },
    "page": {"nb": "side", "nn": "side", "en": "page"},
    "notice": {"nb": "Merk", "nn": "Merk", "en": "Note"},
}


def word(name: str, language: Language) -> str:
    """The word of that name in that language."""
    return _WORDS[name][language]
