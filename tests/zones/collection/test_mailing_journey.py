"""A mailing of 400 by a server that fails in every way at every step: each address is mailed at most once, and the counts are right."""

from __future__ import annotations

import random
from collections import Counter
from itertools import count

import pytest

from must.collection.actions import invitations, rounds
from must.collection.actions.sealed import Contact
from must.collection.adapters.rings import ring
from must.collection.adapters.smtp import smtp
from must.collection.models import Delivery, Invitation, Mailing
from must.core.campaign.reminders import REST

from .flaky import HANGS_UP, TAKES_AND_HANGS_UP, Flaky, Step
from .life import Life, become, staff_file

PEOPLE = 400
HUNG_UP_ON = 3
"""People of whom the server never hears without hanging up: the seventh of each unit."""
LOST = (HANGS_UP, TAKES_AND_HANGS_UP)

FAULTS: dict[Step, tuple[tuple[str, float], ...]] = {
    Step.CONNECT: ((HANGS_UP, 0.05), ("421 too many", 0.05)),
    Step.EHLO: ((HANGS_UP, 0.05), ("421 too many", 0.05)),
    Step.MAIL: ((HANGS_UP, 0.01), ("421 too many", 0.01), ("451 later", 0.01)),
    Step.RCPT: ((HANGS_UP, 0.01), ("450 greylisted", 0.05), ("550 nobody", 0.02), ("421 bye", 0.01)),
    Step.DATA: ((HANGS_UP, 0.01), ("451 later", 0.01), ("554 never", 0.01)),
    Step.CONTENT: ((HANGS_UP, 0.01),),
    Step.END: (
        *((HANGS_UP, 0.01), (TAKES_AND_HANGS_UP, 0.015)),
        *(("451 later", 0.01), ("554 spam", 0.01), ("421 bye", 0.01)),
    ),
}
"""How often what happens: each of these at least once to so many people."""


class Fate:
    """What the server does to whom, by lot; and to some always the same: it hangs up whenever it hears of them."""

    def __init__(self, seed: int) -> None:
        self._lot = random.Random(seed)  # noqa: S311 (the same lot in every run)
        self.lost: set[str] = set()
        self.refused: set[str] = set()
        self.drawn: set[tuple[Step, str]] = set()
        self._reached: Counter[Step] = Counter()

    def __call__(self, step: Step, recipient: str) -> str | None:
        if step is Step.RCPT and recipient.startswith("person7."):
            return HANGS_UP
        does = self._drawn(step)
        if step in {Step.CONTENT, Step.END} and does in LOST:
            self.lost.add(recipient)
        elif recipient and does and does.startswith("55"):
            self.refused.add(recipient)
        else:  # where it was refused before any was taken, it is offered again
            self.refused.discard(recipient)
        return does

    def _drawn(self, step: Step) -> str | None:
        """By lot; and each fault of a step once for certain, since how many draws there are hangs on the links' random order."""
        self._reached[step] += 1
        faults = dict(FAULTS[step])
        turn, rest = divmod(self._reached[step], len(faults) + 2)
        never_yet = [does for does in faults if (step, does) not in self.drawn]
        if never_yet and turn and not rest:
            does: str | None = never_yet[0]
        else:
            (does,) = self._lot.choices([*faults, None], [*faults.values(), 1 - sum(faults.values())])
        if does is not None:
            self.drawn.add((step, does))
        return does


def states_by_address(life: Life) -> dict[str, str]:
    become("mailer")
    key = ring().private_key
    states = {invitations.addressees(row.mailing_id).read(row.addressee): row.state for row in Delivery.objects.all()}
    opened = (
        (Contact.open(bytes(row.sealed_contact), key, round_id=life.id, invitation=row.pk), row.pk) for row in Invitation.objects.all()
    )
    return {contact.email: states[invitation] for contact, invitation in opened}


@pytest.mark.promise("P06")
@pytest.mark.parametrize("seed", [1])
def test_everybody_is_mailed_at_most_once_whatever_the_server_does(db: None, seed: int) -> None:
    life = Life(staff=staff_file({"Havneavdelingen": 150, "Losavdelingen": 150, "Fyrseksjonen": 99})).opened()
    become("mailer")
    invitations.mint_links(round_id=life.id)
    mailing, fate = Mailing.objects.get(), Fate(seed)
    with Flaky(fate) as flaky:
        for run in count(1):
            try:
                with smtp(flaky.address) as server:
                    invitations.send_mailing(mailing_id=mailing.pk, server=server, clock=life.clock.now)
            except invitations.MailServerTrouble:
                pass
            life.clock.set(life.now + REST)
            if Delivery.objects.filter(state__in=invitations.UNSENT).count() == HUNG_UP_ON:
                break
            assert run < 200
    assert fate.drawn == {(step, does) for step, faults in FAULTS.items() for does, _ in faults}
    assert max(Counter(flaky.taken).values()) == 1
    by_address, taken = states_by_address(life), set(flaky.taken)
    accepted, in_doubt, refused, deferred = (
        {address for address, state in by_address.items() if state == wanted}
        for wanted in ("accepted", "handed_over", "refused", "deferred")
    )
    assert len(accepted | in_doubt | refused | deferred) == PEOPLE
    assert accepted <= taken <= accepted | in_doubt
    assert in_doubt <= fate.lost
    assert refused == fate.refused
    assert deferred == {address for address in by_address if address.startswith("person7.")}
    assert len(taken) > 0.9 * PEOPLE
    become("operator")
    (stands,) = rounds.status(life.id).mailings
    assert (stands.accepted, stands.refused, stands.deferred, stands.in_doubt) == tuple(map(len, (accepted, refused, deferred, in_doubt)))
    life.pass_days(2)
    rounds.remind(round_id=life.id, now=life.now)  # whom the server always hangs up on holds nobody up
