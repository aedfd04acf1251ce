"""Every stored field says what it holds and when it goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from must.collection.models import Invitation, Response
from must.service.classification import Kind, Until, contact, holds, identity, operational

MODELS = list(apps.get_app_config("collection").get_models())


def unclassified(model: type[models.Model]) -> Iterator[str]:
    """For each field of a model that isn't classified, where it is and what to write."""
    for field in model._meta.local_fields:
        if holds(field) is None:
            written = f"operational(models.{type(field).__name__}(…), Until.…)"
            yield f"{model.__module__}: {model.__name__}.{field.name} = {written}, or contact(…), answer(…), identity(…)"


@pytest.mark.promise("P21", "P23")
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_classified(model: type[models.Model]) -> None:
    missing = list(unclassified(model))
    assert not missing, "\n".join(missing)


def test_there_is_something_to_classify() -> None:
    assert len(MODELS) >= 10


def test_an_unclassified_field_is_named_with_what_to_write() -> None:
    class Forgotten(models.Model):
        id = operational(models.UUIDField(primary_key=True), Until.KEPT)
        email = models.BinaryField()

        class Meta:
            app_label = "collection_tests"

    (words,) = unclassified(Forgotten)
    assert "Forgotten.email = operational(models.BinaryField(…), Until.…)" in words
    assert __name__ in words


def test_what_tells_of_a_person_cannot_be_kept() -> None:
    for classify in (contact, identity):
        with pytest.raises(ValueError, match="kept"):
            classify(models.TextField(), Until.KEPT)


@pytest.mark.promise("P19")
def test_this_zone_holds_no_identity() -> None:
    kinds = {found.kind for model in MODELS for field in model._meta.local_fields if (found := holds(field))}
    assert kinds == {Kind.CONTACT, Kind.ANSWER, Kind.OPERATIONAL}


@pytest.mark.promise("P23")
def test_addresses_and_answers_are_apart() -> None:
    """No table holds both, and no key leads from an answer or a link's ticket to an invitation or back."""
    for model in MODELS:
        kinds = {found.kind for field in model._meta.local_fields if (found := holds(field))}
        assert not {Kind.CONTACT, Kind.ANSWER} <= kinds, model
    answers = {Response, apps.get_model("collection", "Ticket")}
    addresses = {Invitation, apps.get_model("collection", "Delivery")}
    for first, second in ((answers, addresses), (addresses, answers)):
        pointed_at = {field.related_model for model in first for field in model._meta.local_fields if field.is_relation}
        assert not pointed_at & second


@pytest.mark.promise("P07")
def test_an_answer_has_no_time_and_no_serial_number() -> None:
    ordered = (models.DateField, models.TimeField, models.AutoField, models.DurationField, models.GeneratedField)
    assert not [field.name for field in Response._meta.local_fields if isinstance(field, ordered)]
    assert {field.name for field in Response._meta.local_fields} == {
        "id", "round", "cell", "slot", "attempt", "worked", "to_round", "to_self",
    }  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_side_doors_are_closed(model: type[models.Model]) -> None:
    with pytest.raises(TypeError, match="action"):
        model().save()
    with pytest.raises(TypeError, match="action"):
        model().delete()
