"""What the columns of a staff file are, told from headings as personnel systems write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from must.core.common.delimited import Row, Table, letter
from must.core.common.fault_list import FaultList
from must.core.common.languages import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


EMAIL: Final = _words(
    """
    epost eposten epostadresse epostaddresse epostadr email emailadresse emailaddress mail mailadresse mailaddress
    jobbepost jobbepostadresse jobbmail epostjobb epostadressejobb arbeidsepost arbeidsepostadresse epostarbeid epostarbeidet
    workemail workemailaddress emailwork businessemail primaryemail primæremail primærepost
    """
)
LANGUAGE: Final = _words(
    """
    språk spraak målform maalform målføre maalføre skriftspråk språkform språkkode foretrukketspråk foretrukkenmålform
    føretrektspråk føretrektmålform ønsketspråk ønsketmålform ynsktspråk ynsktmålform
    language lang languagecode locale preferredlanguage
    """
)
NOT_WANTED: Final = _words(
    """
    navn namn name fulltnavn fulltnamn fullname fornavn førenamn firstname givenname mellomnavn etternavn etternamn lastname surname
    fødselsnummer fødselsnr fnr personnummer personnr nationalidentitynumber dnummer fødselsdato fødselsår dateofbirth birthdate birthyear
    alder age kjønn sex gender ansattnummer ansattnr ansattid tilsettnummer tilsettnr employeenumber employeeid personid
    telefon telefonnummer tlf mobil mobiltelefon mobilnummer phone mobile lønn løn salary sykefravær sjukefråvær
    """
)
"""About the person: the survey asks none of it from the employer, and as a unit level it would make each person a unit."""

LANGUAGE_VALUES: Final = {
    Language.NB: _words("nb nbno nob bokmål bokmaal bm norskbokmål norsk norwegian no nor nono"),
    Language.NN: _words("nn nnno nno nynorsk nyn norsknynorsk"),
    Language.EN: _words("en engb enus eng engelsk english"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Indices of a staff file's columns. levels: outermost unit first, in file order."""

    email: int
    language: int | None
    levels: tuple[int, ...]


def key(text: str) -> str:
    """Headings and languages are compared by their letters and digits alone: "E-post " is "epost"."""
    return "".join(filter(str.isalnum, text.casefold()))


def language_of(cell: str) -> Language | None:
    """The language a cell names; bokmål where it is empty, None where it names no language of the survey."""
    spelt = key(cell)
    if not spelt:
        return None if cell.strip() else Language.NB
    return next((language for language, spellings in LANGUAGE_VALUES.items() if spelt in spellings), None)


def find_columns(table: Table, rows: Sequence[Row], faults: FaultList) -> Columns:
    """Tell e-mail, language and levels apart.

    Without an e-mail heading, the one column most of whose cells hold "@" is it. Raises Refusal where there is no such column or several,
    since nothing can be told of the rows then.
    """
    emails = _headed(table, EMAIL) or _looking_like_addresses(rows, len(table.headings))
    languages = _headed(table, LANGUAGE)
    for index in _headed(table, NOT_WANTED):
        faults.add("staff.column_not_wanted", row=table.heading_row, column=table.column(index))
    if any("@" in heading for heading in table.headings):
        faults.refuse("file.no_heading", row=table.heading_row)
    if not emails:
        faults.refuse("staff.no_email_column", row=table.heading_row)
    if len(emails) > 1:
        faults.refuse("staff.several_email_columns", row=table.heading_row, columns=", ".join(map(letter, emails)))
    if len(languages) > 1:
        faults.refuse("staff.several_language_columns", row=table.heading_row, columns=", ".join(map(letter, languages)))
    levels = tuple(index for index in range(len(table.headings)) if index not in {*emails, *languages})
    if not levels:
        faults.add("staff.no_levels", row=table.heading_row)
    return Columns(emails[0], languages[0] if languages else None, levels)


def _headed(table: Table, headings: frozenset[str]) -> list[int]:
    return [index for index, heading in enumerate(table.headings) if key(heading) in headings]


def _looking_like_addresses(rows: Sequence[Row], width: int) -> list[int]:
    found = []
    for index in range(width):
        filled = [cell for row in rows if (cell := row.cells[index].strip())]
        if filled and 2 * sum("@" in cell for cell in filled) > len(filled):
            found.append(index)
    return found
