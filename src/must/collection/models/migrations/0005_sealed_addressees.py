"""A delivery says whom it is to in a word that the mailer alone can read. What has been sent before says nothing of it any more.

Only the mailer can write such words, so a mailing that is being sent must come to its end first; what the server has put off is given up:
the reminder comes to everybody.
"""

from django.db import migrations, models

NOT_WHILE_SENDING = """
DO $$ BEGIN
  IF EXISTS (
    SELECT FROM collection_delivery AS delivery
    JOIN collection_mailing AS mailing ON mailing.id = delivery.mailing_id
    JOIN collection_round AS surveyed ON surveyed.id = mailing.round_id
    WHERE delivery.state = 'waiting' AND NOT mailing.done AND surveyed.state = 'open'
  ) THEN RAISE EXCEPTION 'A mailing is being sent. Start the mailer of the version before, let it end (must round status), then migrate.';
  END IF;
END $$
"""

END_THOSE_BEGUN = "UPDATE collection_mailing SET done = true WHERE id IN (SELECT mailing_id FROM collection_delivery)"

NOBODYS = """
ALTER TABLE collection_delivery ADD COLUMN addressee varchar(26) NOT NULL DEFAULT left(replace(gen_random_uuid()::text, '-', ''), 26);
ALTER TABLE collection_delivery ALTER COLUMN addressee DROP DEFAULT
"""

FORGET = (END_THOSE_BEGUN, "DELETE FROM collection_delivery")
"""Going back: nobody here can read whom a delivery is to."""


class Migration(migrations.Migration):
    dependencies = [("collection", "0004_resends")]

    operations = [
        migrations.RunSQL(NOT_WHILE_SENDING, migrations.RunSQL.noop),
        migrations.RunSQL(END_THOSE_BEGUN, migrations.RunSQL.noop),
        migrations.RemoveConstraint("delivery", "delivery_once"),
        migrations.RemoveField("delivery", "invitation"),
        migrations.RunSQL(
            NOBODYS,
            "ALTER TABLE collection_delivery DROP COLUMN addressee",
            state_operations=[migrations.AddField("delivery", "addressee", models.CharField(max_length=26), preserve_default=False)],
        ),
        migrations.AddConstraint("delivery", models.UniqueConstraint(fields=("mailing", "addressee"), name="delivery_once")),
        migrations.RunSQL(migrations.RunSQL.noop, FORGET),
    ]
