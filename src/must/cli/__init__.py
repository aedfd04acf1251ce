"""The `must` command. Each subcommand is a module of its own and is loaded only when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from must.cli.faults import told

COMMANDS = {
    "attack": "what an adversary could learn from a publication",
    "averages": "averages across enterprises, from all publications of a year",
    "demo": "the whole survey in a local world: staff file, mails, answers, reports",
    "instrument": "check and show instruments",
    "report": "reports from answers collected elsewhere",
    "round": "run a survey round",
}


class LazyCommands(click.Group):
    """Finds `must NAME` in `must.cli.NAME`, where it is called `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (as above)
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"must.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; whatever goes wrong in any of them is told, never thrown at the user."""
        with told():
            return super().invoke(ctx)


@click.group(cls=LazyCommands)
@click.version_option(package_name="must")
def main() -> None:
    """MUST: work-environment surveys in state enterprises."""
