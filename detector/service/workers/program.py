"""What the service's sandboxed processes run, and with what."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detector.registry.protocol import Registry
from detector.sandbox.limits import Limits
from detector.sandbox.process import Program
from detector.settings import Settings


def sandbox_settings(settings: Settings) -> dict[str, Any]:
    """The settings that a sandboxed process scans with: no address, no password, no registry."""
    values: dict[str, Any] = settings.model_dump(mode="json", exclude={"service": True, "registry": {"url"}})
    values["registry"]["url"] = "none"
    return values


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """What workers work with: the settings, the registry that they ask, the folder for pictures."""

    settings: Settings
    registry: Registry | None
    evidence: Path | None

    def program(self) -> Program:
        """What a worker runs. It is told no address and no password: the registry is asked for it."""
        service = self.settings.service
        order = {
            "settings": sandbox_settings(self.settings),
            "has_registry": self.registry is not None,
            "evidence": str(self.evidence) if self.evidence else None,
            "every": service.evidence == "all",
            "max_duration_s": service.max_duration_s,
        }
        limits = Limits(self.settings.worker.memory_mb, service.cpu_s)
        return Program("detector.service.workers.worker:open_worker", order, limits)
