"""The help of commands in Chinese. Its headings are the framework's and stay English."""

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from detector.translation import translated_help


def translate_help(command: object) -> None:
    """Put the help of a command, and of those below it, into Chinese."""
    if not isinstance(command, TyperGroup | TyperCommand):
        return
    command.help = command.help and translated_help(command.help)
    command.short_help = command.short_help and translated_help(command.short_help)
    for parameter in command.get_params(typer.Context(command)):
        if isinstance(parameter, TyperArgument | TyperOption):
            parameter.help = parameter.help and translated_help(parameter.help)
    for below in command.commands.values() if isinstance(command, TyperGroup) else ():
        translate_help(below)
