"""Each thing that can be wrong with an instrument, in a real directory: exactly that is reported, with file and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from must.ui.texts import LANGUAGES_DIRECTORY
from tests.core.instrument.copies import TINY, change, copy_of, faults_in

INSTRUMENT = "instrument.yaml"
DEMANDS, SOCIAL, CHANGE = "themes/demands.yaml", "themes/social.yaml", "themes/change.yaml"
RULES = "rules.yaml"
HEALTH, BACKGROUND = "themes/health.yaml", "themes/background.yaml"
EMAILS, HELP, LETTER, PARTICIPATION = "texts/emails.yaml", "texts/help.yaml", "texts/letter.yaml", "texts/participation.yaml"


def line_of(text: str, piece: str) -> int:
    """1-based line on which a piece of text begins; the piece stands there once."""
    assert text.count(piece) == 1, f"{piece!r} stands there {text.count(piece)} times"
    return text.count("\n", 0, text.index(piece)) + 1


@dataclass(frozen=True)
class Break:
    """code: what must be reported, alone. old, new: the change of the file. at: a piece of the line that must be named."""

    code: str
    file: str
    old: str
    new: str
    at: str

    def __str__(self) -> str:
        return f"{self.code} in {self.file}"


TITLE = "title:\n  nb: Krav i arbeidet\n  nn: Krav i arbeidet\n  en: Demands at work\n"
NOTICE = """notice:
  nb: Svar om mobbing vises bare for hele virksomheten.
  nn: Svar om mobbing blir viste berre for heile verksemda.
  en: Answers about bullying are shown only for the whole enterprise.
"""
ADDRESS = "    nb: Adressen er {link}\n    nn: Adressa er {link}\n    en: The address is {link}\n"
PARAGRAPHS = "    paragraphs:\n      - nb: Dette er en prøve.\n        nn: Dette er ei prøve.\n        en: This is a trial.\n"
VERY = "        text:\n          nb: Svært plaget"
AGREEMENT = "agreement:\n  nb: Jeg samtykker.\n  nn: Eg samtykkjer.\n  en: I consent.\n"
LOOSE = """loose:
  - id: extra
    responses: yes_no
    text:
      nb: En?
      nn: Ein?
      en: One?
"""
HEALTH_TOPICS = "".join((TINY / HEALTH).read_text("utf-8").partition("topics:")[1:])
ONE_OPTION = """response_scales:
  only:
    options:
      - value: 1
        text:
          nb: Kanskje
          nn: Kanskje
          en: Perhaps
"""


def scale(name: str, items: str) -> str:
    return f"""topics:
  - id: {name}
    class: ordinary
    direction: risk
    name:
      nb: Ny
      nn: Ny
      en: New
    meaning:
      nb: Noe nytt.
      nn: Noko nytt.
      en: Something new.
    responses: frequency
    bands: {{challenge: 3.5, favourable: 2.5}}
    minimum_answered: 1
    questions:
      - nb: Hva er nytt?
        nn: Kva er nytt?
        en: What is new?
    items: {items}
"""


QUESTION = """
      - nb: Hva nå?
        nn: Kva no?
        en: What now?
"""
ASKED = """    questions:
      - nb: Vet alle hvor de kan si fra?
        nn: Veit alle kvar dei kan seie frå?
        en: Does everybody know where to speak up?
"""
LAST_TOPIC = "- id: bullying_source\n"
LAST_LINE = "          en: Was it a colleague?\n"
TO_COME = "TO" + "DO"  # in two pieces: this file is finished
FOLLOW_UP = """  - id: sequel
    class: sensitive
    when: {item: bullying_source_leader, values: [2]}
    name:
      nb: Følge
      nn: Følgje
      en: Sequel
    meaning:
      nb: Noe som følger.
      nn: Noko som følgjer.
      en: Something that follows.
    responses: yes_no
    items:
      - id: sequel_1
        text:
          nb: Følger det?
          nn: Følgjer det?
          en: Does it follow?
