"""Reports are made by a process of their own, unit by unit. Rounds published before get theirs too."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("collection", "0005_sealed_addressees")]

    operations = [
        migrations.CreateModel(
            name="Comparison",
            fields=[
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="collection.round"
                    ),
                ),
                ("previous", models.BinaryField(null=True)),
                ("unit_map", models.BinaryField(null=True)),
                ("averages", models.BinaryField(null=True)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="UnitReports",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("place", models.PositiveIntegerField()),
                ("unit", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("made", "Made"), ("failed", "Failed")], default="waiting", max_length=16
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("failures", models.JSONField(default=list)),
                ("round", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="collection.round")),
            ],
        ),
        migrations.AddConstraint(
            model_name="unitreports",
            constraint=models.UniqueConstraint(fields=("round", "place"), name="unit_reports_once"),
        ),
    ]
