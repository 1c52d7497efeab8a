"""Personal data in texts: what is planted is found in all languages, and real articles are left alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import phonenumbers
import pytest

import revscoring
from revscoring.extractors.dump import Dump
from revscoring.publishing import find_personal_data, mask_personal_data
from revscoring.publishing.national_numbers import NATIONAL_NUMBERS
from revscoring.publishing.personal_data import KINDS

SAMPLES = Path(revscoring.__file__).parent / "languages" / "samples"

BASQUE = "Inurriak intsektu sozialak dira. Kolonietan bizi dira, eta mundu osoan aurki daitezke."

#: Language → a country, a word for telephone, a bank account, and a personal number with its name, if it needs one.
LANGUAGES = {
    "albanian": ("AL", "Telefoni:", "AL47 2121 1009 0000 0002 3569 8741", "J91402501L"),
    "arabic": ("SA", "هاتف", "SA0380000000608010167519", None),
    "basque": ("ES", "Telefonoa:", "ES91 2100 0418 4502 0005 1332", "54362315K"),
    "bengali": ("BD", "ফোন:", None, None),
    "bosnian": ("BA", "mobitel", "BA39 1290 0794 0102 8494", "0101006500006"),
    "catalan": ("ES", "Telèfon:", "ES9121000418450200051332", "X-2482300W"),
    "chinese": ("CN", "电话:", None, "360426199101010071"),
    "croatian": ("HR", "tel.", "HR12 1001 0051 8630 0016 0", "OIB: 33392005961"),
    "czech": ("CZ", "mobil:", "CZ65 0800 0000 1920 0014 5399", "710319/2745"),
    "dutch": ("NL", "telefoonnummer", "NL91 ABNA 0417 1643 00", "BSN 111222333"),
    "english": ("GB", "call", "GB29 NWBK 6016 1331 9268 19", "NHS number 943 476 5870"),
    "estonian": ("EE", "telefon", "EE38 2200 2210 2014 5685", "36805280109"),
    "finnish": ("FI", "puh.", "FI21 1234 5600 0007 85", "131052-308T"),
    "french": ("FR", "tél. :", "FR14 2004 1010 0505 0001 3M02 606", "2 95 10 99 126 111 93"),
    "galician": ("ES", "teléfono", "ES9121000418450200051332", "12345678Z"),
    "german": ("DE", "Telefonnummer", "DE89 3704 0044 0532 0130 00", "Steuer-ID 36 574 261 809"),
    "greek": ("GR", "τηλ.", "GR16 0110 1250 0000 0001 2300 695", "01013099997"),
    "hebrew": ("IL", "טלפון:", "IL62 0108 0000 0009 9999 999", "ת.ז. 39337423"),
    "hindi": ("IN", "फ़ोन", None, "2341 2341 2346"),
    "hungarian": ("HU", "telefon:", "HU42 1177 3016 1111 1018 0000 0000", None),
    "icelandic": ("IS", "sími", "IS14 0159 2600 7654 5510 7303 39", "120174-3399"),
    "indonesian": ("ID", "telepon", None, None),
    "italian": ("IT", "cellulare", "IT60X0542811101000000123456", "RCCMNL83S18D969H"),
    "japanese": ("JP", "電話:", None, "マイナンバー 6214 9832 0257"),
    "korean": ("KR", "전화:", None, "971013-9019902"),
    "latvian": ("LV", "tālr.", "LV80 BANK 0000 4351 9500 1", "161175-19997"),
    "norwegian": ("NO", "mobil", "NO93 8601 1117 947", "151086 95088"),
    "persian": ("IR", "تلفن", None, None),
    "polish": ("PL", "telefon", "PL61 1090 1014 0000 0712 1981 2874", "PESEL 44051401359"),
    "portuguese": ("BR", "telefone:", "PT50000201231234567890154", "390.533.447-05"),
    "romanian": ("RO", "telefon", "RO49 AAAA 1B31 0075 9384 0000", "1630615123457"),
    "russian": ("RU", "тел.", None, "ИНН 500100732259"),
    "serbian": ("RS", "телефон:", "RS35 2600 0560 1001 6113 79", "0101006500006"),
    "spanish": ("ES", "móvil", "ES91 2100 0418 4502 0005 1332", "54362315K"),
    "swedish": ("SE", "mobilnummer", "SE45 5000 0000 0583 9825 7466", "880320-0016"),
    "tamil": ("IN", "தொலைபேசி:", None, "234123412346 ஆதார்"),
    "turkish": ("TR", "cep telefonu", "TR33 0006 1005 1978 6457 8413 26", "17291716060"),
    "ukrainian": ("UA", "телефон", "UA213223130000026007233566001", "РНОКПП 1759013776"),
    "vietnamese": ("VN", "điện thoại", None, None),
}
LANGUAGES["tamil"] = (*LANGUAGES["tamil"][:3], "ஆதார் 234123412346")

CARDS = ("4111 1111 1111 1111", "5555555555554444", "3782 822463 10005", "6011-1111-1111-1117")


def carrier(language: str) -> str:
    if language == "basque":
        return BASQUE
    return (SAMPLES / f"{language}.txt").read_text(encoding="utf-8").strip()


def planted(number: int, language: str) -> list[tuple[str, str, str]]:
    """Return the kind, the item, and the text with it, of each item for a language."""
    region, word, account, personal = LANGUAGES[language]
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    formats = phonenumbers.PhoneNumberFormat
    national = phonenumbers.format_number(example, formats.NATIONAL)
    own_letters = "".join(character for character in carrier(language) if character.isalpha())[:6]
    items = [
        ("email", f"{own_letters}.{number}@example.org", "{}"),
        ("email", f"ann+{language}@mail.example.co.uk", "<{}>"),
        ("phone", phonenumbers.format_number(example, formats.INTERNATIONAL), "{}"),
        ("phone", phonenumbers.format_number(example, formats.E164), "{}"),
        ("phone", national, f"{word} {{}}"),
        ("ip", f"198.51.100.{number + 1}", "{}"),
        ("ip", f"2001:db8:{number:x}::{number + 1:x}", "[[User:{}]]"),
        ("card", CARDS[number % len(CARDS)], "{}"),
        ("temporary", f"~2026-{10000 + number}-{number}", "[[User:{}|x]]"),
    ]
    if account is not None:
        items.append(("iban", account, "{}"))
    if personal is not None:
        head, _, item = (
            personal.rpartition(" ") if personal[0].isalpha() and " " in personal else ("", "", personal)
        )
        items.append(("national", item, f"{head} {{}}"))
    text = carrier(language)
    middle = text.find(" ", len(text) // 2)
    return [
        (kind, item, f"{text[:middle]} {form.format(item)}. {text[middle:]}") for kind, item, form in items
    ]


def test_what_is_planted_is_found_in_all_languages():
    found, total, missed = Counter(), Counter(), []
    for number, language in enumerate(LANGUAGES):
        for kind, item, text in planted(number, language):
            total[kind] += 1
            hit = mask_personal_data(text, find_personal_data(text))
            digits = item[-4:].lstrip()
            if item in hit or (kind != "national" and hit.count(digits) >= text.count(digits)):
                missed.append((language, kind, item))
            else:
                found[kind] += 1
    assert len(LANGUAGES) == 39
    assert total.total() >= 300
    assert set(total) == set(KINDS)
    assert {kind: found[kind] / total[kind] for kind in KINDS} == pytest.approx(
        dict.fromkeys(KINDS, 1), abs=0.02
    ), missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_masked_in_texts_without_personal_data(language):
    assert find_personal_data(carrier(language)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Version 10.0.0.1, and 1.2.3.4.5; section 3.2.1.4a",
        "ISBN 978-0-306-40615-7, ISBN 0306406152, OCLC 123456789012, PMID 18984149",
        "From 12:30:45 until 2006-2007; 1,234,567 people; 3.14159265358979",
        "4111 1111 1111 1112 and 1234 5678 9012 3456 are no cards, DE00 3704 0044 0532 0130 00 no account",
        "https://example.org/w/index.php?oldid=4111111111111111&id=44051401359",
        "telephone 1990-1995, the phones of 2007, {{cite|journal=Cell.2008.10.015}}",
        "std::vector a::b ~20 ~2000-3000 000.000.000-00 @home foo@bar",
        "+1 555 123 4567 is no number of any country, +100 either",
    ],
)
def test_numbers_that_only_look_like_personal_data_are_left_alone(text):
    assert find_personal_data(text) == []


def test_numbers_in_other_digits_and_in_national_form_are_found():
    assert [
        one.kind
        for one in find_personal_data(
            "+९१ ९८७६५ ४३२१०, ０９０－１２３４－５６７８ 電話 ０９０－１２３４－５６７９"
        )
    ] == [
        "phone",
        "phone",
    ]
    text = "Appelle-moi au 06 12 34 56 78 demain."
    assert find_personal_data(text) == []
    assert mask_personal_data(text, find_personal_data(text, ["FR"])) == "Appelle-moi au [phone] demain."


def test_the_report_counts_the_countries_that_are_known():
    assert (
        f"of {len({kind.module.split('.')[0] for kind in NATIONAL_NUMBERS})} countries" in KINDS["national"]
    )


def test_texts_made_to_be_slow_take_no_time():
    for text in ("1" * 100_000, "a@" * 50_000, "+1 " * 30_000, "1.1" * 30_000, ":1" * 50_000, "A1" * 50_000):
        assert len(find_personal_data(text)) < 10


def test_real_articles_have_almost_no_false_masks(data_dir):
    words, masked = 0, []
    with Dump(str(data_dir / "articles" / "enwiki-106-articles.xml.bz2")) as dump:
        for revision in dump:
            text = revision.text or ""
            words += len(text.split())
            masked += [text[one.start : one.end] for one in find_personal_data(text)]
    assert words > 700_000
    assert len(masked) / words <= 1e-4, masked