"""
ONE_ITEM = """
      - id: new_1
        text:
          nb: Ny?
          nn: Ny?
          en: New?"""

BREAKS = (
    # What a file is
    Break("syntax", DEMANDS, "  nn: Krav i arbeidet\n", "\tnn: Krav i arbeidet\n", "\tnn:"),
    Break("syntax", HELP, "title:\n  nb: Hjelp", 'title:\n  nb: "Hjelp" og', 'nb: "Hjelp" og'),
    Break("not_yaml", DEMANDS, "id: demands", "id: dem\aands", "id: dem\aands"),
    Break("not_a_mapping", DEMANDS, "topics:\n", "topics:\n  - only words\n", "- only words"),
    Break("not_a_mapping", INSTRUMENT, "  short: {extended: false}\n", "  short: false\n", "short: false"),
    Break("not_a_list", LETTER, PARAGRAPHS, "    paragraphs: none\n", "paragraphs: none"),
    Break("not_a_word", INSTRUMENT, 'version: "1.0"', "version:", "version:"),
    Break("not_a_word", DEMANDS, "  nb: Krav i arbeidet\n", "  nb: [Krav i arbeidet]\n", "nb: [Krav"),
    Break("not_a_flag", INSTRUMENT, "{extended: false}", "{extended: 0}", "short:"),
    Break("not_a_flag", DEMANDS, "reversed: true", 'reversed: "true"', "reversed:"),
    Break("not_a_whole_number", DEMANDS, "    minimum_answered: 1\n", "    minimum_answered: 1.0\n", "minimum_answered: 1.0"),
    Break("not_a_whole_number", DEMANDS, "    minimum_answered: 1\n", "    minimum_answered: true\n", "minimum_answered: true"),
    Break("not_a_number", INSTRUMENT, "start_seconds: 60", "start_seconds: .nan", "timing:"),
    Break("not_a_number", DEMANDS, "challenge: 3.5,", "challenge: high,", "bands: {challenge: high"),
    Break("key_not_a_word", DEMANDS, TITLE, f"{TITLE}? [a, b]\n: words\n", "[a, b]"),
    Break("duplicate_key", DEMANDS, TITLE, f"{TITLE}id: again\n", "id: again"),
    Break("duplicate_key", DEMANDS, "  nn: Krav i arbeidet\n", "  nn: Krav i arbeidet\n  nn: Krav\n", "nn: Krav\n"),
    Break("alias", DEMANDS, TITLE, f"{TITLE.replace('title:', 'title: &words')}notice: *words\n", "notice: *words"),
    Break("alias", "rules.yaml", "breakdowns: []", "breakdowns: &itself [*itself]", "breakdowns:"),
    Break("too_deep", "rules.yaml", "breakdowns: []", f"breakdowns: {'[' * 25}{']' * 25}", "breakdowns:"),
    Break("tag", DEMANDS, "    minimum_answered: 1\n", "    minimum_answered: !!python/name:os.system\n", "minimum_answered: !!python"),
    Break("tag", "rules.yaml", "minimum_invited: 10", "minimum_invited: !!int many", "minimum_invited"),
    Break("missing_key", DEMANDS, "    direction: risk\n", "", "- id: workload\n"),
    Break("missing_key", INSTRUMENT, 'version: "1.0"\n', "", "format:"),
    Break("missing_key", "windows.yaml", 'version: "1"\n', "", "# When"),
    Break("missing_key", SOCIAL, "values: [2, 3, 4, 5]", "", "when:"),
    Break("missing_key", PARTICIPATION, AGREEMENT, "", "# A short"),
    Break("missing_key", LETTER, 'version: "1.0"\n', "", "# A short"),
    Break("unknown_key", DEMANDS, "reversed: true", "reverse: true", "reverse: true"),
    Break("unknown_key", INSTRUMENT, "modules: [change]", "modules: [change]\nextra: 1", "extra: 1"),
    Break("unknown_key", SOCIAL, "class: sensitive\n    when", "class: sensitive\n    scored: false\n    when", "scored: false\n    when"),
    Break("unknown_choice", SOCIAL, "class: sensitive\n    direction", "class: secret\n    direction", "class: secret"),
    # Texts in every language
    Break("not_translated", DEMANDS, TITLE, "title: Krav i arbeidet\n", "title:"),
    Break("missing_translation", DEMANDS, "  nn: Krav i arbeidet\n", "", "en: Demands at work"),
    Break("missing_translation", INSTRUMENT, "          en: Yes\n", "", "intensity:\n    options"),
    Break("missing_translation", EMAILS, "    nn: Invitasjon frå {enterprise}\n", "", "en: Invitation from"),
    Break("missing_translation", LETTER, "        nn: Dette er ei prøve.\n", "", "en: This is a trial."),
    Break("empty_translation", DEMANDS, "  nn: Krav i arbeidet\n", '  nn: " "\n', 'nn: " "'),
    Break("empty_translation", DEMANDS, "  nn: Krav i arbeidet\n", "  nn:\n", "nn:\n"),
    Break("empty_translation", DEMANDS, "  nn: Krav i arbeidet\n", "  nn: ~\n", "nn: ~"),
    Break("unknown_language", DEMANDS, "  nn: Krav i arbeidet\n", "  nn: Krav i arbeidet\n  no: Krav\n", "no: Krav"),
    Break("several_lines", DEMANDS, "  nn: Krav i arbeidet\n", "  nn: Krav\n    i arbeidet\n", "nn: Krav\n"),
    Break("several_lines", DEMANDS, "  nn: Krav i arbeidet\n", "  nn: |\n    Krav\n    i arbeidet\n", "nn: |"),
    Break("languages_share_a_line", DEMANDS, TITLE, "title: {nb: Krav, nn: Krav, en: Demands}\n", "title:"),
    Break("left_over", DEMANDS, "  nn: Krav i arbeidet\n", f"  nn: {TO_COME}\n", f"nn: {TO_COME}"),
    Break("left_over", DEMANDS, "  en: Demands at work\n", "  en: Demands (tbd)\n", "en: Demands (tbd)"),
    Break("left_over", DEMANDS, "  en: Demands at work\n", "  en: …\n", "en: …"),
    Break("unknown_placeholder", DEMANDS, "  nb: Krav i arbeidet\n", "  nb: Krav {hvor}\n", "nb: Krav {hvor}"),
    Break("unknown_placeholder", EMAILS, "Invitation from {enterprise}", "Invitation from {enterprise} {", "en: Invitation"),
    Break("placeholders_differ", EMAILS, "Påminning frå {enterprise}", "Påminning", "subject:\n    nb: Påminnelse"),
    Break("placeholder_missing", EMAILS, ADDRESS, ADDRESS.replace("{link}", "ukjent"), "invitation:"),
    Break("unreachable_contact", HELP, "    email: project@institute.example\n", "", "- id: project_group"),
    # What a theme is
    Break("unknown_format", INSTRUMENT, "must.instrument/1", "must.instrument/2", "format:"),
    Break("no_theme_file", INSTRUMENT, "work: [demands, social]", "work: [demands, social, leadership]", "work:"),
    Break("theme_listed_twice", INSTRUMENT, "modules: [change]", "modules: [change, social]", "modules:"),
    Break("theme_id_differs", DEMANDS, "id: demands\n", "id: demand\n", "id: demand\n"),
    Break("empty_theme", HEALTH, HEALTH_TOPICS, "", "id: health"),
    Break("loose_outside_background", SOCIAL, NOTICE, f"{NOTICE}{LOOSE}", "loose:"),
    Break("topic_in_background", BACKGROUND, "loose:", f"{scale('new', ONE_ITEM)}loose:", "topics:"),
    Break("no_notice", SOCIAL, NOTICE, "", "id: social\n"),
    # Ids
    Break("bad_id", DEMANDS, "- id: workload_1\n", "- id: Workload-1\n", "id: Workload-1"),
    Break("bad_id", DEMANDS, "- id: clarity\n", "- id: klårleik\n", "id: klårleik"),
    Break("duplicate_id", DEMANDS, "- id: workload_2\n", "- id: workload_1\n", "- id: workload_1\n        reversed"),
    Break("duplicate_id", SOCIAL, "- id: support_1\n", "- id: workload_1\n", "id: workload_1"),
    Break("duplicate_id", SOCIAL, "- id: support\n", "- id: workload\n", "id: workload\n"),
    Break("duplicate_id", BACKGROUND, "loose:\n", LOOSE.replace("extra", "workload_1"), "id: workload_1"),
    Break("reserved_id", BACKGROUND, "loose:\n", LOOSE.replace("extra", "unit"), "id: unit"),
    # Response scales
    Break(
        "too_few_options", INSTRUMENT, "response_scales:\n", ONE_OPTION, "options:\n      - value: 1\n        text:\n          nb: Kanskje"
    ),
    Break("value_outside_limits", INSTRUMENT, "- value: 1\n", "- value: 0\n", "value: 0"),
    Break("value_outside_limits", INSTRUMENT, "- value: 1\n", "- value: -1\n", "value: -1"),
    Break("values_not_ascending", INSTRUMENT, f"- value: 4\n{VERY}", f"- value: 3\n{VERY}", f"value: 3\n{VERY}"),
    Break("values_not_ascending", INSTRUMENT, f"- value: 4\n{VERY}", f"- value: 1\n{VERY}", f"value: 1\n{VERY}"),
    Break("unknown_response_scale", SOCIAL, "responses: yes_no", "responses: yes_or_no", "responses: yes_or_no"),
    Break("unknown_response_scale", SOCIAL, "- id: support_1\n", "- id: support_1\n        responses: no_yes\n", "responses: no_yes"),
    # Scales
    Break("no_items", CHANGE, "topics:\n", scale("new", "[]"), "items: []"),
    Break("unknown_act", DEMANDS, "act: a", "act: e", "act: e"),
    Break("mixed_ranges", SOCIAL, "- id: support_1\n", "- id: support_1\n        responses: yes_no\n", "- id: support\n"),
    Break(
        "bands_outside_scale",
        SOCIAL,
        "{challenge: 2, favourable: 1}",
        "{challenge: 2, favourable: 0}",
        "bands: {challenge: 2, favourable: 0}",
    ),
    Break("bands_outside_scale", HEALTH, "{challenge: 2.5, favourable: 1.5}", "{challenge: 4.5, favourable: 1.5}", "bands:"),
    Break(
        "bands_wrong_way", SOCIAL, "{challenge: 2, favourable: 1}", "{challenge: 1, favourable: 2}", "bands: {challenge: 1, favourable: 2}"
    ),
    Break(
        "bands_wrong_way", SOCIAL, "{challenge: 2, favourable: 1}", "{challenge: 2, favourable: 2}", "bands: {challenge: 2, favourable: 2}"
    ),
    Break("bands_wrong_way", HEALTH, "outcome_low_is_good", "outcome_high_is_good", "bands:"),
    Break("minimum_answered_outside", HEALTH, "minimum_answered: 1", "minimum_answered: 3", "minimum_answered: 3"),
    Break("minimum_answered_outside", HEALTH, "minimum_answered: 1", "minimum_answered: 0", "minimum_answered: 0"),
    # What a report says of a topic
    Break("evidence_of_no_factor", SOCIAL, ASKED, f"    evidence: moderate\n{ASKED}", "evidence: moderate"),
    Break(
        "evidence_of_no_factor", HEALTH, "    minimum_answered: 1\n", "    minimum_answered: 1\n    evidence: strong\n", "evidence: strong"
    ),
    Break("unknown_choice", DEMANDS, "evidence: moderate", "evidence: proven", "evidence: proven"),
    Break("missing_translation", DEMANDS, "        nn: Kva tek mest tid hos oss no?\n", "", "        en: What takes most time"),
    Break("questions_outside", SOCIAL, ASKED, f"    questions:{QUESTION * 4}", "questions:\n      - nb: Hva nå?"),
    Break("questions_outside", SOCIAL, ASKED, "", "- id: bullying\n"),
    Break("questions_outside", HEALTH, "    items:", f"    questions:{QUESTION}    items:", "questions:"),
    # Protection
    Break("health_outside_health_section", SOCIAL, "class: sensitive\n    when", "class: health\n    when", "class: health"),
    Break("not_health_in_health_section", HEALTH, "class: health", "class: ordinary", "class: ordinary"),
    Break("not_health_in_health_section", HEALTH, "class: health", "class: sensitive", "class: sensitive"),
    Break("routing_class", SOCIAL, "class: sensitive\n    when", "class: ordinary\n    when", "class: ordinary\n    when"),
    # Breakdowns
    Break("breakdown_item", RULES, "breakdowns: []", "breakdowns: [tenure]", "breakdowns: [tenure]"),
    Break("breakdown_item", RULES, "breakdowns: []", "breakdowns:\n  - workload_1", "- workload_1"),
    Break("breakdown_item", RULES, "breakdowns: []", "breakdowns: [bullying_1]", "breakdowns: [bullying_1]"),
    Break("breakdown_item", RULES, "breakdowns: []", "breakdowns: [pain_1]", "breakdowns: [pain_1]"),
    # Routing
    Break("routing_unknown_item", SOCIAL, "{item: bullying_1,", "{item: bullying_7,", "when:"),
    Break("routing_not_earlier", SOCIAL, "{item: bullying_1,", "{item: workload_1,", "when:"),
    Break("routing_not_earlier", SOCIAL, "{item: bullying_1,", "{item: bullying_source_leader,", "when:"),
    Break("routing_chained", SOCIAL, LAST_LINE, f"{LAST_LINE}{FOLLOW_UP}", "when: {item: bullying_source_leader"),
    Break("routing_apart", SOCIAL, "{item: bullying_1, values: [2, 3, 4, 5]}", "{item: support_1, values: [2]}", "- id: bullying_source\n"),
    Break("routing_values", SOCIAL, "values: [2, 3, 4, 5]", "values: [2, 6]", "when:"),
    Break("routing_values", SOCIAL, "values: [2, 3, 4, 5]", "values: []", "when:"),
    Break(
        "routing_never_opened",
        SOCIAL,
        "- id: bullying_1\n",
        "- id: bullying_1\n        extended: true\n",
        "items:\n      - id: bullying_source_",
    ),
    Break("follow_up_with_score", CHANGE, "{item: leads_others,", "{item: change_process_1,", "- id: leading_change\n"),
    Break("scale_without_score", SOCIAL, "{item: bullying_1, values: [2, 3, 4, 5]}", "{item: leads_others, values: [2]}", LAST_TOPIC),
    Break("missing_key", CHANGE, "    direction: risk\n", "", "- id: leading_change\n"),
    Break("routing_values", CHANGE, "leads_others, values: [2]", "leads_others, values: [3]", "when:"),
    Break("routing_unknown_item", CHANGE, "{item: leads_others,", "{item: leads_nobody,", "when:"),
    Break("follow_up_with_score", SOCIAL, "source_leader\n", "source_leader\n        reversed: true\n", "- id: bullying_source\n"),
    # Forms and time
    Break("no_forms", INSTRUMENT, "forms:\n  short: {extended: false}\n  full: {extended: true}\n", "forms: {}\n", "forms:"),
    Break("extended_in_module", CHANGE, "- id: change_process_1\n", "- id: change_process_1\n        extended: true\n", "extended: true"),
    Break("timing_not_positive", INSTRUMENT, "start_seconds: 60", "start_seconds: 0", "timing:"),
)

ELSEWHERE = {
    "not_found",
    "no_file",
    "unreadable",
    "not_utf8",
    "file_not_listed",
    "form_asks_nothing",
    "routing_not_always",
    "breakdown_values",
}
"""Codes that aren't changes of one file: `test_files.py` and `test_checks.py`."""


