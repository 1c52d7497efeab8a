"""Personal data in texts of any language, by rules whose hits can be checked: no model guesses.

A kind is claimed only where a rule can decide it: an address that `ipaddress` reads, a telephone number that
is valid in the plan of its country (`phonenumbers`), a number with right check digits (`python-stdnum`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address
from typing import Final, NamedTuple

import regex

from ..importing import needs_extra
from .national_numbers import NATIONAL_NUMBERS, compiled, is_national_number

with needs_extra("publish"):
    import phonenumbers
    from stdnum import iban, luhn

__all__ = ["KINDS", "NOT_LOOKED_FOR", "Finding", "find_personal_data", "mask_personal_data"]

#: Kind → what is looked for, in words.
KINDS: Final = {
    "email": "e-mail addresses",
    "iban": "bank accounts (IBAN) with right check digits",
    "card": "payment cards with a right check digit and the first digits of an issuer",
    "ip": "IP addresses, version 4 and 6",
    "national": "personal numbers of 41 countries with right check digits",
    "phone": "telephone numbers in international form (+…), or behind a word such as tel. in 39 languages",
    "temporary": "names of temporary accounts (~2026-12345-6)",
}

#: What no rule can decide.
NOT_LOOKED_FOR: Final = (
    "names of people and of accounts in texts, but for the account of the edit itself",
    "postal addresses, dates of birth, places of work",
    "telephone numbers in national form that stand alone (see --region)",
    "personal numbers without check digits, such as those of the United States, and passports",
    "data that is spelled out or split, such as “ann at example dot org”",
    "what a text tells by its content",
)


class Finding(NamedTuple):
    """A piece of personal data in a text: its kind, where it begins, and where it ends."""

    kind: str
    start: int
    end: int


#: In which word a telephone number is announced; the ends of words may differ.
_PHONE_WORDS: Final = (
    "tel|telf|tlf|tfno|fon|phone|telephone|mobile|cell|fax|call|telefon|telefoon|telefono|teléfono"
    "|telèfon|telefone|téléphone|tél|portable|handy|mobil|mobiel|móvil|mòbil|mugikorra|cellulare"
    "|telemóvel|celular|mobitel|komórka|sími|farsími|puhelin|puh|matkapuhelin|gsm|tālrunis|tālr|cep"
    "|телефон|тел|моб|мобилни|мобільний|мобильный|τηλέφωνο|τηλ|κινητό|טלפון|טל|נייד|הנייד|הטלפון|هاتف"
    "|الهاتف|جوال|تلفون|تلفن|موبایل|फ़ोन|फोन|दूरभाष|मोबाइल|ফোন|মোবাইল|টেলিফোন|தொலைபேசி|அலைபேசி|கைபேசி"
    "|电话|電話|手机|手機|携帯|전화|휴대폰|전화번호|điện thoại|sđt|telepon|telp|hp|ponsel|whatsapp"
)

_EMAIL: Final = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-])"
    r"[\p{L}\p{M}\p{N}!#$%&'*+=?^_`{}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+=?^_`{}~-]+)*+"
    r"@(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,62})\.)+[\p{L}][\p{L}\p{M}\p{N}-]{1,62}"
)
_IBAN: Final = regex.compile(r"(?<![\w/=])(?i:[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,32})")
_CARD: Final = regex.compile(
    r"(?<![\w./=&%+-])[2-6]\d{3}(?:([ -]?)\d{4,6})(?:\1\d{1,6}){1,3}(?![\w%]|[./-]\d)"
)
_ISSUER: Final = regex.compile(
    r"4\d{12}(?:\d{3})?(?:\d{3})?|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12}"
    r"|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|62\d{14}"
)
_IP4: Final = regex.compile(r"(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d|-\d)")
_IP6: Final = regex.compile(
    r"(?:(?<=\p{L}{3}:)|(?<![\w:.]))[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?!\w|:)"
)
_VERSION: Final = regex.compile(r"(?i)(?:version|v|ver|build|release|firmware|software)[\s.:]{0,2}$")
_INTERNATIONAL: Final = regex.compile(r"(?<![\w+])\+\(?[1-9](?:[\s()./–-]{0,3}\d){6,14}(?!\d)")
_ANNOUNCED: Final = regex.compile(
    rf"(?<![\p{{L}}\p{{M}}./])(?i:{_PHONE_WORDS})[\p{{L}}\p{{M}}]{{0,6}}"
    r"[\s.:;=#№()'–-]{0,4}(?:(?i:nr|no|number|num|numero|número|nummer|номер|is|号码|號碼|番号)[\s.:]{0,3})?"
    r"(?<number>\+?\(?\d(?:[\s()./–-]{0,2}\d){5,14})(?![\d%]|[.,]\d)"
)
_YEARS: Final = regex.compile(r"(?:1\d|20)\d\d\D{1,3}(?:(?:1\d|20)\d\d|\d\d|\d{1,2}\D\d{1,3})")
_TEMPORARY: Final = regex.compile(r"(?<![\w~])~20[2-9]\d-\d{1,7}(?:-\d{1,7}){0,4}(?!\w)")
#: Where enough digits stand together for a number of a person; the other rules look only around there.
_DIGITS: Final = regex.compile(r"\d(?:[\s().+/–-]{0,3}[A-Za-z]{0,2}\d){5}")
_AROUND: Final = 60
_TIME: Final = regex.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?")
#: What stands before numbers that are those of books and articles.
_CATALOGUE: Final = regex.compile(
    r"(?i)(?:isbn|issn|oclc|pmid|pmc|doi|lccn|bibcode|jstor|gnd|viaf|ean|upc)\W{0,8}[\d\s-]{0,8}$"
)


class _Folding(dict[int, str]):
    """How a character is read: digits of all scripts as ASCII, full-width letters as plain ones."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        digit = unicodedata.decimal(character, None)
        plain = unicodedata.normalize("NFKC", character) if digit is None else str(digit)
        if unicodedata.category(character) == "Zs":
            plain = " "
        elif unicodedata.category(character) == "Pd":
            plain = "-" if code != 0x2013 else character
        self[code] = plain if len(plain) == 1 else character
        return self[code]


