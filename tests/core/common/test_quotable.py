"""What a fault may repeat of a file."""

from __future__ import annotations

import pytest

from must.core.common.fault_list import FaultList
from must.core.common.refusals import Refusal
from must.core.common.words import LONGEST_NAME, looks_like_identity_number, quotable
from must.core.organisation.staff_file import read_staff_file


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Avdeling nord", "Avdeling nord"),
        ("kari@enheten.example", "…@…"),
        ("Leder (kari@enheten.example) nord", "Leder …@… nord"),
        ("01017012345", "…"),
        ("nr 010170 12345 og 010170-12345", "nr … og …"),
        ("123456789012345", "…2345"),
        ("1010 2020", "1010 2020"),
        ("Drift 01.01.70 / 123 45 nord", "Drift … nord"),
        ("x" * 500, "x" * LONGEST_NAME + "…"),
    ],
)
def test_addresses_and_long_numbers_are_cut_out(text: str, told: str) -> None:
    assert quotable(text) == told


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("01017012345", True),
        ("Ola 010170 12345", True),
        ("010170-12345", True),
        ("010170.12345", True),
        ("010170\u00a012345", True),
        ("010170 – 12345", True),
        ("010170_12345 Ola 2", True),
        ("01 01 70 12345", True),
        ("01.01.70-123.45", True),
        ("Rom 7: 010170-12345", True),
        ("010170123456", False),
        ("0101701234", False),
        ("1010 20203", False),
        ("01 01 70 123456", False),
        ("Bygg 010170 etasje 12345", False),
    ],
)
def test_eleven_digits_look_like_an_identity_number(text: str, looks: bool) -> None:
    assert looks_like_identity_number(text) is looks


def test_every_fault_of_a_file_is_cut() -> None:
    faults = FaultList("f")
    with pytest.raises(Refusal) as caught:
        faults.refuse("x.y", row=1, column="kari@enheten.example (A)", unit="01017012345", count=12345678901)
    (fault,) = caught.value.faults
    assert (fault.column, fault.details) == ("…@… (A)", {"unit": "…", "count": 12345678901})


def test_a_unit_that_is_an_address_in_two_spellings_is_not_repeated() -> None:
    rows = "E-post;Enhet\nole@x.example;Kari@enheten.example\nliv@x.example;kari@enheten.example\n"
    with pytest.raises(Refusal) as caught:
        read_staff_file(rows.encode(), file="f", enterprise="x")
    assert [fault.code for fault in caught.value.faults] == ["staff.email_as_unit", "staff.email_as_unit", "staff.unit_spelling"]
    assert "enheten.example" not in str(caught.value)
