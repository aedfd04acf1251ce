"""What a mailing needs to come to its end: whether it is the last, when it goes on, and whether what comes back is counted.

A third reminder was the last that is allowed, also when nobody said so yet: its round's key of the links is destroyed now too.
"""

from django.db import migrations, models

THIRD_WAS_LAST = "UPDATE collection_mailing SET last = true WHERE number >= 3"


class Migration(migrations.Migration):
    dependencies = [("collection", "0002_publications_stay")]

    operations = [
        migrations.AddField("mailing", "last", models.BooleanField(default=False)),
        migrations.AddField("mailing", "rests_until", models.DateTimeField(null=True)),
        migrations.AddField("mailing", "collects_bounces", models.BooleanField(default=False)),
        migrations.RunSQL(THIRD_WAS_LAST, migrations.RunSQL.noop),
    ]