@pytest.mark.parametrize("broken", BREAKS, ids=str)
def test_one_break_is_one_fault_with_file_and_line(broken: Break, tmp_path: Path) -> None:
    directory = copy_of(TINY, tmp_path)
    changed = change(directory / broken.file, broken.old, broken.new)
    assert faults_in(directory) == [(broken.code, broken.file, line_of(changed, broken.at))]


def test_every_fault_that_can_be_said_is_tested() -> None:
    said = yaml.safe_load((LANGUAGES_DIRECTORY / "faults_instrument.yaml").read_text("utf-8"))
    codes = {broken.code for broken in BREAKS} | ELSEWHERE
    assert set(said) == {f"instrument.{code}{ending}" for code in codes for ending in ("", ".mend")}


def test_an_unbroken_copy_has_no_fault(tmp_path: Path) -> None:
    assert faults_in(copy_of(TINY, tmp_path)) == []


def test_everything_is_found_in_one_go(tmp_path: Path) -> None:
    directory = copy_of(TINY, tmp_path)
    change(directory / INSTRUMENT, "start_seconds: 60", "start_seconds: 0")
    change(directory / DEMANDS, "  nn: Krav i arbeidet\n", "")
    change(directory / DEMANDS, "bands: {challenge: 3.5, favourable: 2.5}", "bands: {challenge: 2.5, favourable: 3.5}")
    change(directory / SOCIAL, NOTICE, "")
    change(directory / HEALTH, "id: health\n", "\tid: health\n")
    change(directory / EMAILS, "    nn: Hei,\n", "")
    change(directory / HELP, "    email: project@institute.example\n", "")
    assert faults_in(directory) == [
        ("timing_not_positive", INSTRUMENT, 8),
        ("missing_translation", DEMANDS, 4),
        ("bands_wrong_way", DEMANDS, 23),
        ("syntax", HEALTH, 1),
        ("no_notice", SOCIAL, 1),
        ("missing_translation", EMAILS, 15),
        ("unreachable_contact", HELP, 13),
    ]