_folding: Final = _Folding()


def _emails(text: str) -> Iterator[tuple[int, int]]:
    if "@" in text:
        yield from (found.span() for found in _EMAIL.finditer(text))


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    for found in _IBAN.finditer(text):
        end = found.end()
        while end - found.start() >= 15:
            is_whole = end == len(text) or not text[end].isalnum()
            if is_whole and iban.is_valid(text[found.start() : end]):
                yield found.start(), end
                break
            end -= 1


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for found in _CARD.finditer(text):
        digits = found[0].replace(" ", "").replace("-", "")
        if _ISSUER.fullmatch(digits) and luhn.is_valid(digits) and not _is_of_catalogue(text, found.start()):
            yield found.span()


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    for found in _IP4.finditer(text) if text.count(".") > 2 else ():
        before = text[max(found.start() - 12, 0) : found.start()]
        if _is_address(found[0]) and not _VERSION.search(before):
            yield found.span()
    for found in _IP6.finditer(text) if text.count(":") > 1 else ():
        groups = [group for group in found[0].split(":") if group]
        is_plausible = any(map(str.isdigit, found[0])) and (len(groups) > 2 or len(groups[0]) == 4)
        if groups and is_plausible and _is_address(found[0]):
            yield found.span()


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _windows(text: str) -> Iterator[tuple[int, str]]:
    """Yield the parts of a text in which there may be numbers of people, and where they begin."""
    start, end = 0, -1
    for found in _DIGITS.finditer(text):
        if found.start() - _AROUND > end:
            if end > 0:
                yield start, text[start:end]
            start = max(found.start() - _AROUND, 0)
        end = found.end() + _AROUND
    if end > 0:
        yield start, text[start:end]


def _national_numbers(text: str) -> Iterator[tuple[int, int]]:
    for kind in NATIONAL_NUMBERS:
        for found in compiled(kind).finditer(text):
            start, end = found.span("number")
            if is_national_number(kind, found["number"]) and not _is_of_catalogue(text, start):
                yield start, end


def _is_of_catalogue(text: str, start: int) -> bool:
    return _CATALOGUE.search(text[max(start - 30, 0) : start]) is not None


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for found in _INTERNATIONAL.finditer(text) if "+" in text else ():
        end = found.end()
        while end - found.start() > 7:
            if text[end - 1].isdigit() and _is_phone(text[found.start() : end]):
                yield found.start(), end
                break
            end -= 1
    for found in _ANNOUNCED.finditer(text):
        if not _YEARS.fullmatch(found["number"]):
            yield found.span("number")


def _is_phone(text: str) -> bool:
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)


def _temporary_names(text: str) -> Iterator[tuple[int, int]]:
    if "~" in text:
        yield from (found.span() for found in _TEMPORARY.finditer(text))


_FINDERS: Final[dict[str, Callable[[str], Iterator[tuple[int, int]]]]] = {
    "email": _emails,
    "ip": _addresses,
    "temporary": _temporary_names,
}
_FINDERS_OF_NUMBERS: Final[dict[str, Callable[[str], Iterator[tuple[int, int]]]]] = {
    "iban": _ibans,
    "card": _cards,
    "national": _national_numbers,
    "phone": _phones,
}


def find_personal_data(text: str, regions: Iterable[str] = ()) -> list[Finding]:
    """Return the personal data in a text, in the order in which it stands there.

    Parameters
    ----------
    text : str
    regions : iterable of str
        Codes of countries, such as ``FR``, of which telephone numbers in national form are looked for too.

    Examples
    --------
    >>> text = "Write to ann@example.org, or call +44 20 7946 0958."
    >>> [(found.kind, text[found.start:found.end]) for found in find_personal_data(text)]
    [('email', 'ann@example.org'), ('phone', '+44 20 7946 0958')]
    """
    plain = text if text.isascii() else text.translate(_folding)
    if not ("@" in plain or any(map(str.isdigit, plain))) or _TIME.fullmatch(plain):
        return []
    findings: list[Finding] = []
    for kind, find in _FINDERS.items():
        _add(findings, kind, find(plain))
    windows = list(_windows(plain))
    for kind, find in _FINDERS_OF_NUMBERS.items():
        for begin, part in windows:
            _add(findings, kind, ((begin + start, begin + end) for start, end in find(part)))
    for region in regions:
        leniency = phonenumbers.Leniency.STRICT_GROUPING
        matches = phonenumbers.PhoneNumberMatcher(plain, region, leniency, max_tries=1 << 16)
        _add(findings, "phone", ((match.start, match.end) for match in matches))
    return sorted(findings, key=lambda found: found.start)


def _add(findings: list[Finding], kind: str, spans: Iterable[tuple[int, int]]) -> None:
    for start, end in spans:
        if all(end <= other.start or other.end <= start for other in findings):
            findings.append(Finding(kind, start, end))


def mask_personal_data(text: str, findings: Iterable[Finding]) -> str:
    """Return a text with the names of kinds in the places of findings, which are in order.

    Examples
    --------
    >>> mask_personal_data("I am at 192.0.2.7.", find_personal_data("I am at 192.0.2.7."))
    'I am at [ip].'
    """
    parts, end = [], 0
    for found in findings:
        parts += [text[end : found.start], f"[{found.kind}]"]
        end = found.end
    return "".join([*parts, text[end:]])
