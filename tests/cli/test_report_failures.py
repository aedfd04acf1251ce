"""Units that get no reports are told of one by one, with what to do."""

from __future__ import annotations

import pytest

from must.cli.report_options import say_failures
from must.core.common.languages import Language
from must.reports.making import Failure
from must.ui.texts import texts


@pytest.mark.parametrize(("code", "why"), [("reports.unwritable", "can't be written"), ("reports.in_the_way", "something else lies here")])
def test_a_unit_whose_reports_cannot_be_put_in_their_place_is_told_of_with_what_to_do(
    capsys: pytest.CaptureFixture[str], code: str, why: str
) -> None:
    say_failures((Failure("012", None, None, code),))
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("The reports of unit 012 could not be put in their place: ")
    assert why in line
    assert line.endswith(texts(Language.EN)(f"{code}.mend"))
