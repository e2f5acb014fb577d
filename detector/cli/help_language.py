"""The help of commands in Chinese. Its headings are the framework's and stay English."""

from collections.abc import Callable

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from detector.translation import translated_help

HELP_FLAGS = ["-h", "--help"]


def with_chinese_help(app: typer.Typer) -> Callable[..., int | None]:
    """The commands of an app, made anew, with their help in Chinese."""
    commands = typer.main.get_command(app)
    _translate(commands)
    return commands


def _translate(command: object) -> None:
    if not isinstance(command, TyperGroup | TyperCommand):
        return
    command.help = command.help and translated_help(command.help)
    command.short_help = command.short_help and translated_help(command.short_help)
    for parameter in command.get_params(typer.Context(command, help_option_names=HELP_FLAGS)):
        if isinstance(parameter, TyperArgument | TyperOption):
            parameter.help = parameter.help and translated_help(parameter.help)
    for below in command.commands.values() if isinstance(command, TyperGroup) else ():
        _translate(below)
