"""What is looked for in an opened report: figures that the publication hides, words that tell why, and traces of who made it.

Every check returns what it found; nothing is as it should be.
"""

from __future__ import annotations

import getpass
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from must.core.common.languages import Language
from must.core.instrument.model import Topic
from must.reports.forms import Form, file_name
from must.reports.paths import directory_of
from must.reports.wording import Wording
from must.ui.texts import texts
from tests.reports.allowed import MOST_PAGES, OF_REPORTS, Allowed, constants, numbers
from tests.reports.hiding import held, instrument
from tests.reports.opened import OPENERS, Opened, tidy

NEUTRAL: Final = {
    Language.NB: "Resultatet vises ikke.",
    Language.NN: "Resultatet blir ikkje vist.",
    Language.EN: "This result is not shown.",
}
FIXED_TIMES: Final = re.compile(r"(1980|2000)-01-01T00:00:00Z?")
"""When every file was made, as far as it says so."""
FIXED_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""How presentations name the look of a table without one."""


@dataclass(frozen=True)
class Read:
    """One report, opened."""

    unit: str
    form: Form
    language: Language
    opened: Opened
    allowed: Allowed

    @property
    def where(self) -> str:
        return f"{self.unit}.{self.form}.{self.language}"


def read_all(folder: Path, told: Allowed) -> Iterator[Read]:
    """Every report of a folder as it is laid out for readers, bokmål first."""
    for unit in told.units:
        for form in Form:
            for language in Language:
                path = folder / "reports" / directory_of(unit) / file_name("report", form, language, first=Language.NB)
                if path.exists():
                    yield Read(unit, form, language, OPENERS[form](path.read_bytes()), told)


@cache
def allowed() -> Allowed:
    return Allowed(held().publication, instrument(), held().earlier, held().averages)


@cache
def numbers_of(told: Allowed, unit: str, language: Language) -> frozenset[Decimal]:
    return told.document(unit, language)


def numbers_too_many(read: Read) -> set[object]:
    """Numbers of a report that neither the publication shows for it nor its own words and names hold."""
    return numbers(FIXED_TIMES.sub("", read.opened.words.replace(FIXED_STYLE, ""))) - numbers_of(read.allowed, read.unit, read.language)


def said_of_hidden(read: Read) -> set[str]:
    """What a report says of the factors that it shows nothing of, besides their names, what they mean, and the neutral sentence."""
    found = set()
    for topic in read.allowed.hidden(read.unit):
        for words in read.opened.about(topic.name[read.language], ends(read.allowed, read.language)):
            found.add(_besides(words, topic, read))
    return found - {""}


@cache
def ends(told: Allowed, language: Language) -> Callable[[str], bool]:
    """Whether a line begins something else: another factor, a theme, a part of the report, or a part of its file."""
    titles = {one.title[language] for one in told.instrument.themes} | {one.name[language] for one in told.instrument.topics.values()}
    vocabulary = texts(language).vocabulary
    titles |= {text[language] for key, text in vocabulary.items() if key.startswith(OF_REPORTS) and key.endswith((".title", ".tables"))}
    named = re.compile(r"[a-z][a-z_-]*|(Title|Footer|Number|Text|Mark|Options|[A-Z][a-z]+( Image)? Placeholder)( \d+)?")
    return lambda line: line in titles or named.fullmatch(line) is not None


def _besides(words: str, topic: Topic, read: Read) -> str:
    """What is left of words about a hidden topic when all that may be said of it is taken out; empty when no word is."""
    t, language, names = texts(read.language), read.language, read.allowed.units
    page = re.escape(t("workbook.print.page", page="0", pages="0")).replace("0", r"\d+")
    closed = read.allowed.publication.closed
    month = Wording(t, 1).month(closed.year, closed.month) if closed is not None else ""
    for chrome in (f"^{names[read.allowed.root]['name']} {page}$", f"^{names[read.unit]['name']} {month}$", rf"(?<=\|) {read.unit}$"):
        words = re.sub(chrome, "", words, flags=re.MULTILINE)
    left = tidy(words)
    act = tidy(t("report.kind.act", letter=topic.act)) if topic.act else ""
    known = {NEUTRAL[language], topic.meaning[language], t(f"report.kind.{topic.direction or 'follow_up'}"), act, topic.id}
    known.add(t("report.and", first="", last="").strip())
    known |= {other.name[language] for other in read.allowed.hidden(read.unit)}
    known |= {theme.title[language] for theme in read.allowed.instrument.themes}
    for phrase in sorted(known - {""}, key=len, reverse=True):
        left = left.replace(phrase, "")
    return left.strip() if re.search(r"\w", left) else ""


def wrong_numbers(read: Read) -> set[object]:
    """Numbers about a factor that are no figures of it: another's, say, or another unit's.

    Of slides and workbooks single lines; whatever stands below a name there may be about the next one.
    """
    found: set[object] = set()
    topics = [topic for topic in read.allowed.instrument.topics.values() if read.allowed.shown(read.unit, topic.id)]
    small = {
        *map(Decimal, range(MOST_PAGES)),
        *read.allowed.names(read.language),
        *constants(read.language),
        *read.allowed.places(read.unit),
    }
    if read.unit == read.allowed.root:
        small |= set(read.allowed.coefficients())
    below = ends(read.allowed, read.language) if read.form in {Form.HTML, Form.PDF} else lambda line: True
    for topic in topics:
        for words in read.opened.about(topic.name[read.language], below):
            named = [other for other in topics if other.name[read.language] in words]
            figures = frozenset[Decimal]().union(*(read.allowed.figures(read.unit, other.id) for other in named))
            found |= numbers(words) - figures - small
    return found


def unspeakable(read: Read) -> set[str]:
    """Words of topics that a unit's report doesn't name at all, sensitive ones and health; at the top, of what is asked about health."""
    language, found = read.language, set()
    for topic in read.allowed.instrument.topics.values():
        told = [topic.id, topic.name[language], topic.meaning[language], *(item.text[language] for item in topic.items)]
        told += [item.id for item in topic.items]
        if topic.topic_class == "health" and read.unit == read.allowed.root:
            told = [item.text[language] for item in topic.items]
        if topic.topic_class == "health" or (topic.topic_class == "sensitive" and read.unit != read.allowed.root):
            found |= {words for words in told if _says(read.opened.words, words)}
    title = texts(language)("report.health.title")
    return found | ({title} if read.unit != read.allowed.root and _says(read.opened.words, title) else set())


def _says(words: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", words, re.IGNORECASE) is not None


_NORWEGIAN: Final = ("for få", "færre enn", "for lite", "anonym", "terskel", "personvern", "skjult", "skjerme", "nesten alle svar")
REASONS: Final = {
    Language.NB: (*_NORWEGIAN, "kan gjenkjennes"),
    Language.NN: (*_NORWEGIAN, "kan kjennast"),
    Language.EN: ("too few", "fewer than", "too small", "anonym", "threshold", "privacy", "suppress", "hidden", "withheld", "identif"),
}
"""Words by which a report would tell why it doesn't show a result."""
REASONED: Final = ("report.about.few_elsewhere", "report.about.few_from_elsewhere", "report.reading.checked", "report.reading.tenths")
"""Sentences that have such a word and tell of whom the report is, of all reports, or of rounding; not of a result that isn't shown."""


