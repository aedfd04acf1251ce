"""What the shipped instrument must be: complete in three languages, of the promised length, on the promised topics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from must.core.campaign.windows import Windows
from must.core.common.languages import Language, Text
from must.core.common.refusals import Refusal
from must.core.common.topics import TopicClass
from must.core.disclosure.rules import Rules
from must.core.instrument.counts import count, minutes
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Condition, Evidence, Instrument, Section, Selection
from must.core.instrument.texts import Document, Email, Texts, load_texts
from tests.core.instrument.copies import MUST, copy_of, place_of

FILES = sorted(str(path.relative_to(MUST)) for path in MUST.rglob("*.yaml") if path.name not in ("rules.yaml", "windows.yaml"))


@pytest.fixture(scope="module")
def must() -> Instrument:
    return load_instrument("must-2026")


@pytest.fixture(scope="module")
def texts() -> Texts:
    return load_texts("must-2026")


# Size


def test_its_name_is_its_id(must: Instrument) -> None:
    assert must.id == "must-2026"


def test_counts(must: Instrument) -> None:
    counts = count(must)
    assert counts.forms["short"] == 37
    assert 65 <= counts.forms["full"] <= 75
    assert counts.forms["short"] + sum(counts.extended.values()) == counts.forms["full"]
    assert counts.health == 10
    assert counts.background == 2
    assert len(counts.modules) == 7
    assert all(4 <= number <= 8 for number in counts.modules.values())


@pytest.mark.promise("P02")
@pytest.mark.parametrize("language", Language)
def test_the_full_form_takes_15_to_20_minutes(must: Instrument, language: Language) -> None:
    assert 15 <= minutes(must, Selection("full"), language) <= 20


@pytest.mark.promise("P02")
@pytest.mark.parametrize("language", Language)
def test_no_choice_takes_longer_than_promised(must: Instrument, language: Language) -> None:
    """The short form is shorter; one module on top of the full form stays within the promise."""
    assert minutes(must, Selection("short"), language) <= 15
    for module in must.modules:
        assert minutes(must, Selection("full", modules=frozenset({module.id})), language) <= 20


def test_the_short_form_is_a_part_of_the_full_one(must: Instrument) -> None:
    asked = {form: [item.id for _, items in must.asked(Selection(form)) for item in items] for form in must.forms}
    assert [item for item in asked["full"] if item in set(asked["short"])] == asked["short"]


def test_rules_and_windows_are_accepted(must: Instrument) -> None:
    assert Rules.of(must.rules).id == "must-2026/1"
    assert [window.id for window in Windows.of(must.windows).windows] == ["spring", "autumn"]


# Content

PROMISED_TOPICS = {
    "job demands, workload and time pressure": {"quantitative_demands"},
    "role expectations": {"role_clarity", "role_conflict"},
    "autonomy": {"control_over_decisions", "control_over_pace"},
    "social interaction": {"support_from_coworkers", "support_from_superior", "social_climate"},
    "leadership": {"fair_leadership", "empowering_leadership"},
    "self-leadership": {"self_leadership"},
    "organisational climate": {"innovation_climate", "human_resource_primacy"},
    "competence": {"competence_development"},
    "musculoskeletal complaints": {"musculoskeletal"},
    "mental complaints": {"mental_distress"},
}


@pytest.mark.promise("P05")
@pytest.mark.parametrize("promised", PROMISED_TOPICS)
def test_promised_topics_are_asked(must: Instrument, promised: str) -> None:
    asked = {item for _, items in must.asked(Selection("full")) for item in items}
    for topic in PROMISED_TOPICS[promised]:
        assert set(must.topics[topic].items) <= asked


@pytest.mark.promise("P05")
def test_office_solutions_are_asked(must: Instrument) -> None:
    """The kind of office in every form; how it is to work there in a module, by the kind of office."""
    asked = [item for _, items in must.asked(Selection("short")) for item in items]
    assert must.items["office_kind"] in asked
    assert {topic.id: topic.condition and (topic.condition.item, *topic.condition.values) for topic in must.modules[3].topics} == {
        "workplace_fit": None,
        "office_disturbance": ("office_kind", 2, 3, 4),
        "workplace_choice": ("office_kind", 4),
        "contact_at_a_distance": ("office_kind", 5),
    }


def test_nothing_is_broken_down_by_background(must: Instrument) -> None:
    """The first page of the form says so."""
    assert Rules.of(must.rules).breakdowns == ()


def test_leaders_alone_are_asked_about_leading(must: Instrument) -> None:
    module = next(theme for theme in must.modules if theme.id == "leadership")
    assert all(topic.condition == Condition("leader_responsibility", frozenset({2})) for topic in module.topics)


@pytest.mark.promise("P11")
@pytest.mark.parametrize("topic", ["bullying", "unwanted_sexual_attention"])
def test_bullying_and_unwanted_sexual_attention_are_sensitive(must: Instrument, topic: str) -> None:
    assert must.topics[topic].topic_class is TopicClass.SENSITIVE
    assert all(theme.notice is not None for theme in must.themes if topic in {each.id for each in theme.topics})
    follow_ups = [
        each for each in must.topics.values() if each.condition and each.follow_up and must.topic_of_item[each.condition.item].id == topic
    ]
    assert all(each.topic_class is TopicClass.SENSITIVE for each in follow_ups)


@pytest.mark.promise("P12")
def test_health_has_its_own_class(must: Instrument) -> None:
    health = {topic.id for theme in must.themes if theme.section is Section.HEALTH for topic in theme.topics}
    assert (
        health
        == {topic.id for topic in must.topics.values() if topic.topic_class is TopicClass.HEALTH}
        >= {"musculoskeletal", "mental_distress"}
    )


def test_the_four_groups_of_the_act_are_covered(must: Instrument) -> None:
    assert {topic.act for topic in must.topics.values()} == {None, "a", "b", "c", "d"}


# Languages


def texts_in(thing: object) -> Iterator[Text]:
    """Every text of a tree of dataclasses."""
    if isinstance(thing, Text):
        yield thing
    elif isinstance(thing, tuple):
        for each in thing:
            yield from texts_in(each)
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            yield from texts_in(getattr(thing, name))


FOREIGN = {
    Language.NB: {
        "ikkje",
        "kva",
        "korleis",
        "kvifor",
        "kven",
        "nokon",
        "nokre",
        "eg",
        "frå",
        "mykje",
        "meir",
        "berre",
        "då",
        "dykk",
        "vere",
        "gjere",
        "verksemda",
    },
    Language.NN: {
        "ikke",
        "hva",
        "hvordan",
        "hvorfor",
        "hvem",
        "noen",
        "jeg",
        "fra",
        "mye",
        "mer",
        "bare",
        "dere",
        "være",
        "gjøre",
        "uten",
        "virksomheten",
        "en",
    },
    Language.EN: {"ikke", "ikkje", "og", "er", "det", "som", "å", "på", "til"},
}
"""Frequent words that give away another language than the one that a text claims to be in."""


@pytest.mark.parametrize("language", Language)
def test_each_language_is_itself(must: Instrument, texts: Texts, language: Language) -> None:
    every = [*texts_in(must.themes), *texts_in(tuple(must.response_scales.values())), *texts_in(texts)]
    assert len(every) > 300
    strange = {
        words: foreign for text in every if (foreign := set(re.findall(r"\w+", (words := text[language]).lower())) & FOREIGN[language])
    }
    assert not strange


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("file", FILES)
def test_deleting_any_nynorsk_line_is_found(file: str, which: int, tmp_path: Path) -> None:
    """Each with the line on which it stood, and belongs. Every other one goes at once."""
    directory = copy_of(MUST, tmp_path)
    lines = (directory / file).read_text("utf-8").splitlines(keepends=True)
    nynorsk = [number for number, line in enumerate(lines) if line.lstrip(" -").startswith("nn:")]
    deleted = nynorsk[which::2]
    assert deleted
    (directory / file).write_text("".join(line for number, line in enumerate(lines) if number not in deleted), "utf-8")
    load = load_texts if file.startswith("texts/") else load_instrument
    with pytest.raises(Refusal) as refusal:
        load(directory)
    places = sorted(place_of(fault, directory) for fault in refusal.value.faults)
    assert places == [("missing_translation", file, number + 1 - above) for above, number in enumerate(deleted)]


# The texts beside the questionnaire


@pytest.mark.promise("P45")
def test_contact_points(texts: Texts) -> None:
    contacts = {contact.id: contact for contact in texts.help.contacts}
    assert contacts["project_group"].email == "must@stami.no"
    assert contacts["privacy_team"].email == "personvern@stami.no"
    assert contacts["sikt"].email == "personverntjenester@sikt.no"
    assert {"safety_representative", "occupational_health_service"} <= {contact.id for contact in texts.help.support}
    for language in Language:
        letter = texts.letter.markdown(language)
        assert all(contacts[name].email in letter for name in ("project_group", "privacy_team", "sikt"))


LETTER_SAYS = {
    "research is apart": {
        "nb": "uten å si ja til forskningen",
        "nn": "utan å seie ja til forskinga",
        "en": "without saying yes to the research",
    },
    "minutes": {"nb": "15–20 minutter", "nn": "15–20 minutt", "en": "15–20 minutes"},
    "skip": {"nb": "hoppe over spørsmål", "nn": "hoppe over spørsmål", "en": "skip questions"},
    "voluntary": {"nb": "Det er frivillig", "nn": "Det er frivillig", "en": "It is voluntary"},
    "eight weeks": {"nb": "mer enn 8 uker", "nn": "meir enn 8 veker", "en": "more than 8 weeks"},
    "the end": {"nb": "31. desember 2040", "nn": "31. desember 2040", "en": "31 December 2040"},
    "anonymised": {"nb": "31. desember 2045", "nn": "31. desember 2045", "en": "31 December 2045"},
    "complaint": {
        "nb": "klage til Datatilsynet",
        "nn": "klage til Datatilsynet",
        "en": "complain to the Norwegian Data Protection Authority",
    },
    "register linkage": {"nb": "sykefravær og uførhet", "nn": "sjukefråvær og uførleik", "en": "sick leave and disability"},
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("promise", LETTER_SAYS)
def test_the_letter_says(texts: Texts, promise: str, language: Language) -> None:
    assert LETTER_SAYS[promise][language] in texts.letter.markdown(language)


@pytest.mark.parametrize("name", ["participation", "terms"])
def test_what_is_agreed_to_ends_with_the_agreement(texts: Texts, name: str) -> None:
    document: Document = getattr(texts, name)
    assert document.agreement is not None
    for language in Language:
        assert document.markdown(language).endswith(f"\n\n{document.agreement[language]}\n")


NOTHING_TO_DO = {"nb": "trenger du ikke gjøre noe", "nn": "treng du ikkje gjere noko", "en": "you need do nothing"}


@pytest.mark.promise("P07")
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ["invitation", "reminder", "resend"])
def test_mails_press_nobody(texts: Texts, name: str, language: Language) -> None:
    """Nobody is marked as having answered, so every mail tells what to do when one has, or doesn't wish to: nothing."""
    email: Email = getattr(texts.emails, name)
    assert NOTHING_TO_DO[language] in " ".join(text[language] for text in email.body)


