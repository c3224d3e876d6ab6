"""What is found of persons, what is left in peace, and what masking leaves behind."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from assistant.guard import check_question, check_warning
from assistant.privacy import find_blocking, find_identity_number, find_personal_data, mask, mask_all
from assistant.settings import PROJECT_DIR
from corpus.sources import CORPUS_DIR, Corpus

# Right check digits, but nobody's: born in 2039.
FNR = "31123950057"
NUMBERS = [
    # What is written, its kind, and what is left when it is masked.
    (f"Pasienten {FNR} skal ha e-multidose", "fødselsnummer", "Pasienten [fødselsnummer] skal ha e-multidose"),
    ("D-nr 71123950040.", "D-nummer", "D-nr [D-nummer]."),
    ("Hva er 31523950110?", "H-nummer", "Hva er [H-nummer]?"),
    ("Tenor: 31923950012", "fødselsnummer", "Tenor: [fødselsnummer]"),
    ("Syntetisk 31773950086", "fødselsnummer", "Syntetisk [fødselsnummer]"),
    ("fødselsnummer 12345678900 (feil siffer)", "fødselsnummer", "fødselsnummer [fødselsnummer] (feil siffer)"),
    ("f. 311239, personnr. 50057", "fødselsnummer", "f. 311239, personnr. [fødselsnummer]"),
    ("Ring 22 33 44 55", "telefonnummer", "Ring [telefonnummer]"),
    ("22 33 44 55 svarer", "telefonnummer", "[telefonnummer] svarer"),
    ("912 34 567 svarer", "telefonnummer", "[telefonnummer] svarer"),
    ("91234567 svarer", "telefonnummer", "[telefonnummer] svarer"),
    ("9123 4567 svarer", "telefonnummer", "[telefonnummer] svarer"),
    ("912 34567 svarer", "telefonnummer", "[telefonnummer] svarer"),
    ("912 345 67 svarer", "telefonnummer", "[telefonnummer] svarer"),
    ("22.33.44.55 svarer", "telefonnummer", "[telefonnummer] svarer"),
    ("912-34-567 svarer", "telefonnummer", "[telefonnummer] svarer"),
    ("912 34\n567 svarer", "telefonnummer", "[telefonnummer] svarer"),
    ("912\u200b34\u200b567 svarer", "telefonnummer", "[telefonnummer] svarer"),
    ("９１２３４５６７ svarer", "telefonnummer", "[telefonnummer] svarer"),
    ("mob: 4 1 2 3 4 5 6 7", "telefonnummer", "mob: [telefonnummer]"),
    ("tlf.91 234 567", "telefonnummer", "tlf.[telefonnummer]"),
    ("på +47 912 34 567 nå", "telefonnummer", "på [telefonnummer] nå"),
    ("på (+47) 91234567 nå", "telefonnummer", "på [telefonnummer] nå"),
    ("på 0047 91 23 45 67 nå", "telefonnummer", "på [telefonnummer] nå"),
    ("på 004791234567 nå", "telefonnummer", "på [telefonnummer] nå"),
    ("på +46 70-123 45 67 nå", "telefonnummer", "på [telefonnummer] nå"),
    ("på +1 (555) 123-4567 nå", "telefonnummer", "på [telefonnummer] nå"),
    ("på 0046701234567 nå", "telefonnummer", "på [telefonnummer] nå"),
    ("Betal til 1234.56.78903", "kontonummer", "Betal til [kontonummer]"),
    ("Betal til 1234 56 78903", "kontonummer", "Betal til [kontonummer]"),
    ("Betal til 12345678903", "kontonummer", "Betal til [kontonummer]"),
    ("Betal til 1234 5678903", "kontonummer", "Betal til [kontonummer]"),
    ("konto 123 456 789 00", "kontonummer", "konto [kontonummer]"),
    ("IBAN NO93 8601 1117 947", "kontonummer", "IBAN [kontonummer]"),
    ("Til NO9386011117947", "kontonummer", "Til [kontonummer]"),
]
SIGNS = [
    ("Hva gjør kari.nordmann@gmail.com feil?", "e-post", "Hva gjør [e-post] feil?"),
    ("Skriv til kari (at) online.no", "e-post", "Skriv til [e-post]"),
    ("Kari Nordmann, 82 år, bruker Marevan", "navn", "[navn], 82 år, bruker Marevan"),
    ("kari nordmann 82 år bruker marevan", "navn", "[navn] 82 år bruker marevan"),
    ("KARI NORDMANN BRUKER MAREVAN", "navn", "[navn] BRUKER MAREVAN"),
    ("kan kari få paracet nå", "navn", "kan [navn] få paracet nå"),
    ("kan du sjekke om Kari på 82 har henta sobrilen", "navn", "kan du sjekke om [navn] på 82 har henta sobrilen"),
    ("Pasienten Kari mangler i SFM", "navn", "Pasienten [navn] mangler i SFM"),
    ("Pasienten Hansen mangler i SFM", "navn", "Pasienten [navn] mangler i SFM"),
    ("Kan bruker Ola N. få multidose?", "navn", "Kan bruker [navn] få multidose?"),
    ("O.N. (82 år) skal ha multidose", "navn", "[navn] (82 år) skal ha multidose"),
    ("Kari på rom 4 vil ikke", "navn", "[navn] på rom 4 vil ikke"),
    ("Moren min Kari på 84 bruker sobril", "navn", "Moren min [navn] på 84 bruker sobril"),
    ("Fru Hansen har diabetes", "navn", "Fru [navn] har diabetes"),
    ("A. Hansen bruker insulin", "navn", "[navn] bruker insulin"),
    ("Nordmann, Kari har kols", "navn", "[navn] har kols"),
    ("Anne-Lise Olsen fikk utslett", "navn", "[navn] fikk utslett"),
    ("Mohammed Ali har diabetes", "navn", "[navn] har diabetes"),
    ("Per Hansen bruker Eliquis", "navn", "[navn] bruker Eliquis"),
    ("Kan Per få Paracet?", "navn", "Kan [navn] få Paracet?"),
    ("Jan, 82 år, bruker marevan", "navn", "[navn], 82 år, bruker marevan"),
    ("Karis medisiner er feil", "navn", "[navn] medisiner er feil"),
    ("Kari sin medisinliste er feil", "navn", "[navn] sin medisinliste er feil"),
    ("Vis legemiddellisten til Ola Nordmann", "navn", "Vis legemiddellisten til [navn]"),
    ("Beboeren Kwame Otieno vil ikke", "navn", "Beboeren [navn] vil ikke"),
    ("Kwame Otieno, 82 år, vil ikke", "navn", "[navn], 82 år, vil ikke"),
    ("Kva gjer eg når Kari ikkje tek sobrilen?", "navn", "Kva gjer eg når [navn] ikkje tek sobrilen?"),
    ("John Smith, 82 years old, uses warfarin", "navn", "[navn], 82 years old, uses warfarin"),
    ("Lege Kari Hansen, 82 år, bruker selv Marevan", "navn", "Lege [navn], 82 år, bruker selv Marevan"),
    ("Pasient født 05.03.1941 bruker marevan", "fødselsdato", "Pasient født [fødselsdato] bruker marevan"),
    ("Født 5. mars 1941, har diabetes", "fødselsdato", "Født [fødselsdato], har diabetes"),
    ("Pasienten 050341 mangler", "fødselsdato", "Pasienten [fødselsdato] mangler"),
]
HARMLESS = [
    "Hva var status 01.02.2024, 2024-02-01 og 31.05.23?",
    "Gjelder det fra 01.02.2024 til 31.12.2025?",
    "Fil 20240201 og 22031999",
    "Er tallene for 2023-2025, 2024/2025 eller 2023 2024?",
    "Kontakt KS innen 31.12.2024, ring før 2024-12-31 eller 20241231",
    "176 legekontor 31.12.2023 123, og personnavn 31.12.2023 123",
    "i 2018, 2019, 2020, 2021, 2022 og 2023",
    "Hva sier § 3-4, kap. 5.3 og § 7?",
    "Lov 2. juli 1999 nr. 64 om insulin",
    "Er vakten bemannet 24/7, kl 20 22 24?",
    "Er 990 000 000 kroner for mye?",
    "Koster det 99000000 kroner, 45678912 kr eller kr 45678912?",
    "Koster det 990 mill., 42 milliarder eller 42 000 000 000 dollar?",
    "+20 000 000 kroner",
    "Hvorfor 12 345 678 resepter og 45 678 912 resepter?",
    "Er det 45678912 resepter og 25000000 oppslag?",
    "Mellom 4000 5000 innbyggere, fra 5000 til 6000",
    "20 30 40 50 mg",
    "3,14159265 og 2.71828182",
    "971 032 146, 974760673, org.nr. 974 760 673 og orgnr 974760673",
    "organisasjonsnummer 971 032 146 MVA",
    "HER-id 80123456, her-id: 8094866",
    "saksnr 20231234, saksnummer 91234567, sak 2023/12345 og 23/01234-5",
    "Versjon v2.3, 5.1.0 og versjon 22.33.44.55",
    "5003 Bergen, 0150 Oslo, postnummer 9008 9010",
    "Ring 113, 116117, 116 117 eller 02800",
    "Ring 815 70 030 eller 800 33 888",
    "Giftinformasjonen på 22 59 13 00",
    "Se https://www.nhn.no/artikkel/91234567/22334455",
    "ISBN 978-82-450-1234-5 og a1b2c3d4-91234567-12ab-34cd",
    "Hva betyr 31123950161, 311239 50067, 99999999999 og 311239500570?",
    "Kari",
    "Kari Nordmann",
    "Hva sier Anders i Arendal kommune?",
    "Norsk helsenett, Arendal kommune, Kjernejournal og Helse Vest om diabetes",
    "Alvorlig Diabetes",
    "Alvorlig Diabetes Hos Pasienten Med Demens",
    "Hvilke løsninger bruker Ola Hansen i dag?",
    "Bruker Ola SFM? Bruker Arendal kommune Kjernejournal?",
    "Hva er Marte Meo ved demens?",
    "St. Olavs hospital, Martina Hansens hospital og insulin",
    "Lege Kari Hansen om insulin i SFM",
    "Prosjektleder Ola Nordmann om marevan",
    "Kari Hansen (sykepleier) dokumenterer insulin",
    "Finn ut om insulin. Finn Kjernejournal for pasienter med diabetes",
    "Per 31.05.23 var insulin i bruk, per dag",
    "Else hva med marevan, even om demens",
    "May I give insulin? Are there patients with diabetes?",
    "What does the Patient Records Act say?",
    "August 2024: insulin",
    "In August 2024, is insulin in SFM? She said insulin",
    "Helse Vest (12 år)",
    "Siri, hva er insulin?",
    "Ola har jobbet 20 år i kommunen",
    "Er pasienter over 82 år med?",
    "Hvem får ta del når den er født 01.01.1941?",
    "MS Teams",
    "Skriv til post@ks.no, postmottak@arendal.kommune.no eller kundesenter@nhn.no",
    "Hva sier @ks?",
]
SPACINGS = [
    "{0}{1}{2}{3}{4}",
    "{0}{1}{2} {3}{4}",
    "{0}{1}{2}-{3}{4}",
    "{0}{1}{2} – {3}{4}",
    "{0}{1}{2}\u00a0{3}{4}",
    "{0}{1}{2}\r\n   {3}{4}",
    "{0}{1}{2}\u200b{3}{4}",
    "{0}\u200b{1}\u2060{2}\ufeff{3}\u00ad{4}",
    "{0}.{1}.{2} {3} {4}",
    "{0}/{1}-{2} {3}{4}",
    "{0} {1} {2} {3} {4}",
    "12345 {0}{1}{2} {3}{4}",
    "fnr:{0}{1}{2}{3}{4}.",
    "({0}{1}{2}) {3}{4}",
    "{0}{1}{2}, {3}{4}",
]
PATHOLOGICAL = [
    *(
        "1",
        "9",
        "1 ",
        "9 ",
        "22 ",
        "9.",
        "1 .-",
        "1\u200b",
        "\u200b",
        " ",
        ".",
        "\n",
        "1" + " " * 50,
        "a@",
        "a.",
        "A.",
        "Aa ",
    ),
    *(
        "kari ",
        "Kari ",
        "Hansen ",
        "pasient ",
        "født ",
        "01.01.41 ",
        "+4 ",
        "NO1 ",
        "tlf 2 ",
        "konto 1 ",
        "www. ",
        "(a) ",
    ),
]
SCRIPTS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "⁰¹²³⁴⁵⁶⁷⁸⁹"]


def make_identity_numbers(count: int) -> Iterator[str]:
    """Valid numbers of all kinds; those whose check digit would be 10 are not given out."""
    chance = random.Random(5)
    while count:
        day, month, year = chance.randint(1, 31), chance.randint(1, 12), chance.randint(0, 99)
        day_add, month_add = chance.choice([(0, 0), (40, 0), (0, 40), (0, 80), (0, 65), (40, 80)])
        base = f"{day + day_add:02}{month + month_add:02}{year:02}{chance.randint(0, 999):03}"
        if chance.random() < 0.2:  # an FH-number has no date
            base = chance.choice("89") + f"{chance.randint(0, 99_999_999):08}"
        first = -sum(int(d) * int(w) for d, w in zip(base, "376189452", strict=True)) % 11
        second = -sum(int(d) * int(w) for d, w in zip(f"{base}{first % 10}", "5432765432", strict=True)) % 11
        if first < 10 and second < 10:
            count -= 1
            yield f"{base}{first}{second}"


@pytest.mark.parametrize(("text", "kind", "masked"), NUMBERS)
def test_a_number_is_found_named_and_masked(text: str, kind: str, masked: str) -> None:
    findings = find_personal_data(text)
    assert [(finding.kind, finding.severity) for finding in findings] == [(kind, "block")]
    assert findings[0].text == text[findings[0].start : findings[0].end]
    assert mask(text, findings) == masked and find_personal_data(masked) == ()


@pytest.mark.parametrize(("text", "kind", "masked"), SIGNS)
def test_a_softer_sign_is_found_named_and_masked(text: str, kind: str, masked: str) -> None:
    findings = find_personal_data(text)
    assert [(finding.kind, finding.severity) for finding in findings] == [(kind, "warn")]
    assert mask(text, findings) == masked and find_personal_data(masked) == ()
    assert find_blocking(text) is None and check_question(text) is None


@pytest.mark.parametrize("text", HARMLESS)
def test_nothing_else_is_an_alarm(text: str) -> None:
    assert find_personal_data(text) == () and check_warning(text) is None


@pytest.mark.parametrize("spacing", SPACINGS)
def test_each_identity_number_is_found_in_each_spacing(spacing: str) -> None:
    missed = []
    for number in make_identity_numbers(300):
        written = spacing.format(number[:2], number[2:4], number[4:6], number[6:9], number[9:])
        text = f"Hva med {written} i SFM?"
        masked = mask(text, find_personal_data(text))
        if not find_identity_number(text) or find_blocking(masked) or number[-5:] in masked:
            missed.append(written)
    assert missed == []


@pytest.mark.parametrize("digits", SCRIPTS)
def test_digits_of_other_scripts_are_digits(digits: str) -> None:
    written = FNR.translate(str.maketrans("0123456789", digits))
    assert mask(f"Hva med {written}?", find_personal_data(f"Hva med {written}?")) == "Hva med [fødselsnummer]?"


def test_digits_one_by_one_and_a_footnote_mark() -> None:
    assert find_identity_number(" ".join(FNR)) == " ".join(FNR)
    assert find_blocking("1 av 9123456⁷ i 2023¹") is None


def test_masking_leaves_no_number_behind_whatever_the_text() -> None:
    """Also where two candidates lie over each other, or a masked word stands before the next number."""
    chance = random.Random(7)
    pieces = ["22", "33", "912", "34567", "91234567", FNR, "1234.56.78903", "12345678900", "fnr", "konto", "tlf", "+47"]
    pieces += [" ", " ", "-", ".", ", ", "\n", "kr", "Kari på 82", "2024"]
    for _ in range(3000):
        text = "".join(chance.choice(pieces) for _ in range(chance.randint(1, 14)))
        masked = mask_all(text)
        assert find_personal_data(masked) == (), (text, masked)


def test_several_findings_are_masked_each_and_lie_apart() -> None:
    text = f"Kari Nordmann ({FNR}), tlf 912 34 567, kari@online.no, bruker Marevan"
    findings = find_personal_data(text)
    assert mask(text, findings) == "[navn] ([fødselsnummer]), tlf [telefonnummer], [e-post], bruker Marevan"
    assert all(first.end <= second.start for first, second in pairwise(findings))


def test_the_page_is_told_what_was_found_and_gets_a_masked_question() -> None:
    soft = check_warning("Kan Kari Nordmann, 82 år, bruke e-multidose?")
    assert soft is not None and not soft.blocks and soft.masked == "Kan [navn], 82 år, bruke e-multidose?"
    assert "et navn" in soft.message and "Ingenting er lagret" in soft.message and "Kari" not in soft.message
    hard = check_warning(f"Kan Kari på 82 ({FNR}, tlf 912 34 567) bruke e-multidose?")
    assert hard is not None and hard.blocks
    assert "et fødselsnummer og et telefonnummer" in hard.message and "Ta bort numrene" in hard.message
    assert hard.masked == "Kan [navn] på 82 ([fødselsnummer], tlf [telefonnummer]) bruke e-multidose?"


def test_the_sources_and_the_bank_raise_no_alarm(corpus: Corpus) -> None:
    texts = [unit.text for document in corpus.documents for passage in document.passages for unit in passage.units]
    texts += [path.read_text(encoding="utf-8") for path in sorted((CORPUS_DIR / "sources").glob("*.md"))]
    about_somebody = []
    for entry in corpus.bank:
        askings = [asking for askings in entry.askings.values() for asking in askings]
        (about_somebody if entry.reason == "patient_specific" else texts).extend(askings)
        texts += filter(None, (entry.text, entry.text_nn, entry.text_en))
    assert len(texts) > 10_000
    assert [text for text in texts if find_personal_data(text)] == []
    assert "Hvilke legemidler står pasienten Kari Nordmann på?" in filter(find_personal_data, about_somebody)


def test_of_the_gold_questions_only_those_about_somebody_raise_one() -> None:
    alarms, count = set(), 0
    for path in sorted((PROJECT_DIR / "eval" / "questions").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            texts = [gold["question"], *(turn["content"] for turn in gold.get("history", ()))]
            count += 1
            if any(find_personal_data(text) for text in texts):
                alarms.add((gold["id"], gold["kind"]))
    assert count >= 300
    assert ("ad-046", "patient_specific") in alarms and {kind for _, kind in alarms} == {"patient_specific"}


@pytest.mark.parametrize("unit", PATHOLOGICAL)
def test_time_grows_with_length_only(unit: str) -> None:
    """No text of 8,000 characters takes long, whatever it is made of."""
    text = (unit * 8000)[:8000]
    started = time.perf_counter()
    find_personal_data(text)
    assert time.perf_counter() - started < 1.5


def test_a_common_text_is_read_in_about_a_millisecond(corpus: Corpus) -> None:
    text = " ".join(unit.text for passage in corpus.documents[0].passages for unit in passage.units)[:1000]
    times = []
    for _ in range(20):
        started = time.perf_counter()
        find_personal_data(text)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.002
