"""The HTML of the page «Innmeldinger»: how many there are, and one of them as it came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from assistant.bank_draft import BankLine
from assistant.feedback import CAUSES, REASONS, STATES, Feedback, Tally
from assistant.ui.markdown import answer_html
from assistant.ui.numbers import amount, long_date, whole
from corpus.bank import Entry

_LANGUAGES = {"nb": "bokmål", "nn": "nynorsk", "en": "engelsk"}
_LONG = ("Spørsmål", "Forstått som", "Grunn", "Kommentar")
_WIDE = ' class="eh-wide"'
_KINDS = {
    "answer": "svar",
    "gap": "kjent hull",
    "premise": "feil forutsetning",
    "decline": "avvisning",
    "smalltalk": "småprat",
}


def head_html() -> str:
    """What the page is for, and where the work leads."""
    return (
        '<header class="eh-welcome"><h1>Innmeldinger</h1><p>Tommel ned fra brukerne: finn årsaken, og gjør '
        "spørsmålet til en del av spørsmålsbanken. Ingen kan se hvem som har meldt inn.</p></header>"
    )


def counts_html(tallies: Sequence[Tally]) -> str:
    """How many in each state, and of what causes."""
    down = [tally for tally in tallies if tally.verdict == "down"]
    ups = sum(tally.count for tally in tallies if tally.verdict == "up")
    states = {name: sum(tally.count for tally in down if tally.state == state) for state, name in STATES.items()}
    causes = {name: sum(tally.count for tally in down if tally.cause == cause) for cause, name in CAUSES.items()}
    facts = "".join(f"<li><strong>{whole(count)}</strong> {escape(name)}</li>" for name, count in states.items())
    found = "".join(
        f"<li>{escape(name)}: <strong>{whole(count)}</strong></li>" for name, count in causes.items() if count
    )
    return (
        f'<section class="eh-triage"><h2>Tommel ned</h2><ul class="eh-facts">{facts}</ul>'
        + (f"<h3>Årsaker</h3><ul>{found}</ul>" if found else "")
        + f'<p class="eh-small">I tillegg {amount(ups, "tommel opp", "tommel opp")}.</p></section>'
    )


def given_html(given: Feedback) -> str:
    """Question, verdict and answer, as they came in."""
    reason = REASONS[given.reason]["nb"] if given.reason else ""
    when = long_date(datetime.fromisoformat(given.given_at).date()) if given.given_at else ""
    facts = {
        "Spørsmål": given.question,
        "Forstått som": given.understood,
        "Vurdering": "Tommel opp" if given.verdict == "up" else "Tommel ned",
        "Grunn": reason,
        "Kommentar": given.comment,
        "Assistenten": "sa at kilden ikke svarer" if given.abstained else "svarte",
        "Språk": _LANGUAGES[given.language],
        "Meldt inn": when,
    }
    items = "".join(
        f"<div{_WIDE if name in _LONG else ''}><dt>{name}</dt><dd>{escape(value)}</dd></div>"
        for name, value in facts.items()
        if value.strip()
    )
    return (
        f'<section class="eh-source eh-triage"><dl>{items}</dl><h3>Svaret som ble vist</h3>'
        f'<div class="eh-passage">{answer_html(given.answer)}</div></section>'
    )


def entries_html(given: Feedback, entries: Mapping[str, Entry], lines: Mapping[str, BankLine]) -> str:
    """The entries of the bank that the answer was made of, and where each is edited."""
    if not given.entries:
        return (
            '<section class="eh-triage"><h3>I spørsmålsbanken</h3><p>Svaret kom rett fra kildene: '
            "ingen oppføring i banken passet.</p></section>"
        )
    items = "".join(_entry_html(id_, entries.get(id_), lines.get(id_)) for id_ in given.entries)
    return f'<section class="eh-triage"><h3>I spørsmålsbanken</h3><p>Svaret er laget av:</p><ul>{items}</ul></section>'


def _entry_html(id_: str, entry: Entry | None, line: BankLine | None) -> str:
    name = f"<code>{escape(id_)}</code>"
    if entry is None or line is None:
        return f"<li>{name}, som ikke lenger finnes i banken</li>"
    first = next(iter(entry.all_askings()))
    where = f"<code>corpus/bank/{escape(line.file)}</code>, linje {line.number}"
    count = amount(len(entry.all_askings()), "måte å spørre på", "måter å spørre på")
    return f"<li>{name} ({_KINDS[entry.kind]}): «{escape(first)}», {count}.<br>Rettes i {where}.</li>"


def next_steps_html(given: Feedback) -> str:
    """What to do with a draft, and how the question comes into the measurement."""
    measured = (
        f"<li>Skal spørsmålet også være med i målingen, kjør <code>ehelse eval candidates --accept {given.id}</code> "
        "før du setter en annen tilstand enn «Ny».</li>"
        if given.verdict == "down" and given.state == "new"
        else ""
    )
    return (
        '<section class="eh-triage"><h4>Slik går du videre</h4><ol><li>Lim linjen inn i filen som er nevnt over, og '
        "fyll ut det som mangler. Hvordan en oppføring skrives, står i <code>corpus/README.md</code>.</li><li>Kjør "
        "<code>ehelse bank check</code>, som sier fra om noe er galt, og så <code>ehelse index build</code>.</li>"
        f"{measured}<li>Start appen på nytt, still spørsmålet, og sett tilstanden til «Ferdig».</li></ol></section>"
    )
