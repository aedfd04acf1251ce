"""What the columns of a staff file are, told from headings as personnel systems write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from must.core.common.languages import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


EMAIL: Final = _words(
    """
    epost eposten epostadresse epostaddresse epostadr email emailadresse emailaddress mail mailadresse mailaddress
    jobbepost jobbepostadresse jobbmail epostjobb epostadressejobb arbeidsepost arbeidsepostadresse epostarbeid epostarbeidet
    workemail workemailaddress emailwork businessemail businessemailaddress businessemailinformationemailaddress emailbusiness
    primaryemail primæremail primærepost smtp smtpadresse smtpaddress primarysmtpaddress emailaddr mailadr mailadr1 email1 epost1
    epostarbeidsgiver epostarbeidsgivar tjenesteepost tenesteepost epostadressearbeid offisiellepost officialemail
    """
)
LANGUAGE: Final = _words(
    """
    språk spraak målform maalform målføre maalføre skriftspråk språkform språkkode foretrukketspråk foretrukkenmålform
    føretrektspråk føretrektmålform ønsketspråk ønsketmålform ynsktspråk ynsktmålform
    korrespondansespråk kommunikasjonsspråk kontaktspråk brukerspråk brukarspråk målformkode
    language lang languagecode locale preferredlanguage correspondencelanguage communicationlanguage userlanguage
    """
)
NOT_WANTED: Final = _words(
    """
    navn namn name fulltnavn fulltnamn fullname fornavn førenamn firstname givenname mellomnavn etternavn etternamn lastname surname
    fødselsnummer fødselsnr fnr personnummer personnr nationalidentitynumber dnummer fødselsdato fødselsår dateofbirth birthdate birthyear
    alder age kjønn sex gender ansattnummer ansattnr ansattid tilsettnummer tilsettnr employeenumber employeeid personid
    ressursnr ressursnummer ressursnavn resursnr resourceid brukernavn brukarnamn username userid brukerid brukarid userprincipalname upn
    samaccountname initialer initialar initials signatur objectid
    telefon telefonnummer tlf mobil mobiltelefon mobilnummer phone mobile mobilephone adresse address postnummer postnr poststed
    lønn løn salary lønnstrinn lønstrinn årslønn årsløn sykefravær sjukefråvær fravær fråvær
    stilling stillingskode stillingstittel stillingsbetegnelse stillingsnemning stillingsprosent stillingsandel tittel arbeidstittel
    jobtitle position jobcode title ansattdato ansattfra tilsettingsdato startdato sluttdato hiredate startdate enddate ansiennitet
    leder nærmesteleder nærasteleiar leiar ledernavn leiarnamn manager managername supervisor reportsto
    nasjonalitet statsborgerskap statsborgarskap nationality fagforening fagorganisasjon union
    """
)
"""About the person: the survey asks none of it from the employer, and as a unit level it would make each person a unit."""

LANGUAGE_VALUES: Final = {
    Language.NB: _words("nb nbno nob bokmål bokmaal bm norskbokmål norsk norwegian no nor nono"),
    Language.NN: _words("nn nnno nno nynorsk nyn norsknynorsk"),
    Language.EN: _words("en engb enus eng engelsk english"),
}


UNIT_WORDS: Final = _words(
    """
    enhet eining avdeling avd seksjon divisjon div organisasjon org orgenhet orgeining organisasjonsenhet organisasjonseining område
    gruppe faggruppe team kontor region distrikt fakultet institutt arbeidssted arbeidsstad tjenestested tenestestad koststed koststad
    kostnadssted kostnadsstad kostnad ansvar ansvarssted virksomhet verksemd etat direktorat nivå nivaa niva
    department dept unit section division office center centre costcenter cost business organization organisation orgunit level lvl
    """
)
"""Words for units and levels, each without an s at its end. A heading of these and a word for "code" alone is a column of codes."""
CODE_WORDS: Final = _words("kode koden koder code codes nr nummer nummeret number no num id ident identifikator identifier")
CODE_ENDINGS: Final = ("kode", "koden", "code", "nummer", "number", "nr", "id")
NAME_WORDS: Final = _words("navn namn name tekst text betegnelse nemning beskrivelse")
FILLERS: Final = _words("for på av til of the")
NAME_ENDINGS: Final = ("navn", "namn", "name")

_WORD = re.compile(r"[^\W\d_]+|\d+")
_JOINING_S = re.compile(r"(?<!s)s$")
_CAMEL = re.compile(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])")


def key(text: str) -> str:
    """Headings and languages are compared by their letters and digits alone: "E-post " is "epost"."""
    return "".join(filter(str.isalnum, text.casefold()))


def language_of(cell: str) -> Language | None:
    """The language a cell names; bokmål where it is empty, None where it names no language of the survey."""
    spelt = key(cell)
    if not spelt:
        return None if cell.strip() else Language.NB
    return next((language for language, spellings in LANGUAGE_VALUES.items() if spelt in spellings), None)


class UnitWords(NamedTuple):
    """What a heading calls a unit, without words for "code" and "name"; and whether it had such words."""

    words: tuple[str, ...]
    coded: bool
    named: bool


def unit_words(heading: str) -> UnitWords:
    """Take a heading apart: "Avdelingskode" and "Kode for avdeling" are ("avdeling",) with a code, "Avdelingsnavn" is it with a name."""
    words, coded, named = [], False, False
    for word in _WORD.findall(_CAMEL.sub(" ", heading).casefold()):
        if word in CODE_WORDS or word in FILLERS or word in NAME_WORDS:
            coded, named = coded or word in CODE_WORDS, named or word in NAME_WORDS
            continue
        stem = _without(word, CODE_ENDINGS)
        name = _without(stem, NAME_ENDINGS)
        coded, named = coded or stem != word, named or name != stem
        words.append(_JOINING_S.sub("", name))
    return UnitWords(tuple(words), coded, named)


def _without(word: str, endings: Iterable[str]) -> str:
    return next((word.removesuffix(ending) for ending in endings if word.endswith(ending) and word != ending), word)
