"""Our own words around the quotes, in the language of the question."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.models import Language

FRAMES: dict[str, dict[Language, str]] = {
    "not_in_sources": {
        "nb": "Kildene svarer ikke på dette.",
        "nn": "Kjeldene svarer ikkje på dette.",
        "en": "The sources do not answer this.",
    },
    "missing_names": {
        "nb": "Kildene sier ikke noe om «{names}».",
        "nn": "Kjeldene seier ikkje noko om «{names}».",
        "en": "The sources say nothing about “{names}”.",
    },
    "ask_whom": {
        "nb": "Spør KS e-komp, Norsk helsenett eller EPJ-leverandøren.",
        "nn": "Spør KS e-komp, Norsk helsenett eller EPJ-leverandøren.",
        "en": "Ask KS e-komp, Norsk helsenett or your EPJ vendor.",
    },
    "part_missing": {
        "nb": "Kildene svarer ikke på denne delen.",
        "nn": "Kjeldene svarer ikkje på denne delen.",
        "en": "The sources do not answer this part.",
    },
    "premise": {
        "nb": "Svaret retter opp en vanlig misforståelse.",
        "nn": "Svaret rettar opp ei vanleg mistyding.",
        "en": "The answer corrects a common misunderstanding.",
    },
    "unsure": {
        "nb": "Vi er usikre på om dette svarer på spørsmålet. Sjekk sitatene, eller spør på en annen måte.",
        "nn": "Vi er usikre på om dette svarer på spørsmålet. Sjekk sitata, eller spør på ein annan måte.",
        "en": "We are not sure that this answers the question. Check the quotes, or ask in another way.",
    },
    "quotes_norwegian": {
        "nb": "Sitatene står på norsk, som i kilden.",
        "nn": "Sitata står på norsk, som i kjelda.",
        "en": "The quotes are in Norwegian, as in the source.",
    },
    "passed": {
        "nb": "Kilden viser status {label}. Året {years} er passert; sjekk hva som gjelder nå.",
        "nn": "Kjelda viser status {label}. Året {years} er passert; sjekk kva som gjeld no.",
        "en": "The source shows the status of {label}. {years} has passed; check what applies now.",
    },
    "passed_several": {
        "nb": "Kilden viser status {label}. Årene {years} er passert; sjekk hva som gjelder nå.",
        "nn": "Kjelda viser status {label}. Åra {years} er passerte; sjekk kva som gjeld no.",
        "en": "The source shows the status of {label}. {years} have passed; check what applies now.",
    },
    "unstated": {
        "nb": "ikke oppgitt i dokumentet",
        "nn": "ikkje oppgitt i dokumentet",
        "en": "not stated in the document",
    },
    "also": {
        "nb": "Se også",
        "nn": "Sjå også",
        "en": "See also",
    },
}


_SEASONS: dict[str, dict[Language, str]] = {
    "høsten": {"nn": "hausten", "en": "autumn"},
    "våren": {"en": "spring"},
    "sommeren": {"nn": "sommaren", "en": "summer"},
    "vinteren": {"en": "winter"},
}


def join_words(words: Sequence[str], language: Language) -> str:
    """«2023, 2024 og 2025»; at least one word."""
    *first, last = words
    return f"{', '.join(first)} {'and' if language == 'en' else 'og'} {last}" if first else last


def in_language(label: str, language: Language) -> str:
    """A source's date as users are told of it («høsten 2023»), with its season in that language."""
    return " ".join(_SEASONS.get(word, {}).get(language, word) for word in label.split(" "))


def frame(name: str, language: Language, **values: str) -> str:
    """Our sentence of that name in that language."""
    return FRAMES[name][language].format(**values)
