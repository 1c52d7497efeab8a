"""Numbers that states give to people, as far as their check digits tell them from any other number.

`python-stdnum` knows the check digits. Numbers without any (such as those of the United States, Indonesia and
Vietnam) cannot be told from others, and are not here.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final, NamedTuple, Protocol, cast

import regex

__all__ = ["NATIONAL_NUMBERS", "NationalNumber", "is_national_number"]


class NationalNumber(NamedTuple):
    """A kind of number.

    Attributes
    ----------
    module : str
        Its module in `stdnum`.
    pattern : str
        How it is written.
    words : str
        An expression for its names. If it is not empty, a number counts only behind one of them: too many
        other numbers have such a check digit.
    """

    module: str
    pattern: str
    words: str = ""


NATIONAL_NUMBERS: Final = (
    NationalNumber("al.nipt", r"[A-M]\d{8}[A-Z]"),
    NationalNumber("at.vnr", r"\d{4} ?\d{6}", r"svnr|sozialversicherungsnummer|sv-nummer"),
    NationalNumber("be.nn", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}"),
    NationalNumber("bg.egn", r"\d{10}", r"егн|egn"),
    NationalNumber("br.cpf", r"\d{3}\.\d{3}\.\d{3}-\d{2}"),
    NationalNumber("br.cpf", r"\d{11}", r"cpf"),
    NationalNumber("ca.sin", r"\d{3}[- ]?\d{3}[- ]?\d{3}", r"sin|nas"),
    NationalNumber("ch.ssn", r"756\.\d{4}\.\d{4}\.\d{2}"),
    NationalNumber("cl.rut", r"\d{1,2}\.\d{3}\.\d{3}-[\dkK]"),
    NationalNumber("cn.ric", r"[1-9]\d{16}[\dXx]"),
    NationalNumber("cz.rc", r"\d{6}/\d{3,4}"),
    NationalNumber(
        "de.idnr", r"\d{2} ?\d{3} ?\d{3} ?\d{3}", r"steuer-?id\w*|idnr|steueridentifikationsnummer"
    ),
    NationalNumber("ee.ik", r"[1-6]\d{2}[01]\d[0-3]\d{5}"),
    NationalNumber("es.dni", r"\d{8}[- ]?[A-HJ-NP-TV-Z]"),
    NationalNumber("es.nie", r"[XYZ][- ]?\d{7}[- ]?[A-HJ-NP-TV-Z]"),
    NationalNumber("fi.hetu", r"\d{6}[-+A]\d{3}[0-9A-FHJ-NPR-Y]"),
    NationalNumber("fr.nir", r"[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}"),
    NationalNumber("gb.nhs", r"\d{3}[- ]?\d{3}[- ]?\d{4}", r"nhs"),
    NationalNumber("gr.amka", r"[0-3]\d[01]\d{8}"),
    NationalNumber("hr.oib", r"\d{11}", r"oib"),
    NationalNumber("ie.pps", r"\d{7}[A-W][A-IW]?", r"pps|ppsn"),
    NationalNumber("il.idnr", r"\d{8,9}|\d{7,8}-\d", r"ת\.?ז\.?|תעודת זהות|teudat zehut"),
    NationalNumber("in_.aadhaar", r"[2-9]\d{3}[- ]\d{4}[- ]\d{4}"),
    NationalNumber("in_.aadhaar", r"[2-9]\d{11}", r"aadhaar|aadhar|आधार|আধার|ஆதார்"),
    NationalNumber("is_.kennitala", r"\d{6}-\d{4}"),
    NationalNumber("is_.kennitala", r"\d{10}", r"kennitala|kt"),
    NationalNumber("it.codicefiscale", r"(?i:[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z])"),
    NationalNumber("jp.in_", r"\d{4}[- ]?\d{4}[- ]?\d{4}", r"マイナンバー|個人番号|my number"),
    NationalNumber("kr.rrn", r"\d{6}-\d{7}"),
    NationalNumber("lt.asmens", r"[1-6]\d{2}[01]\d[0-3]\d{5}"),
    NationalNumber("lv.pvn", r"[0-3]\d[01]\d{3}-\d{5}"),
    NationalNumber("mx.curp", r"[A-Z]{4}\d{6}[HM][A-Z]{5}[0-9A-Z]\d"),
    NationalNumber("nl.bsn", r"\d{9}|\d{4}\.\d{2}\.\d{3}", r"bsn|burgerservicenummer|sofinummer"),
    NationalNumber("no.fodselsnummer", r"[0-7]\d[0-5]\d{3} ?\d{5}"),
    NationalNumber("pl.pesel", r"\d{2}[0-3]\d[0-3]\d{6}"),
    NationalNumber("pt.cc", r"\d{8}[ -]?\d[ -]?[A-Z0-9]{2}\d"),
    NationalNumber("pt.nif", r"\d{3} ?\d{3} ?\d{3}", r"nif|contribuinte"),
    NationalNumber("ro.cnp", r"[1-8]\d{2}[01]\d[0-3]\d{7}"),
    NationalNumber("ru.inn", r"\d{12}", r"инн|inn"),
    NationalNumber("se.personnummer", r"(?:19|20)?\d{2}[01]\d[0-3]\d[-+]\d{4}"),
    NationalNumber("si.emso", r"[0-3]\d[01]\d[09]\d{2}\d{6}"),
    NationalNumber("sk.rc", r"\d{6}/\d{3,4}"),
    NationalNumber("th.pin", r"\d-?\d{4}-?\d{5}-?\d{2}-?\d", r"เลขประจำตัวประชาชน|บัตรประชาชน"),
    NationalNumber("tr.tckimlik", r"[1-9]\d{9}[02468]"),
    NationalNumber("ua.rntrc", r"\d{10}", r"рнокпп|іпн|інн"),
    NationalNumber(
        "za.idnr", r"\d{6} ?[05]\d{3} ?[01]\d{2}|\d{6}[0-9]{4}[01]\d{2}", r"id(?: number)?|identity number"
    ),
)
"""The kinds that are known."""

#: What may stand between the name of a number and the number.
_BETWEEN: Final = r"[\s.:;,=#№()–-]{0,4}(?:(?:is|nr|no|number|код|номер|번호|番号)[\s.:]{0,3})?"


class _Module(Protocol):
    def is_valid(self, number: str) -> bool: ...


@cache
def _module(name: str) -> _Module:
    return cast("_Module", import_module(f"stdnum.{name}"))


def is_national_number(kind: NationalNumber, text: str) -> bool:
    """Return whether the check digits of a number, and the date in it, if any, are right.

    Examples
    --------
    >>> is_national_number(NationalNumber("pl.pesel", ""), "44051401359")
    True
    """
    if len({character for character in text if character.isdigit()}) < 3:
        return False  # a placeholder, such as 000.000.000-00
    return _module(kind.module).is_valid(text)


@cache
def compiled(kind: NationalNumber) -> regex.Pattern[str]:
    """Return the expression that finds a kind of number; its group `number` is the number."""
    begin = rf"(?<![\p{{L}}\p{{M}}])(?i:{kind.words}){_BETWEEN}" if kind.words else ""
    return regex.compile(rf"{begin}(?<![\w./=&%+-])(?P<number>{kind.pattern})(?![\w%]|[./-]\d)")
