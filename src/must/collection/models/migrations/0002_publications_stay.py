"""What is published stays as it is: signed by the worker, and neither changed nor deleted, whoever asks.

Roles have no such privilege; the trigger stops the owner of the tables too, and so every mistake in a migration or at a prompt. Emptying
the table whole (TRUNCATE) is the owner's alone. A publication from before was signed by nobody: no report is made from it any more.
"""

from django.db import migrations, models

STAYS = """
CREATE FUNCTION collection_publication_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a publication is never changed and never deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER publication_stays BEFORE UPDATE OR DELETE ON collection_publishedround
  FOR EACH ROW EXECUTE FUNCTION collection_publication_stays();
"""
STAYS_NO_MORE = """
DROP TRIGGER publication_stays ON collection_publishedround;
DROP FUNCTION collection_publication_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("collection", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="publishedround",
            name="signature",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.RunSQL(STAYS, STAYS_NO_MORE),
    ]
