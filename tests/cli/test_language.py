"""Which language a run speaks, and what it says in Chinese."""

import json
from pathlib import Path

import pytest

from detector.cli.language import output_language
from detector.i18n import Lang
from detector.law.rules import RULES
from detector.scanner import judge
from detector.settings import Settings
from tests.auditor.test_stored_results import stored
from tests.cli.conftest import Run
from tests.test_rejudge import AFTER, BEFORE, EPISODE, OPENING, judged

CHINESE = "zh_CN.UTF-8"


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", CHINESE)


@pytest.mark.parametrize(
    ("variables", "lang"),
    [
        ({}, "en"),
        ({"LANG": CHINESE}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LC_MESSAGES": "de_DE", "LANG": CHINESE}, "en"),
        ({"LC_ALL": CHINESE, "LC_MESSAGES": "en_GB", "LANG": "en_GB"}, "zh"),
        ({"LC_ALL": "", "LANG": CHINESE}, "zh"),
        ({"LC_ALL": "C"}, "en"),
    ],
)
def test_the_first_variable_that_is_set_decides(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], lang: Lang
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert (output_language("auto", "console"), output_language("auto", "html")) == (lang, lang)
    assert {output_language("auto", name) for name in ("json", "jsonl", "csv")} == {"en"}
    assert (output_language("en", "console"), output_language("zh", "jsonl")) == ("en", "zh")


@pytest.mark.parametrize("format_name", ["json", "jsonl", "csv"])
def test_what_programs_read_does_not_depend_on_the_locale(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_name: str
) -> None:
    file = stored(tmp_path, judged(AFTER))
    ended = []
    for locale in ("C.UTF-8", CHINESE):
        monkeypatch.setenv("LC_ALL", locale)
        ended.append(run("rejudge", file, "--format", format_name, "--as-of", str(AFTER)))
    assert ended[0] == ended[1]
    assert "a number of category" in ended[0].out


@pytest.mark.usefixtures("chinese")
def test_what_is_saved_for_later_does_not_depend_on_the_language(staged: Path, run: Run) -> None:
    (staged / "fail.mp4").touch()
    for lang in ("en", "zh"):
        run("scan", "-j1", "fail.mp4", "--openings", f"{lang}.jsonl", "--lang", lang, "--as-of", "2026-01-01")
    assert (staged / "en.jsonl").read_bytes() == (staged / "zh.jsonl").read_bytes()


@pytest.mark.parametrize("how", ["flag", "environment", "file"])
def test_the_language_is_a_setting(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    file = stored(tmp_path, judged(AFTER))
    (tmp_path / "detector.toml").write_text('[report]\nlang = "zh"\n', "utf-8")
    if how == "environment":
        monkeypatch.setenv("DETECTOR_REPORT__LANG", "zh")
    config = str(tmp_path / "detector.toml")
    flags = {"flag": ["--lang", "zh"], "file": ["--config", config]}.get(how, [])
    ended = run("rejudge", file, "--format", "jsonl", "--as-of", str(AFTER), *flags)
    _, finding = json.loads(ended.out)["findings"]
    assert finding["message"].startswith(
        "（番茄）网微剧备字（2026）第847205号的类别为“其他”；按500,000元的投资额（人工智能）应为"
    )
    assert finding["source"]["clause"] == "人工智能微短剧三个类别的投资额标准"
    assert (finding["code"], finding["name"], finding["severity"]) == ("NMD401", "category-too-low", "block")


def test_the_language_changes_no_verdict_and_no_recipe(run: Run, tmp_path: Path) -> None:
    file = stored(tmp_path, judged(AFTER))
    one, other = (
        json.loads(run("rejudge", file, "--format", "jsonl", "--as-of", str(AFTER), "--lang", lang).out)
        for lang in ("en", "zh")
    )
    for result in (one, other):
        for finding in result["findings"]:
            del finding["message"], finding["source"]["clause"]
    assert one == other


@pytest.mark.usefixtures("chinese")
def test_a_report_in_chinese(run: Run, tmp_path: Path) -> None:
    file = stored(tmp_path, judged(BEFORE))
    ended = run("rejudge", file, "--format", "console", "--as-of", str(AFTER))
    assert ended.err.startswith("ep01: 通过 → 不通过; +NMD401 （番茄）网微剧备字")
    assert ended.out.splitlines()[:5] == [
        "✗ 不通过    ep01.mp4",
        "    （番茄）网微剧备字（2026）第847205号",
        "    其他微短剧 · 平台（番茄） · 0.0–4.0秒 · 置信度0.980",
        "    不得上线传播、引流推送、首页首屏推荐（NMD401）",
        "    NMD108 缺少人工智能标识（警告）：片头未识别到人工智能生成合成内容标识。（置",
    ]
    assert ended.out.splitlines()[-1] == "共1集：不通过1集"
    assert "→ 按应属类别重新履行规划备案和成片审查，并标注相应编号，或更正有关情况。" in "".join(
        ended.out.split("\n    ")
    )


def test_a_page_in_chinese_says_so(run: Run, tmp_path: Path) -> None:
    file = stored(tmp_path, judge(EPISODE, OPENING, Settings(), AFTER))
    page = run("rejudge", file, "--format", "html", "--lang", "zh").out
    assert '<html lang="zh-Hans">' in page
    assert "<h1>微短剧编号检查报告</h1>" in page
    assert "以下情况未提供（可选）" in page


def test_a_manual_in_chinese(run: Run) -> None:
    manual = run("rules", "NMD201", "--lang", "zh").out
    assert manual.startswith("NMD201 使用其他平台编号：编号系其他平台的备案号。\n\n检查内容\n    ")
    assert "严重程度：拦截\n适用期间：自2024-06-01起\n法规依据：广电办发〔2024〕35号，各平台" in manual
    assert run("rules", "NMD201").out.startswith("NMD201 foreign-platform: ")


@pytest.mark.usefixtures("chinese")
def test_the_list_of_rules_in_chinese(run: Run) -> None:
    rows = run("rules").out.splitlines()
    assert len(rows) == len(RULES)
    assert rows[0].split() == ["NMD101", "拦截", "缺少编号", "自2024-06-01起"]


@pytest.mark.usefixtures("chinese")
def test_the_platforms_in_chinese(run: Run) -> None:
    out = run("platforms", "--unverified").out
    assert (
        "星芽 · 适用于星芽 · 运营方：未核实\n    又称星芽短剧\n    推测，未经核实（2026-11-29核对）\n" in out
    )
    assert "微信" not in out.replace("微信视频号", "")


@pytest.mark.usefixtures("chinese")
def test_a_parse_in_chinese(run: Run) -> None:
    said = run("parse", "沪网微剧备字〔2026〕0123号", "--format", "console").out
    assert said == "✗ 疑似编号：沪网微剧备字〔2026〕0123号\n    缺少“第”字\n"
    assert run("parse", "你怎么才来", "--format", "console").out == "- 没有编号：你怎么才来\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "\n  scan       识别视频中的许可证号／备案号并作出判定。\n"),
        (("scan",), "\n  --platform NAME                 播出平台。\n"),
        (("registry", "import"), "逐一列出无法导入的行，注明工作表、行、列和原因"),
        (("serve", "token", "list"), "  显示本帮助并退出。\n"),
    ],
)
def test_help_in_chinese(
    words: tuple[str, ...], said: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", CHINESE)
    shown = run(*words, "--help")
    assert shown.code == 0
    assert said in shown.out
    monkeypatch.setenv("LC_ALL", "C")
    assert said not in run(*words, "--help").out, "the next run speaks its own language"
