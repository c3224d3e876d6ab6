"""What a message means: its parts, its subject, and what the conversation adds."""

from __future__ import annotations

import pytest

from assistant.models import Question, Turn
from assistant.service import Assistant
from tests.assistant.conftest import Ask

BENEFITS_KJ = "Hva er gevinstene ved kjernejournal?"
BENEFITS_EMD = "Hva er gevinstene ved e-multidose?"
LIST = (
    "- økt pasientsikkerhet[1]\n- spart tid[2]\n- Færre pasientskader som følge av doble forskrivninger[3]\n- annet[4]"
)
POLITE = (
    "Hei! Jeg jobber i hjemmetjenesten i en liten kommune, og vi har lenge lurt på en del ting når det gjelder"
    " digitale "
    "løsninger. Jeg håper dere kan hjelpe meg, for sjefen min har bedt meg om å finne det ut til på fredag, og jeg"
    " har ikke "
    "så god tid. {question} Tusen takk for hjelpen, og ha en riktig fin dag videre! Vennlig hilsen Kari"
)


def headings(text: str) -> list[str]:
    return [line.strip("*") for line in text.splitlines() if line.startswith("**") and line.endswith("?**")]


class TestFollowUps:
    def test_another_subject_takes_the_question_along(self, ask: Ask) -> None:
        answer = ask("og for SFM?", BENEFITS_KJ, "Svar.")
        alone = ask("Hva er gevinstene ved SFM?")
        assert answer.understood == "Hva er gevinstene ved sentral forskrivningsmodul?"
        assert (answer.answer, answer.entries) == (alone.answer, alone.entries)

    @pytest.mark.parametrize("text", ["hva med PLL?", "Enn PLL?", "kva med PLL?", "what about PLL?", "PLL?"])
    def test_ways_to_name_another_subject(self, ask: Ask, text: str) -> None:
        assert ask(text, BENEFITS_KJ, "Svar.").entries == ask("Hva er gevinstene ved PLL?").entries

    @pytest.mark.parametrize("text", ["når kommer den?", "Og når kommer den?", "når kjem ho?"])
    def test_a_pronoun_takes_the_subject(self, ask: Ask, text: str) -> None:
        answer = ask(text, "Hva er e-multidose?", "Svar.")
        assert "e-multidose" in answer.understood.lower()
        assert {citation.section for citation in answer.citations} <= {"2", "5.3"} and answer.citations

    def test_the_subject_is_the_latest_one(self, ask: Ask) -> None:
        answer = ask("når kommer den?", BENEFITS_KJ, "Svar.", "Hva er SFM?", "Svar.")
        assert "sentral forskrivningsmodul" in answer.understood and "kjernejournal" not in answer.understood

    def test_an_ordinal_points_at_the_item_of_the_last_answer(self, ask: Ask) -> None:
        third = ask("og den tredje?", BENEFITS_EMD, LIST)
        assert "Færre pasientskader som følge av doble forskrivninger" in third.understood
        assert any("Færre pasientskader" in citation.quote for citation in (*third.citations, *third.nearest))
        assert "spart tid" in ask("hva med nummer 2?", BENEFITS_EMD, LIST).understood
        assert "annet" in ask("og den siste?", BENEFITS_EMD, LIST).understood

    @pytest.mark.parametrize(
        "answered", ["1 økt pasientsikkerhet. 2 spart tid. 3 annet", "4) økt. 5) spart tid, 6) annet"]
    )
    def test_an_ordinal_points_into_a_list_that_is_written_on(self, ask: Ask, answered: str) -> None:
        assert "(spart tid)" in ask("hva med den andre?", BENEFITS_EMD, answered).understood
        assert "(annet)" in ask("hva med den siste?", BENEFITS_EMD, answered).understood

    def test_more_about_an_item_that_is_a_name_asks_what_it_is(self, ask: Ask) -> None:
        answer = ask("Kan du fortelle mer om den andre?", "Hvilke løsninger er det?", "- Kjernejournal[1]\n- PLL[2]")
        assert answer.entries == ask("Hva er PLL?").entries

    def test_what_is_asked_lasts_over_two_subjects(self, ask: Ask) -> None:
        answer = ask("enn PLL?", BENEFITS_KJ, "Svar.", "og SFM?", "Svar.")
        assert answer.entries == ask("Hva er gevinstene ved PLL?").entries

    def test_a_subject_that_is_named_first_is_the_one_that_the_pronoun_means(self, ask: Ask) -> None:
        answer = ask(
            "Hva med PLL, hvilke gevinster gir den?", "Hva er gevinstene ved kjernejournal på sykehjem?", "Svar."
        )
        assert answer.entries[:1] == ask("Hva er gevinstene ved PLL?").entries[:1] and not headings(answer.answer)

    def test_a_bare_question_is_about_what_was_said_last(self, ask: Ask) -> None:
        said = "Hver ansatt må ha e-ID på høyt nivå for å logge på med HelseID."
        assert said[:-1] in ask("Hvorfor det?", "Hva må til for å logge på?", said).understood
        signs = "Kommunen må signere bruksvilkårene til Kjernejournal."
        links = {text for c in ask("hvor finner vi de?", "Hva kreves for SFM?", signs).citations for text, _ in c.links}
        assert "bruksvilkårene til Kjernejournal" in links

    def test_an_ordinal_without_a_list_is_no_item(self, assistant: Assistant, ask: Ask) -> None:
        assert "(Svar" not in ask("og den tredje?", BENEFITS_EMD, "Svar uten punkter.").understood

    @pytest.mark.parametrize(
        "text",
        [
            "Hvilke risikoer beskriver dokumentet ved innføring av løsningene?",
            "Hvem har ansvaret for opplæring av de ansatte i kommunen?",
            "Hva er e-multidose?",
        ],
    )
    def test_a_question_that_stands_alone_is_not_changed(self, ask: Ask, text: str) -> None:
        later, alone = ask(text, BENEFITS_KJ, "Svar."), ask(text)
        assert (later.answer, later.understood) == (alone.answer, alone.understood)

    @pytest.mark.parametrize(
        "text",
        [
            "Hvem har ansvaret for Mediplass?",
            pytest.param(
                "og for helikopter?",
                marks=pytest.mark.xfail(reason="et ukjent ord med liten forbokstav veier for lite", strict=False),
            ),
        ],
    )
    def test_a_subject_that_the_sources_do_not_have(self, ask: Ask, text: str) -> None:
        assert ask(text, BENEFITS_KJ, "Svar.").abstained

    def test_history_without_questions_changes_nothing(self, ask: Ask) -> None:
        assert ask(BENEFITS_KJ, "").answer == ask(BENEFITS_KJ).answer

    def test_the_number_of_an_earlier_turn_is_not_repeated(self, ask: Ask) -> None:
        answer = ask("når kommer den?", "Pasient 31123950057 har e-multidose", "Svar.")
        assert "31123950057" not in answer.model_dump_json()

    def test_the_number_of_an_earlier_turn_is_not_searched(self, assistant: Assistant) -> None:
        from assistant.chain import guard
        from assistant.judge import Asked

        history = (Turn(role="user", content="Pasient 31123950057 har vondt"),)
        asked = guard(Question(question="Hvorfor det?", history=history))
        assert isinstance(asked, Asked)
        sense = assistant.tools.understanding.understand(asked.question)
        assert not any("31123950057" in reading.whole.text for reading in sense.readings)