def reasons(read: Read) -> set[str]:
    t = texts(read.language)
    least = read.allowed.publication.certificate.smallest_group
    words = tidy(" ".join(read.opened.lines))
    for key in REASONED:
        words = words.replace(tidy(t(key, people=least)), "")
    return {reason for reason in REASONS[read.language] if reason in words.lower()}


def traces(read: Read) -> set[str]:
    """What a file tells of the machine, the person and the time that made it."""
    found = {time for time in read.opened.times if not FIXED_TIMES.fullmatch(time) and not FIXED_TIMES.fullmatch(f"{time}Z")}
    whose = {"creator", "lastModifiedBy", "Author", "/Author", "manager", "Manager", "company", "Company"}
    found |= {f"{key}: {value}" for key, value in read.opened.properties.items() if key.removesuffix(" of a workbook") in whose}
    text = b"\n".join(read.opened.parts.values()).decode("utf-8", "replace")
    return found | {place for place in PLACES if place in text} | {name for name in NAMES if _says(read.opened.words, name)}


PLACES: Final = {str(Path.home()) + "/", str(Path.cwd()), "/site-packages", "/src/must", "/tmp/", "/home/", "/Users/", "C:\\", "file://"}  # noqa: S108
NAMES: Final = {getpass.getuser(), socket.gethostname(), "python-pptx", "openpyxl", "steve canny"}


CHECKS: Final[Mapping[str, Callable[[Read], set[object] | set[str]]]] = {
    check.__name__: check for check in (numbers_too_many, said_of_hidden, wrong_numbers, unspeakable, reasons, traces)
}
