"""What the documents say is so."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

import detector
from detector import cli, errors
from detector.law.rules import RULES
from detector.law.tables.loader import extended, shipped
from detector.law.verdict.assumptions import ASSUMPTIONS
from detector.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def error_classes(
    kind: type[errors.DetectorError] = errors.DetectorError,
) -> list[type[errors.DetectorError]]:
    return [kind, *(sub for child in kind.__subclasses__() for sub in error_classes(child))]


def test_there_are_two_lines_to_copy_one_to_run_and_one_to_test() -> None:
    run, test = blocks("sh")
    assert run.count("\n") == test.count("\n") == 1
    assert "detector scan sample_videos" in run
    assert test.endswith(".venv/bin/poe check\n")


def test_the_python_example_gives_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (example,) = blocks("python")
    test = doctest.DocTestParser().get_doctest(example, {}, "README", "README.md", 0)
    assert doctest.DocTestRunner().run(test) == doctest.TestResults(0, len(test.examples))


def test_the_console_example_gives_what_it_shows() -> None:
    command, _, shown = blocks("text")[0].partition("\n")
    done = subprocess.run(
        [sys.executable, "-m", *command.removeprefix("$ ").split(), "--format", "console"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == shown


def test_every_command_and_every_option_of_scan_is_explained() -> None:
    commands = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]
    for command in commands:
        assert f"| `detector {command} " in README or f"| `detector {command}`" in README
    rows = "\n".join(line for line in REFERENCE.splitlines() if line.startswith("| `-"))
    documented = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", rows))
    options = commands["scan"].params
    real = {flag for option in options for flag in (*option.opts, *option.secondary_opts) if flag[0] == "-"}
    assert documented == real - {"--help"}


def test_every_option_of_the_registry_is_explained() -> None:
    section = REFERENCE.partition("\n## The registry\n")[2].partition("\n## ")[0]
    group = typer.main.get_command(cli.app).commands["registry"]  # type: ignore[attr-defined]
    commands = {**group.commands, **group.commands["dossier"].commands}
    for name, command in commands.items():
        assert f"`{name}" in section or f"`dossier {name}" in section, name
        for option in command.params:
            flags = [flag for flag in option.opts if flag.startswith("--")]
            assert not flags or any(f"{flag}`" in section or f"{flag} " in section for flag in flags), flags


def test_the_example_of_provisions_is_read() -> None:
    policy, rows = re.findall(r"^```toml\n(.*?)^```$", REFERENCE, re.MULTILINE | re.DOTALL)
    law = extended("docs/reference.md", policy + rows)
    assert law.app_named("星光短剧") == "星光"
    assert law.policy("house").min_marker_ms == 2_000


def test_every_policy_is_explained() -> None:
    section = REFERENCE.partition("## Policies")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([\w-]+)` \|", section, re.MULTILINE) == [row.id for row in shipped().policies]


def test_every_assumption_is_explained() -> None:
    rows = dict(re.findall(r"^\| `([\w-]+-unknown)` \| (.+) \|$", REFERENCE, re.MULTILINE))
    assert rows == {code: assumed.consequence.en for code, assumed in ASSUMPTIONS.items()}


def test_every_error_is_explained_with_its_exit_code() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\d+) \| \S", REFERENCE, re.MULTILINE))
    known = {
        kind.__name__: str(kind.exit_code) for kind in error_classes() if kind.__module__ == errors.__name__
    }
    assert rows == known
    for kind in error_classes():
        assert kind.__doc__


def test_every_exit_code_is_explained() -> None:
    rows = {int(code) for code in re.findall(r"^\| (\d+) \| ", REFERENCE, re.MULTILINE)}
    assert rows == {*errors.EXIT_ORDER, 2, 130}


def test_every_public_name_is_explained_and_there() -> None:
    section = README.partition("## In Python")[2].partition("\n## ")[0]
    for public in detector.__all__:
        assert getattr(detector, public) is not None
        assert public.startswith("__") or re.search(rf"\b{public}\b", section), public


def test_every_setting_says_what_it_is() -> None:
    for stage in Settings.model_fields:
        for knob, field in type(getattr(Settings(), stage)).model_fields.items():
            assert field.description, f"{stage}.{knob}"


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", "docs/reference.md", "docs/service.md", "docs/desk.md"]
)
def test_every_link_and_path_leads_somewhere(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    paths = re.findall(r"`((?:detector|tests|models|sample_videos)/[\w./]*)`", text)
    for link in links:
        assert ((ROOT / document).parent / link).exists(), link
    for path in paths:
        assert (ROOT / path).exists(), path


def test_the_changelog_knows_this_version() -> None:
    assert f"## [{detector.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("span", [r"(NMD\d+)(?: to (NMD\d+))?", r"(NMD\d+)(?:至(NMD\d+))?"])
def test_the_document_on_the_law_names_every_rule(span: str) -> None:
    english, chinese = (ROOT / "docs" / "law.md").read_text("utf-8").split("\n# 法规依据")
    text = english if " to " in span else chinese
    spans = [(first, last or first) for first, last in re.findall(span, text)]
    for rule in RULES:
        named = any(first <= rule.code <= last for first, last in spans)
        assert named or rule.code.startswith("NMD9"), rule.code
