"""Telephone numbers: one caller is one number, a short code is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.phones import PhoneKind, read_phone


@pytest.mark.parametrize(
    "text",
    [
        "0812-0000-0001",
        "+62 812 0000 0001",
        "62812 00000001",
        "0062 81200000001",
        "(+62) 0812 0000 0001",
        "+62(0)812.0000.0001",
        "6262 812 0000 0001",
        "812 0000 0001",
        "tel:+6281200000001",
        "HP: 0812 0000 0001",
        "\u202a+62 812\u20110000\u20110001\u202c",
    ],
)
def test_every_written_form_is_one_caller(text: str):
    phone = read_phone(text)

    assert phone is not None
    assert (phone.number, phone.can_call_back) == ("+6281200000001", True)


def test_a_mainland_landline_tells_its_area():
    phone = read_phone("(0328) 000001")

    assert phone is not None
    assert (phone.number, phone.area_code) == ("+62328000001", "0328")


def test_an_island_landline_tells_its_area():
    phone = read_phone("+62 327 000001")

    assert phone is not None
    assert phone.area_code == "0327"


@pytest.mark.parametrize("text", ["112", "119", "110", "113", " 118 "])
def test_a_short_code_is_kept_and_cannot_be_called_back(text: str):
    phone = read_phone(text)

    assert phone is not None
    assert (phone.kind, phone.number) == (PhoneKind.SHORT_CODE, text.strip())
    assert not phone.can_call_back


@pytest.mark.parametrize("text", ["", "tidak ada", "12", "08", "0812 x 0000 0001", "1" * 40])
def test_what_is_no_number_is_none(text: str):
    assert read_phone(text) is None


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_raises(text: str):
    phone = read_phone(text)

    assert phone is None or phone.number


@settings(deadline=None)
@given(st.integers(10_000_000, 99_999_999))
def test_a_number_once_read_reads_the_same(subscriber: int):
    phone = read_phone(f"0812{subscriber}")

    assert phone is not None
    assert read_phone(phone.number) == phone
