"""What each database role may do: its own work, and nothing besides. Every role logs in with its password."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from psycopg import sql

from must.collection.actions.answers import read_answers, resume_attempt, withdraw
from must.collection.actions.bounces import collect_bounces
from must.collection.actions.due import do_what_is_due
from must.collection.actions.invitations import destroy_link_key, send_mailing
from must.collection.actions.reports import ALONE, compare_round, made, render_some
from must.collection.actions.resends import ask, resend_links
from must.collection.actions.rounds import remind, status
from must.collection.actions.shuffling import shuffle
from must.collection.adapters.roles import ROLES, grant
from must.collection.adapters.smtp import PutOff
from must.collection.models import Mailing
from must.core.campaign.states import RoundState
from must.reports import batch, making

from . import life as steps
from .life import Life, become, keys, save_answers
from .logins import go_on_as, login

pytestmark = pytest.mark.django_db(transaction=True)

SELECT, INSERT, UPDATE, DELETE, TRUNCATE = "SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def may(role: str) -> set[tuple[str, str]]:
    """Every privilege that a role really has on any column of any table."""
    with login(role) as connected:
        rows = connected.execute(
            "SELECT table_name, privilege_type FROM information_schema.column_privileges WHERE grantee = current_user"
            " UNION SELECT table_name, privilege_type FROM information_schema.table_privileges WHERE grantee IN (current_user, 'PUBLIC')"
            " AND table_schema = 'public'"
        )
        return {(str(table), str(privilege)) for table, privilege in rows}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_what_the_table_says_and_no_more(role: str) -> None:
    assert may(role) == {(table, privilege) for table, privileges in ROLES[role].items() for privilege in privileges}


FORBIDDEN = {
    "must_web": {
        "collection_invitation": (SELECT, UPDATE, DELETE),
        "collection_delivery": (SELECT,),
        "collection_organisation": (SELECT,),
        "collection_publishedround": (SELECT, INSERT),
        "collection_roundkey": (SELECT,),
        "collection_ticket": (UPDATE, DELETE),
        "collection_resendrequest": (SELECT, UPDATE, DELETE),
        "collection_resendtally": (SELECT, INSERT, UPDATE, DELETE),
        "collection_unitreports": (SELECT, INSERT, UPDATE, DELETE),
        "collection_comparison": (SELECT, INSERT, UPDATE, DELETE),
        "procrastinate_jobs": (SELECT, INSERT),
    },
    "must_mailer": {
        "collection_unitreports": (SELECT, INSERT, UPDATE, DELETE),
        "collection_comparison": (SELECT, INSERT, UPDATE, DELETE),
        "collection_response": (SELECT, UPDATE, DELETE),
        "collection_ticket": (SELECT,),
        "collection_organisation": (SELECT,),
        "collection_publishedround": (SELECT,),
        "collection_roundkey": (SELECT,),
    },
    "must_worker": {
        "collection_invitation": (SELECT,),
        "collection_delivery": (SELECT,),
        "collection_ticket": (SELECT,),
        "collection_publishedround": (UPDATE, DELETE, TRUNCATE),
        "collection_unitreports": (SELECT, INSERT, UPDATE, DELETE),
        "collection_comparison": (SELECT, INSERT, UPDATE, DELETE),
        "collection_resendrequest": (SELECT, INSERT, UPDATE, DELETE),
        "collection_resendtally": (SELECT, INSERT, UPDATE, DELETE),
    },
    "must_reporter": {
        "collection_round": (SELECT,),
        "collection_response": (SELECT, INSERT, UPDATE, DELETE),
        "collection_invitation": (SELECT, INSERT, UPDATE, DELETE),
        "collection_delivery": (SELECT,),
        "collection_mailing": (SELECT,),
        "collection_ticket": (SELECT,),
        "collection_organisation": (SELECT,),
        "collection_gridcell": (SELECT,),
        "collection_roundkey": (SELECT,),
        "collection_publishedround": (INSERT, UPDATE, DELETE, TRUNCATE),
        "collection_comparison": (INSERT, UPDATE, DELETE),
        "collection_unitreports": (DELETE,),
        "collection_resendrequest": (SELECT,),
        "collection_resendtally": (SELECT,),
    },
    "must_operator": {
        "collection_response": (SELECT, UPDATE, DELETE),
        "collection_ticket": (SELECT,),
        "collection_organisation": (SELECT,),
        "collection_roundkey": (SELECT,),
        "collection_publishedround": (INSERT, UPDATE, DELETE, TRUNCATE),
        "collection_unitreports": (INSERT, DELETE),
        "collection_comparison": (DELETE,),
        "collection_resendrequest": (SELECT, INSERT, UPDATE, DELETE),
        "collection_resendtally": (SELECT, INSERT, UPDATE, DELETE),
    },
}
ATTEMPTS = {
    SELECT: "SELECT * FROM {}",
    INSERT: "INSERT INTO {} DEFAULT VALUES",
    UPDATE: "UPDATE {} SET round_id = NULL",
    DELETE: "DELETE FROM {}",
    TRUNCATE: "TRUNCATE {}",
}


@pytest.mark.promise("P07", "P22", "P23")
@pytest.mark.parametrize("role", FORBIDDEN)
def test_what_would_join_addresses_and_answers_is_refused(role: str) -> None:
    with login(role) as connected:
        for table, attempts in FORBIDDEN[role].items():
            for attempt in attempts:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connected.execute(sql.SQL(ATTEMPTS[attempt]).format(sql.Identifier(table)))


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("must_operator", "SELECT sealed_contact FROM collection_invitation"),
        ("must_operator", "SELECT locked_link FROM collection_invitation"),
        ("must_web", "UPDATE collection_round SET state = 'open'"),
        ("must_web", "UPDATE collection_round SET public_key = ''"),
        ("must_worker", "UPDATE collection_round SET pepper_check = ''"),
        ("must_mailer", "UPDATE collection_invitation SET sealed_contact = ''"),
        ("must_mailer", "UPDATE collection_delivery SET addressee = ''"),
        ("must_web", "SELECT count(*) FROM collection_resendrequest"),
        ("must_worker", "SELECT sealed FROM collection_resendrequest"),
        ("must_worker", "SELECT place FROM collection_resendrequest"),
        ("must_mailer", "UPDATE collection_resendrequest SET sealed = ''"),
        ("must_reporter", "SELECT enterprise_for_worker FROM collection_round"),
        ("must_reporter", "SELECT public_key FROM collection_round"),
        ("must_reporter", "UPDATE collection_round SET state = 'open'"),
        ("must_reporter", "UPDATE collection_unitreports SET unit = ''"),
        ("must_web", "CREATE TABLE mine (word text)"),
        ("must_web", "CREATE TEMPORARY TABLE mine (word text)"),
        ("must_worker", "COPY collection_response TO PROGRAM 'cat'"),
    ],
)
def test_single_columns_and_side_ways_are_refused_too(role: str, statement: str) -> None:
    with login(role) as connected, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connected.execute(statement)  # type: ignore[arg-type]


def test_a_table_that_nobody_granted_is_nobodys() -> None:
    granted = {table for tables_ in ROLES.values() for table in tables_}
    assert granted <= set(tables())
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE collection_new (word text)")
        cursor.execute("GRANT SELECT ON collection_new TO PUBLIC")
        cursor.execute("GRANT ALL ON collection_response TO must_mailer")
    grant()
    try:
        for role in ROLES:
            with login(role) as connected, pytest.raises(psycopg.errors.InsufficientPrivilege):
                connected.execute("SELECT * FROM collection_new")
        assert not {privilege for table, privilege in may("must_mailer") if table == "collection_response"}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE collection_new")


@pytest.fixture
def _each_in_its_own_role(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def become_and_log_in(process: str) -> None:
        become(process)
        go_on_as(f"must_{process}")

    monkeypatch.setattr(steps, "become", become_and_log_in)
    yield
    go_on_as(None)


@pytest.mark.usefixtures("_each_in_its_own_role")
def test_every_process_can_do_its_work_in_its_role() -> None:
    life = Life().invited()
    first, second = life.answer_all(life.links[:2])
    life.answer_all(life.links[2:15])
    read_answers(first)
    save_answers(second, {"role_clarity_1": None}, now=life.now)
    assert resume_attempt(life.survey, first.link, first.code)
    withdraw(first)
    ask(round_id=life.id, typed="person2.los@kyst.example")
    steps.become("worker")
    do_what_is_due(now=life.now)
    steps.become("mailer")
    resend_links(round_id=life.id, server=life.outbox, clock=life.clock.now)
    assert life.outbox.mails[-1].to == ["person2.los@kyst.example"]
    steps.become("operator")
    life.pass_days(7)
    remind(round_id=life.id, now=life.now)
    life.send()
    steps.become("worker")
    shuffle(round_id=life.id)
    do_what_is_due(now=life.now)
    life.published()
    steps.become("mailer")
    destroy_link_key(round_id=life.id)
    steps.become("operator")
    stands = status(life.id)
    assert (stands.state, stands.link_key_destroyed, stands.invited) == (RoundState.PUBLISHED, True, 31)


@pytest.mark.promise("P09", "P22")
@pytest.mark.usefixtures("_each_in_its_own_role")
def test_the_reporter_makes_reports_in_its_role_without_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "rendered", lambda *_: b"")
    monkeypatch.setattr(batch, "index_of", lambda *_: "")
    life = Life().invited()
    life.published()
    steps.become("reporter")
    render_some(round_id=life.id, directory=tmp_path)
    assert not list((keys() / "reporter").rglob("*.key"))
    steps.become("operator")
    compare_round(round_id=life.id, beside=ALONE)
    assert made(life.id).done == 0
    steps.become("reporter")
    render_some(round_id=life.id, directory=tmp_path)
    steps.become("operator")
    assert made(life.id).listed
    steps.become("worker")
    do_what_is_due(now=life.now)


@pytest.mark.usefixtures("_each_in_its_own_role")
def test_the_worker_closes_what_is_due_in_its_role() -> None:
    life = Life().invited()
    life.clock.set(life.row.closes)
    steps.become("worker")
    do_what_is_due(now=life.now)
    assert life.row.state == RoundState.CLOSING


@pytest.mark.usefixtures("_each_in_its_own_role")
def test_the_mailer_writes_down_what_comes_of_mails_in_its_role(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def put_off(mail: EmailMultiAlternatives) -> None:
        if mail.to[0].startswith("toppsjef"):
            raise PutOff("451")

    (tmp_path / "new").mkdir()
    monkeypatch.setattr(settings, "BOUNCES", tmp_path)
    life = Life()
    life.outbox.refuses = put_off
    life.invited()
    mail = life.outbox.mails[0]
    (tmp_path / "new/report").write_text(f"To: {mail.from_email}\nX-Failed-Recipients: {mail.to[0]}\n\n")
    steps.become("mailer")
    collect_bounces(directory=tmp_path)
    steps.become("operator")
    life.pass_days(7)
    remind(round_id=life.id, now=life.now, last=True)
    life.outbox.refuses = lambda mail: None
    steps.become("mailer")
    send_mailing(mailing_id=Mailing.objects.get(last=True).pk, server=life.outbox, clock=life.clock.now)
    steps.become("worker")
    do_what_is_due(now=life.now)
    steps.become("mailer")
    destroy_link_key(round_id=life.id)
    steps.become("operator")
    invitation, reminder = status(life.id).mailings
    assert (invitation.accepted, invitation.deferred, invitation.bounced, invitation.collects_bounces) == (29, 1, 1, True)
    assert (reminder.accepted, reminder.last, status(life.id).link_key_destroyed) == (31, True, True)
