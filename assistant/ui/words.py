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
    "as_written": {
        "nb": "Søk med det jeg skrev",
        "nn": "Søk med det eg skreiv",
        "en": "Search for what I wrote",
    },
    "open": {
        "nb": "Velg for å åpne kilden her",
        "nn": "Vel for å opne kjelda her",
        "en": "Select to open the source here",
    },
    "copy": {"nb": "Kopier", "nn": "Kopier", "en": "Copy"},
    "copied": {
        "nb": "Svaret er kopiert, med kilder.",
        "nn": "Svaret er kopiert, med kjelder.",
        "en": "The answer is copied, with its sources.",
    },
    "not_copied": {
        "nb": "Nettleseren lot seg ikke kopiere til. Merk teksten og kopier den selv.",
        "nn": "Nettlesaren let seg ikkje kopiere til. Merk teksten og kopier han sjølv.",
        "en": "The browser does not allow copying. Select the text and copy it yourself.",
    },
    "more": {"nb": "Last ned eller skriv ut", "nn": "Last ned eller skriv ut", "en": "Download or print"},
    "copy_markdown": {"nb": "Kopier som Markdown", "nn": "Kopier som Markdown", "en": "Copy as Markdown"},
    "word": {"nb": "Last ned som Word", "nn": "Last ned som Word", "en": "Download as Word"},
    "print": {"nb": "Skriv ut / PDF", "nn": "Skriv ut / PDF", "en": "Print / PDF"},
    "coverage": {"nb": "Se hva kildene dekker", "nn": "Sjå kva kjeldene dekkjer", "en": "See what the sources cover"},
    "edit": {"nb": "Rediger", "nn": "Rediger", "en": "Edit"},
    "again": {"nb": "Spør på nytt", "nn": "Spør på nytt", "en": "Ask again"},
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