class TestParts:
    def test_order_and_subject_are_kept(self, ask: Ask) -> None:
        answer = ask("Hva er kjernejournal, når kommer SFM og hvem har ansvaret for PLL?")
        assert headings(answer.answer) == ["Hva er kjernejournal?", "Når kommer SFM?", "Hvem har ansvaret for PLL?"]
        sections = [citation.section for citation in answer.citations]
        assert len(answer.entries) == 3 and sections[0] == "5.1" and "5.2" in sections[1:-1] and sections[-1] == "5.4"

    def test_a_later_part_takes_the_first_ones_subject(self, ask: Ask) -> None:
        answer = ask("Hva er e-multidose? Hvilke gevinster gir det? Hva er status?")
        assert headings(answer.answer) == ["Hva er e-multidose?", "Hvilke gevinster gir det?", "Hva er status?"]
        assert {citation.section for citation in answer.citations} == {"5.3"}
        assert (
            answer.entries[1:]
            == ask("Hvilke gevinster gir e-multidose?").entries + ask("Hva er status for e-multidose?").entries
        )

    def test_the_order_asked_is_the_order_answered(self, ask: Ask) -> None:
        one, other = ask("Hva er status for SFM? Hva er SFM?"), ask("Hva er SFM? Hva er status for SFM?")
        assert headings(one.answer) == headings(other.answer)[::-1] == ["Hva er status for SFM?", "Hva er SFM?"]

    def test_a_part_that_names_nothing_leans_on_the_one_before(self, ask: Ask) -> None:
        answer = ask("Hva er den samfunnsøkonomiske nettogevinsten av programmet, og hvor sikkert er tallet for oss?")
        assert len(headings(answer.answer)) == 2 and answer.entries == ("oko-990", "oko-usikkerhet")

    def test_marks_run_through_all_parts(self, ask: Ask) -> None:
        answer = ask("Hva er kjernejournal? Hva er HelseID?")
        assert [citation.n for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
        assert {citation.section for citation in answer.citations} >= {"5.1"}

    def test_a_part_that_is_not_answered_says_so_in_its_place(self, ask: Ask) -> None:
        answer = ask("Hvilke gevinster gir PLL og hva koster det?")
        assert headings(answer.answer) == ["Hvilke gevinster gir PLL?", "Hva koster det?"]
        last = answer.answer.rsplit("**", 1)[1].strip()
        assert last.startswith("*") and "[" not in last

    @pytest.mark.xfail(reason="en del uten fagord får den første delens subjekt", strict=True)
    def test_a_part_about_something_else_does_not_take_the_subject(self, ask: Ask) -> None:
        answer = ask("Hva er status for e-multidose og når åpner kinoen?")
        assert {citation.section for citation in answer.citations} == {"5.3"} and len(answer.entries) == 1

    @pytest.mark.parametrize(
        "text", ["Hva er forskjellen på SFM og kjernejournal?", "Hva er fordeler og ulemper ved PLL?"]
    )
    def test_an_and_between_nouns_does_not_part(self, ask: Ask, text: str) -> None:
        assert headings(ask(text).answer) == []


class TestMessages:
    @pytest.mark.parametrize("question", ["Hva er egentlig status for e-multidose?", BENEFITS_EMD])
    def test_a_long_polite_message_is_its_question(self, ask: Ask, question: str) -> None:
        answer, alone = ask(POLITE.format(question=question)), ask(question)
        assert (answer.answer, answer.citations) == (alone.answer, alone.citations)
        assert answer.understood == question and answer.question == POLITE.format(question=question)

    def test_a_plain_question_is_shown_as_it_is(self, ask: Ask) -> None:
        assert ask(BENEFITS_EMD).understood == ""

    @pytest.mark.parametrize("text", ["og for KJ?", "hva med KJ"])
    def test_abbreviations_are_written_out(self, ask: Ask, text: str) -> None:
        assert "kjernejournal" in ask(text, BENEFITS_EMD, "Svar.").understood

    def test_abbreviations_are_written_out_where_nothing_else_differs(self, ask: Ask) -> None:
        assert ask("Hva er gevinstene ved SFM?").understood == "Hva er gevinstene ved sentral forskrivningsmodul?"

    @pytest.mark.parametrize(
        ("short", "long"),
        [
            ("Hva er gevinstene ved SFM?", "Hva er gevinstene ved sentral forskrivningsmodul?"),
            ("Hva er gevinstene ved KJ?", "Hva er gevinstene ved kjernejournal?"),
            ("Hva er gevinstene ved PLL?", "Hva er gevinstene ved pasientens legemiddelliste?"),
        ],
    )
    def test_an_abbreviation_asks_the_same(self, ask: Ask, short: str, long: str) -> None:
        assert ask(short).citations == ask(long).citations != ()

    def test_unknown_names(self, assistant: Assistant, ask: Ask) -> None:
        find = assistant.tools.understanding.find_unknown_names
        assert find("Hvem har ansvaret for Mediplass og Pillemann?") == ("Mediplass", "Pillemann")
        assert find("Er Kjernejournal innført i Bergen, og hva sier Direktoratet?") == ()
        assert find("Hva med Kjernejurnal?") == ()
        assert find("ER DETTE MEDIPLASS SOM VI TRENGER?") == ()
        assert "«Mediplass»" in ask("Hvem har ansvaret for Mediplass?").answer


def test_an_order_with_its_own_subject_is_no_follow_up(ask: Ask) -> None:
    later, alone = ask("Sammenlign kjernejournal og SFM", BENEFITS_EMD, "Svar."), ask("Sammenlign kjernejournal og SFM")
    assert later.answer == alone.answer and "gevinst" not in later.understood.lower()


def test_markup_is_not_part_of_the_question(ask: Ask) -> None:
    payload = ask("<script>alert(1)</script> **Hva er PLL?** [x](javascript:1)")
    assert payload.answer == ask("Hva er PLL?").answer and not payload.abstained


def test_as_written_nothing_is_put_in(assistant: Assistant) -> None:
    """Neither history, spelling, parts nor expansion: the reading is the text as it stands."""
    history = (Turn(role="user", content=BENEFITS_EMD), Turn(role="assistant", content="Svar."))
    question = Question(question="og gevisntene ved KJ? Og hva er SFM?", history=history, as_written=True)
    understood = assistant.tools.understanding.understand(question)
    (reading,) = understood.readings
    assert [part.text for part in reading.parts] == [reading.whole.text] == [question.question]
    assert assistant.tools.understanding.show(understood, reading) == ""
    assert assistant.ask(question).understood == ""


def test_a_bare_question_is_read_with_what_it_is_about(assistant: Assistant) -> None:
    text = "Datteren til en i hjemmetjenesten har fullmakt. Hun vil se legemiddellisten selv. Går det?"
    readings = assistant.tools.understanding.understand(Question(question=text)).readings
    assert readings[0].whole.text == "Hun vil se legemiddellisten selv. Går det?"
    assert not any(reading.whole.text.startswith("Går det") for reading in readings)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("gevinstene uteblir kanskje, hva kan vi gjøre for å forebygge det?", False),
        ("sjefen lurte på hvor langt kommunene er kommet med kjernejournal?", True),
    ],
)
def test_a_question_that_points_back_is_not_cut_free(assistant: Assistant, text: str, cut: bool) -> None:
    readings = assistant.tools.understanding.understand(Question(question=text)).readings
    assert any(reading.whole.text.startswith(("hva", "hvor")) for reading in readings) is cut


def test_a_part_of_a_question_is_no_smalltalk(ask: Ask) -> None:
    answer = ask("Når bør vi snakke med journalleverandøren, og kan de hjelpe oss?").answer
    assert "tidlig i planleggingen" in answer and "Vi svarer på spørsmål" not in answer
