"""Links are sent again to whoever asks."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("collection", "0003_mail_delivery")]

    operations = [
        migrations.CreateModel(
            name="ResendTally",
            fields=[
                ("tag", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("sent", models.PositiveSmallIntegerField()),
                ("day", models.DateField()),
                ("round", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="collection.round")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="ResendRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("sealed", models.BinaryField()),
                ("round", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="collection.round")),
            ],
        ),
        migrations.AddConstraint(
            model_name="resendrequest",
            constraint=models.UniqueConstraint(fields=("round", "place"), name="resend_place_once"),
        ),
    ]
