"""Addresses of the collection zone's pages. A round's pages lie below `/s/<its code>/`, and its cookie goes there only."""

from __future__ import annotations

from django.urls import include, path

from must.collection.web import accessibility, answers, aside, examples, front, leave, resends, start, trial

participant = [
    path("", start.start_page, name="start_page"),
    path("start", start.start, name="start"),
    path("continue", start.continue_page, name="continue"),
    path("code", start.code_page, name="code"),
    path("page/<int:number>", answers.theme_page, name="page"),
    path("pause", leave.pause, name="pause"),
    path("forget", leave.forget_here, name="forget"),
    path("forgotten", leave.forgotten, name="forgotten"),
    path("done", leave.done, name="done"),
    path("withdraw", leave.withdraw, name="withdraw"),
    path("withdrawn", leave.withdrawn, name="withdrawn"),
    path("resend", resends.resend, name="resend"),
    path("resent", resends.resent, name="resent"),
    path("letter", aside.letter, name="letter"),
    path("contact", aside.contact, name="contact"),
    path("accessibility", accessibility.accessibility_of_round, name="accessibility"),
]

anybody = [
    path("", trial.chooser, name="try"),
    path("begin", trial.begin, name="begin"),
    path("clear", trial.clear, name="clear"),
    path("<str:what>/page/<int:number>", trial.trial_page, name="page"),
    path("<str:what>/done", trial.done, name="done"),
    path("<str:what>/letter", trial.letter, name="letter"),
    path("<str:what>/contact", trial.contact, name="contact"),
    path("<str:what>/accessibility", trial.accessibility, name="accessibility"),
]

urlpatterns = [
    path("", front.front, name="front"),
    path("accessibility", accessibility.accessibility, name="accessibility"),
    path("examples", examples.examples, name="examples"),
    path("try/", include((anybody, "trial"))),
    path("s/<slug:code>/", include((participant, "form"))),
]
