"""Whatever a user sees has Chinese: errors, phrases, pages."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from detector import errors
from detector.cli import app, diagnostics
from detector.settings import Settings
from detector.translation import catalogue, description_catalogue, help_catalogue
from tests.house.new_rule import ROOT

PACKAGE = ROOT / "detector"
MODULES = sorted(PACKAGE.rglob("*.py"))
HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2}")
FIGURE = re.compile(r"\d+(?:\.\d+)?")
PLACE = re.compile(r"\{[^{}]*\}")
ERRORS = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)
}
RAISED_IN_PARTS = {"BadParameter", "_WrongField", "Lost"}
"""Errors whose texts become parts of other errors' messages."""


def told(node: ast.expr, scope: ast.AST) -> Iterator[str]:
    """The sentences that an argument may be, with numbered places for values; none for a passed-on text."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            places = iter(range(len(parts)))
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else f"{{{next(places)}}}" for part in parts
            )
        case ast.IfExp(body=one, orelse=other):
            yield from told(one, scope)
            yield from told(other, scope)
        case ast.Name(id=name):
            for statement in ast.walk(scope):
                if isinstance(statement, ast.Assign) and any(
                    isinstance(target, ast.Name) and target.id == name for target in statement.targets
                ):
                    yield from told(statement.value, ast.Module([], []))


def raised(module: Path) -> Iterator[tuple[int, str]]:
    """Line and sentence of each message and hint of an error that a module makes."""
    tree = ast.parse(module.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name not in ERRORS | RAISED_IN_PARTS:
            continue
        around = [one for one in functions if one.lineno <= call.lineno <= (one.end_lineno or one.lineno)]
        for argument in call.args:
            local = [text for function in around for text in told(argument, function)]
            for text in local or told(argument, tree):
                yield call.lineno, text


def pieces(sentence: str) -> str:
    return PLACE.sub("{}", sentence)


KNOWN = {pieces(english) for english in catalogue()}


def test_every_error_has_chinese() -> None:
    lacking = [
        (str(module.relative_to(PACKAGE)), line, text)
        for module in MODULES
        for line, text in raised(module)
        if LATIN.search(PLACE.sub("", text))
        and not text.startswith("pip install")
        and pieces(text) not in KNOWN
    ]
    assert lacking == [], "add them to detector/translations.toml"


def test_every_sentence_of_the_catalogue_is_chinese_with_the_same_places() -> None:
    for english, chinese in catalogue().items():
        numbered = sorted(re.findall(r"\{(\d)\}", english))
        assert sorted(set(re.findall(r"\{(\d)、?\}", chinese))) == numbered, english
        bare = PLACE.sub("", english)
        assert HAN.search(chinese) or not LATIN.search(bare) or ":" in bare, english


def helps(command: object) -> Iterator[str]:
    """The help of a command, of its parameters and of the commands below it."""
    assert isinstance(command, TyperCommand | TyperGroup)
    texts = [command.help, *(getattr(one, "help", "") for one in command.get_params(typer.Context(command)))]
    yield from filter(None, texts)
    for below in command.commands.values() if isinstance(command, TyperGroup) else ():
        yield from helps(below)


def test_every_help_has_chinese_and_no_other_is_kept() -> None:
    shown = {part for text in helps(typer.main.get_command(app)) for part in text.split("\n\n")}
    paragraphs = {" ".join(paragraph.split()) for paragraph in shown}
    assert paragraphs == set(help_catalogue()), "mend the table [help] of detector/translations.toml"
    assert all(HAN.search(chinese) for chinese in help_catalogue().values())


def test_every_setting_and_kind_of_error_has_chinese_with_the_same_figures_and_no_other_is_kept() -> None:
    shown = {setting.description for setting in diagnostics.setting_values(Settings(), {})}
    shown |= {(inspect.getdoc(getattr(errors, name)) or "").partition("\n")[0] for name in ERRORS}
    assert shown == set(description_catalogue()), "mend [descriptions] in detector/translations.toml"
    for english, chinese in description_catalogue().items():
        assert HAN.search(chinese), english
        assert sorted(FIGURE.findall(chinese)) == sorted(FIGURE.findall(english)), english


def test_every_phrase_in_two_languages_has_chinese() -> None:
    lacking = [
        (str(module.relative_to(PACKAGE)), line, english)
        for module in MODULES
        for line, english, chinese in phrases(module)
        if chinese not in ("English", "ID")
        and LATIN.search(PLACE.sub("", english))
        and not HAN.search(chinese)
    ]
    assert lacking == []


def phrases(module: Path) -> Iterator[tuple[int, str, str]]:
    """Line, English and Chinese of each phrase that stands in a module."""
    tree = ast.parse(module.read_text("utf-8"))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if getattr(call.func, "id", "") == "Localized" and len(call.args) == 2:
            english, chinese = ("".join(told(argument, tree)) for argument in call.args)
            yield call.lineno, english, chinese


@pytest.mark.parametrize("template", sorted(PACKAGE.rglob("*.html")), ids=lambda file: file.name)
def test_a_page_has_no_words_of_its_own(template: Path) -> None:
    text = template.read_text("utf-8")
    text = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->|\{#.*?#\}", "", text, flags=re.DOTALL)
    text = re.sub(
        r"\{[{%].*?[%}]\}|\$\{?\w+\}?|<kbd>.*?</kbd>|<[^>]*>|[\w-]+=\"[^\"]*\"|&\w+;",
        " ",
        text,
        flags=re.DOTALL,
    )
    assert LATIN.findall(text) == []


NOT_SAID = {
    "识读": "识别",
    "发放": "核发，编号主体",
    "显著位置": "明显位置",
    "标明": "标注",
    "宣传片": "宣传推广素材",
    "推广引流": "引流推送",
    "不满20分钟": "少于20分钟",
    "规定出处": "法规依据",
    "由应用": "由客户端（App）",
    "一剧一号": "节目唯一许可证号（登记备案号）",
    "省级部门": "省级广播电视主管部门",
    "片目": "片单",
    "经办": "审核员",
    "待办": "待审",
    "集号": "第几集",
}
"""What officers and reviewers do not say, and what they say in its place."""


@pytest.mark.parametrize("suffix", [".py", ".md", ".html", ".toml"])
def test_wording_is_that_of_officers_and_reviewers(suffix: str) -> None:
    # What people write in the headings of their own tables is read in any wording.
    files = (file for file in PACKAGE.rglob(f"*{suffix}") if file.name != "headings.toml")
    said = {file: "".join(file.read_text("utf-8").split()) for file in files}
    found = [
        f"{file}: {word}, better {NOT_SAID[word]}" for file in said for word in NOT_SAID if word in said[file]
    ]
    assert found == []
