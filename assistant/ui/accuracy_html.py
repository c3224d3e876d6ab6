"""The HTML of the page «Treffsikkerhet»: figures in plain words, each with its interval and n."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from assistant.accuracy import Figure, Group, Report, weakest
from assistant.ui.fragments import icon_html
from assistant.ui.numbers import long_date, of_hundred, percent, whole

_KINDS = {
    "ambition": "Ambisjoner",
    "benefits": "Gevinster",
    "comparison": "Sammenligninger",
    "definition": "Hva noe er",
    "dependencies": "Avhengigheter",
    "economy": "Økonomi",
    "fact": "Enkeltopplysninger",
    "false_premise": "Spørsmål som bygger på en feil",
    "followup": "Oppfølgingsspørsmål",
    "injection": "Forsøk på å styre assistenten",
    "legal": "Krav i lov og forskrift",
    "link": "Lenker",
    "list": "Oppramsinger",
    "patient_specific": "Spørsmål om enkeltpasienter",
    "prerequisites": "Forutsetninger",
    "procedure": "Framgangsmåter",
    "risk": "Risiko og tiltak",
    "roles": "Ansvar og roller",
    "smalltalk": "Småprat",
    "status": "Status",
    "unanswerable": "Spørsmål som kildene ikke svarer på",
}
_LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "Engelsk"}
_SYSTEMS = {
    "full": "E-helseassistenten",
    "no-bank": "Den samme uten spørsmålsbanken",
    "dense": "Bare søk på mening",
    "keywords": "Bare søk på ord",
    "tutorial-1": "Vanlig vektorsøk i tekstbiter, den beste biten",
    "tutorial-4": "Vanlig vektorsøk i tekstbiter, de fire beste",
}
_WEAK_SHOWN = 3
_FEW = 30
_COMPARED = "<p>De samme spørsmålene, stilt til enklere måter å søke i de samme kildene på.</p>"


def tables_html(report: Report) -> str:
    """Kinds of questions, languages, and simpler ways of searching, the weakest first."""
    return (
        _table_html("Slag spørsmål", "Slag", report.groups.kinds, _KINDS, _weakest_html(report))
        + _table_html("Språk", "Språk", report.groups.languages, _LANGUAGES)
        + _table_html("Til sammenligning", "System", report.systems, _SYSTEMS, _COMPARED)
    )


def headline_html(report: Report, *, stale: bool) -> str:
    """The one number, its interval, n and date; and whether sources or bank are newer than it."""
    group, day = report.headline, long_date(report.run.started_at.date())
    kept = " som assistenten ikke er justert etter" if group is not report.whole else ""
    newer = "Kildene eller spørsmålsbanken er endret siden målingen, så tallene kan være noe annerledes nå."
    notice = f'<div class="eh-notice" role="note">{icon_html("warning")}<span>{newer}</span></div>' if stale else ""
    if group.score.value is None:
        return f"<p>Målingen {day} har ikke noe samlet tall.</p>{notice}"
    return (
        f'<p class="eh-big">Av 100 spørsmål blir <strong>{of_hundred(group.score.value)}</strong> besvart riktig.</p>'
        f"<p>{_sure(group.score)} Målt {day} på {whole(group.score.n)} spørsmål{kept}. Riktig er også å si fra når "
        f"kildene ikke har svaret. Et svar med bare noen av opplysningene teller delvis.</p>{_whole(report)}{notice}"
    )


def _whole(report: Report) -> str:
    score = report.whole.score
    if report.headline is report.whole or score.value is None:
        return ""
    return f"<p>På alle {whole(score.n)} spørsmål i målingen: {of_hundred(score.value)} av 100. {_sure(score)}</p>"


def _sure(figure: Figure) -> str:
    if figure.interval is None:
        return ""
    low, high = (of_hundred(edge) for edge in figure.interval)
    return f"Det sanne tallet ligger med 95 % sikkerhet mellom {low} og {high}."


def meaning_html(report: Report) -> str:
    """What the reader can count on, and what to look out for."""
    group = report.whole
    lines = [
        _line("Når kildene har svaret, får {} av 100 svar med seg alle opplysningene.", group.full),
        _line("I {} av 100 svar er den første kilden fra rett kapittel.", group.first_right),
        _line("{} av 100 ganger sier assistenten at den ikke vet, selv om kildene svarer.", group.refused_wrongly),
        _line("Når kildene ikke har svaret, sier den fra {} av 100 ganger.", group.refused_rightly),
    ]
    if group.refused_rightly.value is not None:
        missed = of_hundred(1 - group.refused_rightly.value)
        lines.append(f"De andre {missed} gangene får du et sitat som ikke er svar på det du spurte om. Les det selv.")
    quotes = f"{whole(group.invalid_quotes)} sitater" if group.invalid_quotes else "Ingen sitater"
    lines.append(f"{quotes} i målingen avvek fra kildens ordlyd.")
    items = "".join(f"<li>{line}</li>" for line in lines if line)
    return f"<h2>Hva det betyr for deg</h2><ul>{items}</ul>"


def _line(text: str, figure: Figure) -> str:
    """The sentence with its number, and behind it the interval and n."""
    if figure.value is None:
        return ""
    said = text.format(f"<strong>{of_hundred(figure.value)}</strong>")
    return f'{said} <span class="eh-small">({_interval(figure)}, {whole(figure.n)} spørsmål)</span>'


def _interval(figure: Figure) -> str:
    return f"{percent(figure.interval[0])} til {percent(figure.interval[1])}" if figure.interval else "uten intervall"


def _weakest_html(report: Report) -> str:
    """The weakest kinds, said openly, and that small groups are uncertain."""
    weak = [group for group in weakest(report.groups.kinds) if (group.score.value or 0) < 1][:_WEAK_SHOWN]
    if not weak:
        return ""
    names = [f"{_name(group, _KINDS).lower()} ({of_hundred(group.score.value or 0)} av 100)" for group in weak]
    told = ", ".join(names[:-1]) + f" og {names[-1]}" if len(names) > 1 else names[0]
    few = (
        f" Slag med færre enn {_FEW} spørsmål er usikre: se intervallet." if any(g.score.n < _FEW for g in weak) else ""
    )
    return f"<p><strong>Svakest:</strong> {escape(told)}.{few}</p>"


def _table_html(title: str, column: str, groups: Sequence[Group], names: Mapping[str, str], intro: str = "") -> str:
    measured = weakest(groups)
    if not measured:
        return ""
    rows = "".join(_row_html(group, _name(group, names)) for group in measured)
    return (
        f'<h2>{title}</h2>{intro}<div class="eh-table" role="region" tabindex="0" aria-label="{title}">'
        f'<table class="eh-grid eh-numbers"><thead><tr><th scope="col">{column}</th><th scope="col">Riktig</th>'
        '<th scope="col">95 % intervall</th><td></td><th scope="col">Spørsmål</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row_html(group: Group, name: str) -> str:
    figure = group.score
    low, high = figure.interval or (figure.value or 0, figure.value or 0)
    bar = f'<span class="eh-bar" aria-hidden="true"><i style="left: {low:.1%}; right: {1 - high:.1%}"></i></span>'
    return (
        f'<tr><th scope="row">{escape(name)}</th><td data-col="Riktig">{percent(figure.value or 0)}</td>'
        f'<td data-col="95 % intervall">{_interval(figure)}</td><td>{bar}</td>'
        f'<td data-col="Spørsmål">{whole(figure.n)}</td></tr>'
    )


def _name(group: Group, names: Mapping[str, str]) -> str:
    return names.get(group.name, group.name)


def method_html(report: Report) -> str:
    """How it was measured, and what the numbers do not say."""
    version = f" Målt på kodeversjon {escape(report.run.commit[:7])}." if report.run.commit else ""
    kept = ""
    if report.headline is not report.whole:
        kept = f" {whole(report.headline.score.n)} av dem brukes bare til å måle, aldri til å forbedre assistenten."
    return (
        "<h2>Slik er det målt</h2>"
        f"<p>Vi stilte {whole(report.run.questions)} spørsmål som er skrevet ut fra dokumentet, med fasit: hvilke "
        "opplysninger svaret må ha, og hvor de står. En annen leser har kontrollert spørsmålene, og ingen av dem står "
        f"i spørsmålsbanken.{kept} Rettingen gjøres av et program, likt hver gang.{version}</p>"
        "<h2>Begrensninger</h2><ul>"
        "<li>Spørsmålene er laget for målingen. Spørsmål fra hverdagen kan være vanskeligere.</li>"
        "<li>Fasiten er kilden. Er kilden gammel eller feil, blir et riktig sitat også det.</li>"
        "<li>Tallene er gjennomsnitt. De sier ikke om akkurat ditt svar er riktig: sjekk sitatet i kilden.</li>"
        f"<li>Små grupper gir brede intervaller. Under {_FEW} spørsmål er tallet bare en pekepinn.</li></ul>"
    )
