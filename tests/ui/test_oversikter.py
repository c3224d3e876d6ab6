"""The page «Oversikter»: each view, its choices and its address, over the real corpus."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.models import Answer
from assistant.overview import ComparedRow, Writer, build_overview, load_plan, write_comparison
from assistant.settings import Settings
from assistant.storage import Storage, open_storage
from assistant.ui.overview_html import comparison_html
from corpus.sources import CORPUS_DIR, Corpus
from tests.ui.conftest import FakeAssistant

OWNER = "nettleser"
PAGE = """
from datetime import date
import streamlit as st
from assistant.ui.oversikter import show_overviews
state = st.session_state
show_overviews(state["assistant"], state["storage"], "nettleser", folder=state["folder"], today=date(2026, 3, 1))
"""
Open = Callable[..., AppTest]


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    opened = open_storage(Settings(home=tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def open_page(corpus: Corpus, answer: Answer) -> Open:
    """Opens the page with an address."""

    def run(*, storage: Storage | None = None, folder: Path = CORPUS_DIR, **params: str | list[str]) -> AppTest:
        app = AppTest.from_string(PAGE, default_timeout=30)
        app.session_state["assistant"] = FakeAssistant(corpus, lambda question: answer)
        app.session_state["storage"] = storage
        app.session_state["folder"] = folder
        for name, value in params.items():
            app.query_params[name] = value
        return checked(app.run())

    return run


def checked(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def html_of(app: AppTest) -> str:
    return "\n".join(str(html.proto.body) for html in app.get("html"))


def headings(app: AppTest, level: int) -> list[str]:
    return re.findall(rf"<h{level}[^>]*>(.*?)</h{level}>", html_of(app))


def assert_marks_have_buttons(app: AppTest) -> None:
    """Each mark names the button of its source."""
    wanted = set(re.findall(r'data-kilde="([^"]+)"', html_of(app)))
    keys = {button.key for button in app.button if button.key}
    assert wanted and wanted == {key for key in keys if key.startswith("kilde-")}


def test_the_page_opens_with_the_first_solution(open_page: Open) -> None:
    app = open_page()
    assert headings(app, 1) == ["Oversikter"] and headings(app, 2) == ["Kjernejournal"]
    assert headings(app, 3) == [
        "Hva er det?", "Status", "Gevinster", "Avhengigheter", "Forutsetninger", "Krav i lov og forskrift",
        "Risiko og tiltak", "Ansvar og roller", "Ambisjoner og anbefaling",
    ]  # fmt: skip
    assert "242 kommuner" in html_of(app) and "ikke oppgitt i dokumentet for Kjernejournal alene" in html_of(app)
    assert "Årene 2023, 2024 og 2025 er passert" in html_of(app)
    assert_marks_have_buttons(app)
    assert [expander.label for expander in app.expander][:4] == ["Felles for alle løsningene"] * 4


@pytest.mark.parametrize(
    "name", ["Kjernejournal", "SFM", "E-multidose", "PLL", "Legemiddelhåndtering", "HelseID og eID"]
)
@pytest.mark.parametrize("view", ["Løsning", "Sjekkliste"])
def test_every_solution_has_its_pages(open_page: Open, view: str, name: str) -> None:
    app = open_page(visning=view, losning=name)
    assert headings(app, 2) == [name if view == "Løsning" else f"Sjekkliste for {name}"]
    assert_marks_have_buttons(app)


def test_the_jumps_lead_to_the_headings(open_page: Open) -> None:
    html = html_of(open_page(losning="SFM"))
    jumps = re.findall(r'<li><a href="#([\w-]+)">', html)
    assert len(jumps) == 9 and all(f'id="{jump}"' in html for jump in jumps)


def test_a_choice_changes_the_page(open_page: Open) -> None:
    app = open_page()
    checked(app.button_group(key="losning").set_value("PLL").run())
    assert headings(app, 2) == ["PLL"]
    checked(app.button_group(key="visning").set_value("Risiko").run())
    assert headings(app, 2) == ["Risikoer og tiltak"]


def test_an_address_with_something_unknown_is_told(open_page: Open) -> None:
    app = open_page(visning="<b>Tull</b>", losning="Papir" * 20)
    assert headings(app, 2) == ["Kjernejournal"]
    assert "«&lt;b&gt;Tull&lt;/b&gt;», «" + "Papir" * 8 + "», som ikke finnes her" in html_of(app)
    assert "som ikke finnes her" not in html_of(checked(app.run())), "told once"


def test_a_source_opens_at_its_passage(open_page: Open) -> None:
    app = open_page(losning="PLL")
    button = next(button for button in app.button if button.key and "5.4 Status" in str(button.label))
    checked(button.click().run())
    assert "<mark" in html_of(app) and "Bergen kommune er med" in html_of(app)


def test_ticks_are_counted_and_stay_with_their_solution(open_page: Open) -> None:
    app = open_page(visning="Sjekkliste", losning="PLL")
    assert "0 av 66 punkter" in html_of(app)
    app.checkbox[0].check()
    checked(app.checkbox[3].check().run())
    assert "2 av 66 punkter" in html_of(app)
    checked(app.button_group(key="losning").set_value("SFM").run())
    assert html_of(app).count("0 av ") == 1
    checked(app.button_group(key="losning").set_value("PLL").run())
    assert "2 av 66 punkter" in html_of(app) and [box.value for box in app.checkbox][:4] == [True, False, False, True]


def test_the_checklist_without_what_is_common(open_page: Open) -> None:
    app = open_page(visning="Sjekkliste", losning="PLL")
    assert headings(app, 3)[-1] == "Felles for alle løsningene" and "Forutsetninger: Suksessfaktorer" in headings(
        app, 4
    )
    checked(app.toggle(key="felles").set_value(False).run())
    assert headings(app, 4) == [] and len(app.checkbox) == 20


def test_an_access_component_has_nothing_in_common_to_leave_out(open_page: Open) -> None:
    app = open_page(visning="Sjekkliste", losning="HelseID og eID")
    assert len(app.toggle) == 0 and len(app.checkbox) == 4


def test_labels_of_ticks_are_the_words_of_the_source(open_page: Open, corpus: Corpus) -> None:
    source = re.sub(r"\W", "", " ".join(unit.text for p in corpus.passages.values() for unit in p.units))
    for box in open_page(visning="Sjekkliste", losning="E-multidose").checkbox:
        for part in re.sub(r"\*\*.*?:\*\*|\\", "", str(box.label)).split(" · "):
            assert re.sub(r"\W", "", part) in source


def test_the_comparison(open_page: Open) -> None:
    app = open_page(visning="Sammenlign")
    html = html_of(app)
    assert re.findall(r'role="columnheader">(.*?)</th>', html) == ["Kjernejournal", "SFM"]
    assert re.findall(r'role="rowheader">(.*?)</th>', html) == ["Hva er det?", "Status", "Gevinster", "Avhengigheter"]
    assert_marks_have_buttons(app)


def test_a_comparison_from_an_address_keeps_the_documents_order(open_page: Open) -> None:
    app = open_page(visning="Sammenlign", losninger=["HelseID og eID", "PLL"], tema=["Status"])
    html = html_of(app)
    assert re.findall(r'role="columnheader">(.*?)</th>', html) == ["PLL", "HelseID og eID"]
    assert re.findall(r'role="rowheader">(.*?)</th>', html) == ["Status"]
    assert "<em>ikke oppgitt i dokumentet</em>" in html and len(app.expander) == 1


@pytest.mark.parametrize("key", ["losninger", "tema"])
def test_nothing_chosen_to_compare(open_page: Open, key: str) -> None:
    app = open_page(visning="Sammenlign")
    checked(app.button_group(key=key).set_value([]).run())
    assert "Velg minst én løsning og ett tema" in html_of(app) and not headings(app, 2)


def test_cells_are_escaped_and_know_their_column(corpus: Corpus) -> None:
    overview = build_overview(corpus, load_plan(CORPUS_DIR))
    rows: tuple[ComparedRow, ...] = write_comparison(Writer(corpus, 2026), overview.solutions[:1], overview.aspects[:1])
    html = comparison_html(['<i>"KJ"</i>'], rows)
    assert 'data-col="&lt;i&gt;&quot;KJ&quot;&lt;/i&gt;"' in html and "<i>" not in html
    assert 'tabindex="0" role="region" aria-label="Sammenligning av &lt;i&gt;' in html


def test_all_risks(open_page: Open) -> None:
    app = open_page(visning="Risiko")
    assert headings(app, 3) == [
        "Teknologisk risiko", "Kompetanse risiko", "Økonomisk risiko", "Strategisk risiko", "Ekstern risiko",
    ]  # fmt: skip
    assert headings(app, 4) == [f"Risiko {number}" for number in range(1, 15)]
    assert "Viser 14 av 14 risikoer" in html_of(app) and html_of(app).count("Gjelder: PLL") == 2
    assert_marks_have_buttons(app)


def test_risks_by_category_and_solution(open_page: Open) -> None:
    app = open_page(visning="Risiko", kategori="Strategisk risiko")
    assert headings(app, 4) == ["Risiko 7", "Risiko 8", "Risiko 9", "Risiko 10"]
    checked(app.selectbox(key="gjelder").set_value("PLL").run())
    assert len(headings(app, 4)) == 4
    checked(app.toggle(key="nevnt").set_value(True).run())
    assert headings(app, 4) == ["Risiko 8"]


def test_no_risk_fits(open_page: Open) -> None:
    app = open_page(visning="Risiko", gjelder="SFM", nevnt="true", kategori="Ekstern risiko")
    assert "Ingen av risikoene i kapittel 9 under «Ekstern risiko» nevner SFM særskilt" in html_of(app)
    assert headings(app, 4) == [] and not app.get("download_button")


@pytest.mark.parametrize("view", ["Løsning", "Sjekkliste", "Sammenlign", "Risiko"])
def test_three_kinds_of_files(open_page: Open, view: str) -> None:
    app = open_page(visning=view)
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Word (.docx)", "Markdown (.md)", "For utskrift (.html)"]


def test_into_a_memo(open_page: Open, storage: Storage) -> None:
    app = open_page(storage=storage, visning="Sjekkliste", losning="SFM")
    app.checkbox[1].check()
    app.session_state["notatknapp-sjekkliste-sfm"] = True  # the popover is open
    checked(app.run())
    checked(app.button(key="notatknapp-sjekkliste-sfm-legg-til").click().run())
    (heading,) = storage.memos.list(OWNER)
    memo = storage.memos.load(OWNER, heading.id)
    assert memo is not None and [item.heading for item in memo.items] == ["Sjekkliste: SFM"]
    assert "- [x] HelseID[2]" in memo.items[0].markdown and len(memo.items[0].citations) > 50


def test_without_a_storage_there_is_no_memo(open_page: Open, storage: Storage) -> None:
    assert len(open_page(storage=storage).get("popover")) == 2
    assert len(open_page().get("popover")) == 1


def test_sources_without_a_plan(open_page: Open, tmp_path: Path) -> None:
    app = open_page(folder=tmp_path)
    assert "Oversiktene er ikke satt opp" in html_of(app) and headings(app, 1) == ["Oversikter"]
    assert not app.button
