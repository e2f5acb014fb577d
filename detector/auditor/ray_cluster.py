"""A connection to a Ray cluster: one of this machine alone, or one that is told what to install."""

import os
import re
import shutil
import socket
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from detector.errors import ExtraMissing, SetupError
from detector.settings.service import RaySettings
from detector.vision.runtime.model_files import models_folder

_LOCAL_ONLY = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
_CONNECT_S, _ANSWER_S = 3, 6
"""Seconds that a dead address may take: until it is connected to, until it answers as Ray does."""
_CHECK = (
    "import sys; sys.argv = ['ray', 'health-check', '--address', sys.argv[1]]; "
    "from ray.scripts.scripts import main; print('asking', flush=True); main()"
)
_HINT = "check the setting ray.address"


def connected(plan: RaySettings, workers: int) -> Any:  # noqa: ANN401  (a module without types)
    """Ray, connected. Raises ``ExtraMissing``, or ``SetupError`` within ten seconds for an address."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    if plan.address:
        check_form(plan.address)
    else:
        # Our own cluster must listen on 127.0.0.1 alone. This variable does it, and Ray reads it when it is
        # imported; an address given to init is overwritten.
        if "ray" in sys.modules and os.environ.get(_LOCAL_ONLY) != "0":
            message = "Ray was imported before the audit began, and would listen to other machines"
            hint = f"set {_LOCAL_ONLY}=0 before Ray is imported, or give the setting ray.address"
            raise SetupError(message, hint)
        os.environ[_LOCAL_ONLY] = "0"
    try:
        import ray  # noqa: PLC0415  (an extra)
    except ImportError:
        raise ExtraMissing("Ray is not installed", "pip install 'micro-drama-detector[ray]'") from None
    quiet = {"log_to_driver": False, "logging_level": "ERROR"}
    try:
        if plan.address:
            check_answers(plan.address)
            with TemporaryDirectory(prefix="detector-ship-") as aside:  # Ray reads it while it connects
                sent = runtime_env(Path(aside)) if plan.ship else None
                ray.init(plan.address, runtime_env=sent, **quiet)
        else:
            # One core more than actors: a pool of actors on all cores waits for ever for one to read with.
            ray.init(num_cpus=workers + 1, include_dashboard=False, **quiet)
    except SetupError:
        raise
    except Exception as error:  # noqa: BLE001  (what does not start in time is a bare one)
        told = " ".join(str(error).split())
        hint = "run the audit on a machine of the cluster; `ray status` there shows whether it is up"
        raise SetupError(f"Ray: {told}", hint if plan.address else _HINT) from None
    return ray


def check_form(address: str) -> None:
    """Raise ``SetupError`` for what is no address of a cluster's head."""
    if address.startswith("ray://"):
        message = "ray:// addresses are for Ray's client, through which a dataset cannot be streamed"
        host = address.removeprefix("ray://").partition(":")[0] or "HOST"
        raise SetupError(
            message, f"run the audit on a machine of the cluster, with ray.address={host}:6379 or auto"
        )
    host, _, port = address.rpartition(":")
    if address != "auto" and not (host and port.isdecimal() and 0 < int(port) < 65_536):
        raise SetupError(
            f"ray.address: {address!r} is no address", "write HOST:PORT, such as head:6379, or auto"
        )


def check_answers(address: str) -> None:
    """Raise ``SetupError`` where nothing answers at ``HOST:PORT`` as a cluster's head does."""
    if address == "auto":
        return
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=_CONNECT_S).close()
    except OSError as error:
        raise SetupError(f"Ray: nothing answers at {address}: {error.strerror or error}", _HINT) from None
    command = [sys.executable, "-c", _CHECK, address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as asking:  # noqa: S603
        if asking.stdout:
            asking.stdout.readline()  # until then Ray is imported, which takes long on a busy machine
        try:
            is_ray = asking.wait(_ANSWER_S) == 0
        except subprocess.TimeoutExpired:
            asking.kill()
            is_ray = False
    if not is_ray:
        raise SetupError(f"Ray: what answers at {address} is no head of a cluster", _HINT)


def runtime_env(aside: Path) -> dict[str, Any]:
    """What Ray's nodes are to install: this program with its models, copied ``aside``, and its packages."""
    copy = aside / "detector"
    shutil.copytree(Path(__file__).parents[1], copy, ignore=shutil.ignore_patterns("__pycache__"))
    if not (copy / "models").exists():
        shutil.copytree(models_folder(), copy / "models")
    env: dict[str, Any] = {"py_modules": [str(copy)]}
    if needed := _requirements():
        env["pip"] = needed
    return env


def _requirements() -> list[str]:
    """The packages of this program, and of S3, as they are installed here; none where it is no package."""
    try:
        told = metadata.requires("micro-drama-detector") or []
    except metadata.PackageNotFoundError:
        return []
    wanted = [text for text in told if "extra ==" not in text or re.search(r"extra == .s3.", text)]
    return [text.partition(";")[0].strip() for text in wanted]
