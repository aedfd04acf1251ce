"""The heartbeat: what is due is done, what is undone is queued again, by our clock."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker

from must.collection import jobs
from must.collection.actions.due import do_what_is_due
from must.collection.adapters.queue import EVERY_ROUND, QUEUES, Job, forget_the_dead, queue
from must.collection.models import Mailing, Round
from must.core.campaign.states import RoundState

from .life import Life, become
from .queued import queued


def waiting() -> set[tuple[str, str]]:
    """The jobs that wait and are of one round."""
    of_a_round = ProcrastinateJob.objects.filter(status="todo").exclude(args={"subject": str(EVERY_ROUND)})
    return set(of_a_round.values_list("task_name", "args__subject"))


@pytest.fixture(autouse=True)
def _empty_queue(db: None) -> None:
    app.connector.execute_query("DELETE FROM procrastinate_jobs")


def test_every_job_is_registered_under_its_name_in_its_queue() -> None:
    assert jobs.__all__
    for job in Job:
        assert app.tasks[job.value].queue == QUEUES[job]


def test_a_job_waits_once_and_says_nothing_but_an_opaque_id() -> None:
    subject = UUID(int=5)
    for _ in range(3):
        queue(Job.SHUFFLE, subject)
    (job,) = ProcrastinateJob.objects.all()
    assert (job.args, job.scheduled_at, job.queue_name) == ({"subject": str(subject)}, None, "worker")


@pytest.mark.parametrize(
    ("state", "due"),
    [
        ("draft", set()),
        ("ready", {Job.PREPARE_ROUND}),
        ("prepared", set()),
        ("opened", {Job.MINT_LINKS}),
        ("invited", set()),
        ("closed", {Job.PUBLISH, Job.DESTROY_LINK_KEY}),
        ("published", {Job.DESTROY_LINK_KEY, Job.RENDER_REPORTS}),
    ],
)
def test_what_a_round_misses_is_queued(life: Life, state: str, due: set[Job]) -> None:
    if state in {"closed", "published"}:
        life.invited()
    getattr(life, state)()
    app.connector.execute_query("DELETE FROM procrastinate_jobs")
    become("worker")
    do_what_is_due(now=life.now)
    assert waiting() == {(job.value, str(life.id)) for job in due}


@pytest.mark.promise("P07")
@pytest.mark.parametrize("state", ["open", "closed", "published"])
def test_answers_are_shuffled_as_long_as_there_are_any(life: Life, state: str) -> None:
    """The last ones come shortly before the close, and a withdrawal after it writes too."""
    life.invited().answer_all(life.links[:2])
    if state != "open":
        getattr(life, state)()
    app.connector.execute_query("DELETE FROM procrastinate_jobs")
    become("worker")
    do_what_is_due(now=life.now)
    assert queued(Job.SHUFFLE, life.id)


def test_a_reminder_that_was_interrupted_is_queued_again(life: Life) -> None:
    life.invited()
    mailing = Mailing(round_id=life.id, kind="reminder", number=1, ordered=life.now)
    Mailing.objects.bulk_create([mailing])
    do_what_is_due(now=life.now)
    assert queued(Job.SEND_MAILING, mailing.pk)


@pytest.mark.promise("P21")
def test_a_round_closes_by_itself_at_its_last_moment(life: Life) -> None:
    life.invited()
    closes = life.row.closes
    life.clock.set(closes)
    app.connector.execute_query("DELETE FROM procrastinate_jobs")
    become("worker")
    do_what_is_due(now=life.now)
    assert life.row.state == RoundState.CLOSING
    assert life.row.closes == closes
    assert {Job.PUBLISH.value, Job.DESTROY_LINK_KEY.value} == {name for name, _ in waiting()}


@pytest.mark.promise("P07")
def test_nothing_that_a_respondent_does_is_queued(life: Life) -> None:
    life.invited()
    app.connector.execute_query("DELETE FROM procrastinate_jobs")
    life.answer_all(life.links[:3])
    assert waiting() == set()
    assert Round.objects.count() == 1


@pytest.mark.promise("P07")
def test_what_was_done_leaves_neither_job_nor_time_behind(transactional_db: None) -> None:
    life = Life().invited()
    life.answer_all(life.links[:2])
    become("worker")
    do_what_is_due(now=life.now)
    assert queued(Job.SHUFFLE, life.id)
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(queues=["worker"], wait=False, install_signal_handlers=False, listen_notify=False)
    assert not ProcrastinateJob.objects.filter(queue_name="worker").exists()
    assert not ProcrastinateEvent.objects.filter(job__queue_name="worker").exists()
    assert not ProcrastinateEvent.objects.exclude(job__in=ProcrastinateJob.objects.all()).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("inside_a_worker", [False, True])
def test_a_job_is_queued_with_what_it_is_for_or_not_at_all(inside_a_worker: bool) -> None:
    connector = app.connector.get_worker_connector() if inside_a_worker else app.connector  # type: ignore[attr-defined]

    def be_killed() -> None:
        with transaction.atomic():
            queue(Job.SHUFFLE, UUID(int=5))
            raise InterruptedError

    with app.replace_connector(connector):
        with pytest.raises(InterruptedError):
            be_killed()
        assert waiting() == set()
        queue(Job.SHUFFLE, UUID(int=5))
    assert waiting() == {("shuffle", str(UUID(int=5)))}


def begun(job: Job, *, signs_of_life: bool) -> int:
    """Queue a job and have a worker begin it and go no further; the worker's number."""
    queue(job, UUID(int=5))
    (row,) = app.connector.execute_query_all("SELECT * FROM procrastinate_register_worker_v1()")
    worker: int = row["worker_id"]
    app.connector.execute_query_all("SELECT id FROM procrastinate_fetch_job_v2(%(queues)s, %(worker)s)", queues=None, worker=worker)
    if not signs_of_life:
        app.connector.execute_query(
            "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute' WHERE id = %(worker)s", worker=worker
        )
    return worker


@pytest.mark.promise("P07")
def test_nothing_stays_of_the_jobs_of_killed_processes() -> None:
    begun(Job.PUBLISH, signs_of_life=False)
    begun(Job.SHUFFLE, signs_of_life=True)
    queue(Job.MINT_LINKS, UUID(int=5))
    forget_the_dead()
    assert set(ProcrastinateJob.objects.values_list("task_name", "status")) == {("shuffle", "doing"), ("mint_links", "todo")}
    assert set(ProcrastinateEvent.objects.values_list("job__task_name", flat=True)) == {"shuffle", "mint_links"}
    assert ProcrastinateWorker.objects.count() == 1


def test_a_killed_job_is_queued_again_though_its_row_says_that_it_is_done_at_this_moment(life: Life) -> None:
    life.invited().closed()
    app.connector.execute_query("DELETE FROM procrastinate_jobs")
    become("worker")
    do_what_is_due(now=life.now)
    app.connector.execute_query("UPDATE procrastinate_jobs SET status = 'doing'")
    do_what_is_due(now=life.now)
    assert {Job.PUBLISH.value, Job.DESTROY_LINK_KEY.value} <= {name for name, _ in waiting()}


def test_the_heartbeat_beats_every_minute_and_clears_up() -> None:
    (beat,) = app.periodic_registry.periodic_tasks.values()
    assert (beat.task.name, beat.cron, beat.task.queue) == ("tick", "* * * * *", "worker")
    begun(Job.PUBLISH, signs_of_life=False)
    beat.task.func(timestamp=0)
    assert waiting() == set()
    assert not ProcrastinateJob.objects.exists()