@pytest.mark.parametrize("name", ["invitation", "reminder", "resend"])
def test_mails_have_the_link_in_one_place(texts: Texts, name: str) -> None:
    email: Email = getattr(texts.emails, name)
    for language in Language:
        assert [text for text in texts_in(email) if "{link}" in text[language]] == [email.fallback]
        assert re.fullmatch(r"[^{}]+: \{link\} [^{}]+ # [^{}]+\.", email.fallback[language]), "what to paste, and what to type"


# What reports say


@pytest.mark.promise("P08")
def test_every_topic_that_is_shown_has_questions_for_the_dialogue(must: Instrument) -> None:
    for topic in must.topics.values():
        expected = {0} if topic.topic_class is TopicClass.HEALTH else {1, 2, 3} if topic.follow_up else {2, 3}
        assert len(topic.questions) in expected, topic.id
        for question in topic.questions:
            for language in Language:
                assert question[language].endswith("?"), question[language]


def test_the_dialogue_never_asks_who_it_was(must: Instrument) -> None:
    asked = [question for topic in must.topics.values() if topic.topic_class is TopicClass.SENSITIVE for question in topic.questions]
    assert len(asked) == 7
    for question in asked:
        for language in Language:
            assert not re.match(r"(Hvem|Kven|Who)\b", question[language])


