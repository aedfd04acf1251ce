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
    epostansatt ansattepost epostadresseansatt epostmedarbeider epostmedarbeidar employeeemail
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
PERSON_WORDS: Final = _words(
    """
    person ansatt ansatte medarbeider medarbeidar worker staff født fødd birth born dob telefax fax linkedin
    syk sjuk helse helsestatus health sick diagnose permisjon vikar gravid pregnant sluttet slutta
    merknad merknader kommentar kommentarer notat note notes comment comments remark remarks
    lead leader boss overordnet overordna underordnet underordna kontaktperson mentor fadder pårørende pårørande attestant
    godkjenner approver
    yrke profesjon rolle role grade grad utdanning education kompetanse tillitsvalgt tillitsvald verneombud verneombod
    religion livssyn etnisitet ethnicity ethnic hjemme heime home hjem heim bosted bustad fødested
    alternativ sekundær secondary bostedskommune
    """
)
"""Words that say so in any heading, whatever else stands in it; besides those above."""
PERSON_STARTS: Final = tuple(
    _words(
        """
        ansatt ansett tilsatt tilsett stilling lønn løn fød alder kjønn etternavn etternamn fornavn førenamn person medarbeid arbeidstaker
        arbeidstakar sykef sykem sykdom sjukef sjukem sjukm sjukdom fravær fråvær leder leiar nærmest nærast overordn underordn privat
        merkna komment telefon mobil adress address bruker brukar ansien yrke utdann nasjonalit statsborg fagforen fagorganis tillitsv
        verneomb religi etni ethni diagnos handikap funksjonsneds employee salary birth manager supervisor job phone user nationalit
        citizen gender pregnan disab handicap
        """
    )
)
"""How such words begin."""
PERSON_ENDINGS: Final = ("leder", "leiar", "sjef", "ansvarlig", "ansvarleg", "ombud", "ombod", "manager", "leader")
"""How they end: the leader of a unit is nobody's unit."""

LANGUAGE_VALUES: Final = {
    Language.NB: _words("nb nbno nob bokmål bokmaal bm norskbokmål norsk norwegian no nor nono"),
    Language.NN: _words("nn nnno nno nynorsk nyn norsknynorsk"),
    Language.EN: _words("en engb enus eng engelsk english"),
}


UNIT_WORDS: Final = _words(
    """
    enhet eining avdeling avd seksjon divisjon div organisasjon org orgenhet orgeining organisasjonsenhet organisasjonseining orgledd
    organisasjonsledd faggruppe arbeidsgruppe driftsgruppe driftsenhet region distrikt fakultet fak institutt inst arbeidssted arbeidsstad
    tjenestested tenestestad koststed koststad kostnadssted kostnadsstad ansvarssted virksomhet verksemd etat direktorat departement stab
    virksomhetsområde verksemdsområde forretningsområde tjenesteområde tenesteområde fagområde ansvarsområde resultatområde
    klinikk sykehus sjukehus sykehjem sjukeheim foretak helseforetak føretak helseføretak selskap fagkontor distriktskontor regionkontor
    lokalkontor orgnivå organisasjonsnivå avdelingsnivå enhetsnivå einingsnivå skole skule barnehage senter
    department dept unit section division centre center costcenter costcentre organization organisation orgunit
    faculty institute directorate agency subsidiary
    """
)
"""Words for units, each without a joining s at its end: a heading that has one names a level. A heading of these and a word for "code"
is a column of codes."""
WIDE_WORDS: Final = _words(
    """
    nivå nivaa niva level lvl gruppe group område area team kontor office ansvar kostnad cost business branch company
    """
)
"""Words that say so only where nothing but units and numbers stands beside them: "Team" and "Level 2", but not "Age group"."""
UNIT_ENDINGS: Final = (
    "avdeling",
    "avdelingen",
    "avdelinga",
    "seksjon",
    "seksjonen",
    "enhet",
    "enheten",
    "eining",
    "eininga",
    "divisjon",
    "divisjonen",
    "fakultet",
    "institutt",
)
"""Units are made of these and other words: "Underavdeling"."""
GENERAL_WORDS: Final = _words(
    """
    enhet eining org orgenhet orgeining organisasjon organisasjonsenhet organisasjonseining unit orgunit organization organisation nivå
    nivaa niva level lvl
    """
)
"""Words that stand for a unit of any kind."""
CODE_WORDS: Final = _words("kode koden koder code codes nr nummer nummeret number no num id ident identifikator identifier")
CODE_ENDINGS: Final = ("kode", "koden", "code", "nummer", "number", "nr", "id")
BARE_CODES: Final = _words("kode koden koder kodar code codes")
"""Headings that say "code" and no more. "Id" and "Nr" alone may as well be a person's."""
NAME_WORDS: Final = _words("navn namn name tekst text betegnelse nemning beskrivelse")
FILLERS: Final = _words("for på av til of the")
NAME_ENDINGS: Final = ("navn", "namn", "name")
_OF_PERSONS: Final = (NOT_WANTED | PERSON_WORDS) - NAME_WORDS

_WORD = re.compile(r"[^\W\d_]+|\d+")
_JOINING_S = re.compile(r"(?<!s)(?<!hu)s$")
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


def is_of_person(heading: str) -> bool:
    """Whether a heading tells of somebody rather than of a unit: by any word of it, or by a name that is no unit's."""
    words = [word for word in _WORD.findall(_CAMEL.sub(" ", heading).casefold()) if word not in LANGUAGE]
    if key(heading) in NOT_WANTED or any(map(_tells_of_person, words)):
        return True
    return any(word.endswith(NAME_ENDINGS) for word in words) and not is_of_unit(heading)


def _tells_of_person(word: str) -> bool:
    stem = _JOINING_S.sub("", word)
    return bool({word, stem} & _OF_PERSONS) or word.startswith(PERSON_STARTS) or _without_name(stem).endswith(PERSON_ENDINGS)


def _without_name(word: str) -> str:
    return _JOINING_S.sub("", _without(word, NAME_ENDINGS))


def is_of_language(heading: str) -> bool:
    """Whether a heading has a word for languages, such as "Målform (nb/nn)", and none for units."""
    return key(heading) in LANGUAGE or (not is_of_unit(heading) and any(word in LANGUAGE for word in _WORD.findall(heading.casefold())))


def is_of_unit(heading: str) -> bool:
    """Whether a heading names units of some level."""
    words = [word for word in unit_words(heading).words if not word.isdecimal()]
    known = [word in UNIT_WORDS or word.endswith(UNIT_ENDINGS) for word in words]
    return any(known) or (bool(words) and all(word in WIDE_WORDS for word in words))


def is_general(heading: str) -> bool:
    """Whether a heading names no unit of one kind: "Kode" and "Org.nr", but neither "Seksjonskode" nor "Kode nivå 2"."""
    return all(word in GENERAL_WORDS for word in unit_words(heading).words)
