"""The first tables of the collection zone."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="GridCell",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Mailing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("number", models.PositiveSmallIntegerField()),
                ("ordered", models.DateTimeField()),
                ("done", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=16, unique=True)),
                ("state", models.CharField(max_length=16)),
                ("instrument", models.CharField(max_length=500)),
                ("instrument_version", models.CharField(max_length=50)),
                ("form", models.CharField(max_length=50)),
                ("extended_themes", models.JSONField()),
                ("modules", models.JSONField()),
                ("opens", models.DateTimeField()),
                ("closes", models.DateTimeField()),
                ("enterprise_for_web", models.BinaryField()),
                ("enterprise_for_mailer", models.BinaryField()),
                ("enterprise_for_worker", models.BinaryField()),
                ("public_key", models.BinaryField(null=True)),
                ("pepper_check", models.BinaryField(null=True)),
                ("link_key_destroyed", models.BooleanField(default=False)),
                ("staff_confirmed", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("slot", models.BinaryField(max_length=32)),
                ("attempt", models.PositiveIntegerField()),
                ("worked", models.PositiveIntegerField()),
                ("to_round", models.BinaryField()),
                ("to_self", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("tag", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("sealed_contact", models.BinaryField()),
                ("locked_link", models.BinaryField(null=True)),
                ("cell", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="collection.gridcell")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("state", models.CharField(max_length=16)),
                ("invitation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="collection.invitation")),
                ("mailing", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="collection.mailing")),
            ],
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="collection.round"
                    ),
                ),
                ("sealed", models.BinaryField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PublishedRound",
            fields=[
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="collection.round"
                    ),
                ),
                ("document", models.TextField()),
                ("published", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RoundKey",
            fields=[
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="collection.round"
                    ),
                ),
                ("wrapped", models.BinaryField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(condition=models.Q(("opens__lte", models.F("closes"))), name="round_opens_before_it_closes"),
        ),
        migrations.AddField(
            model_name="mailing",
            name="round",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="collection.round"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="round",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="collection.round"),
        ),
        migrations.AddField(
            model_name="gridcell",
            name="round",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="collection.round"),
        ),
        migrations.AddField(
            model_name="response",
            name="cell",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="collection.gridcell"),
        ),
        migrations.AddField(
            model_name="response",
            name="round",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="collection.round"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="cell",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="collection.gridcell"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="round",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="collection.round"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("mailing", "invitation"), name="delivery_once"),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.UniqueConstraint(fields=("round", "number"), name="mailing_once"),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.UniqueConstraint(fields=("round", "slot", "attempt"), name="attempt_once"),
        ),
    ]