def test_evidence_is_claimed_of_the_strongest_factors_and_of_those_that_the_act_names(must: Instrument) -> None:
    strong = {topic.id for topic in must.topics.values() if topic.evidence is Evidence.STRONG}
    assert strong == {"role_conflict", "support_from_superior", "fair_leadership", "positive_challenge"}
    assert all(topic.evidence is not Evidence.NONE for topic in must.topics.values() if topic.act is not None)


UNSCORED = {
    "bullying": {"nb": "sett", "nn": "sett", "en": "seen"},
    "competence_development": {"nb": "tid", "nn": "tid", "en": "time"},
    "control_over_decisions": {"nb": "takke", "nn": "takke", "en": "turn down"},
    "emotional_demands": {"nb": "tunge", "nn": "tunge", "en": "weighed"},
    "empowering_leadership": {"nb": "initiativ", "nn": "initiativ", "en": "initiative"},
    "psychological_safety": {"nb": "pris på", "nn": "pris på", "en": "appreciate"},
    "quantitative_demands": {"nb": "lenger", "nn": "lenger", "en": "longer"},
    "social_climate": {"nb": "stemning", "nn": "stemning", "en": "atmosphere"},
    "belonging": {"nb": "utenfor", "nn": "utanfor", "en": "left out"},
}
"""What nothing but the items beside a score asks for, by a word that they have."""


def test_what_a_topic_means_is_what_its_score_counts(must: Instrument) -> None:
    """The share of those who have been bullied isn't one of those who have seen others being bullied, too."""
    assert {topic.id for topic in must.topics.values() if topic.direction and len(topic.scored_items) < len(topic.items)} == set(UNSCORED)
    for topic_id, words in UNSCORED.items():
        topic = must.topics[topic_id]
        for language in Language:
            beside = " ".join(item.text[language] for item in topic.items if item not in topic.scored_items)
            assert words[language] in beside, topic_id
            assert not re.search(rf"\b{words[language]}", topic.meaning[language]), topic_id
