"""Reads telephone numbers as Indonesians write them, so that one caller is one number.

The parsing is libphonenumber's. What it does not accept here is put right before: ``0062`` (no
international prefix in Indonesia) and ``62`` without its plus.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers

from gis.regency import ISLAND_AREA_CODE, MAINLAND_AREA_CODE

_REGION = "ID"
_COUNTRY_CODE = 62
_SHORT_CODE = re.compile(r"1\d{2,5}")
"""112 and its like: services, which nobody calls back."""
_LEAST_DIGITS, _MOST_DIGITS = 7, 15
_FILLERS = re.compile(r"[\s().\-/\u2010-\u2015]+")
_LABEL = re.compile(
    r"^(?:tel(?:epon|p)?|telp|hp|wa|no(?:mor)?|phone|mobile)\b[\s.:]*", re.IGNORECASE
)
_EXTENSION = re.compile(r"\s*(?:ext|pes|pesawat)\.?\s*\d+$", re.IGNORECASE)


class PhoneKind(StrEnum):
    """What a number is."""

    NUMBER = "number"
    """A subscriber who can be called back."""
    SHORT_CODE = "short_code"
    """An emergency or service number, kept as it is written."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number. ``number`` is E.164, or the digits of a short code.

    ``area_code`` is the Indonesian area code of a landline in the regency, 0327 or 0328.
    """

    kind: PhoneKind
    number: str
    area_code: str | None = None

    @property
    def can_call_back(self) -> bool:
        """Whether a call back can reach somebody."""
        return self.kind is PhoneKind.NUMBER


def read_phone(text: str) -> Phone | None:
    """Return the number that a text is, None where it is none.

    >>> read_phone("0812-0000-0001").number
    '+6281200000001'
    """
    digits = _digits(text)
    if _SHORT_CODE.fullmatch(digits):
        return Phone(PhoneKind.SHORT_CODE, digits)
    if not re.fullmatch(r"\+?\d+", digits):
        return None
    digits = _with_plus(digits)
    if not _LEAST_DIGITS <= len(digits.lstrip("+")) <= _MOST_DIGITS:
        return None
    try:
        parsed = phonenumbers.parse(digits, _REGION)
    except phonenumbers.NumberParseException:
        return None
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Phone(PhoneKind.NUMBER, number, _area_code(number))


def _digits(text: str) -> str:
    """Return the digits of a text with a leading plus, and whatever is no filler between them."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf").strip()
    plain = _EXTENSION.sub("", _LABEL.sub("", plain))
    plain = re.sub(r"^tel:", "", plain, flags=re.IGNORECASE)
    return _FILLERS.sub("", plain)


def _with_plus(digits: str) -> str:
    """Return an international number with its plus, a national one with its zero.

    Indonesian subscribers' numbers begin with 8 (mobile) or an area code without 62, so that 62 in
    front of nine more digits is the country code.
    """
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith(str(_COUNTRY_CODE)) and len(digits) >= 10:
        digits = f"+{digits}"
    elif re.fullmatch(r"8\d{8,11}", digits):
        digits = f"0{digits}"
    return re.sub(rf"^\+{_COUNTRY_CODE}(?:{_COUNTRY_CODE}(?=0?8)|0+)", f"+{_COUNTRY_CODE}", digits)


def _area_code(number: str) -> str | None:
    for code in (ISLAND_AREA_CODE, MAINLAND_AREA_CODE):
        if number.startswith(f"+{_COUNTRY_CODE}{code[1:]}"):
            return code
    return None
