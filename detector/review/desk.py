"""The reviewers' desk: all parts that its pages and exports need."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detector.review.case_queue import CaseQueue
from detector.review.cases import Cases
from detector.review.claims import Claims
from detector.review.media.cache import MediaCache
from detector.review.media.previews import Previews
from detector.review.sessions import Sessions
from detector.review.training import Training
from detector.scanner import JudgingContext
from detector.service.auth.tokens import LOCAL, Tokens
from detector.service.jobs.queries import JobQueries
from detector.service.sources.fetch import Sources
from detector.service.storage.database import Store
from detector.service.storage.paths import service_folder
from detector.service.storage.retention import RetainedUploads
from detector.settings import Settings


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """The parts of the desk. ``evidence_folder`` has the pictures, ``None`` where none are kept."""

    settings: Settings
    judging: JudgingContext
    cases: Cases
    case_queue: CaseQueue
    claims: Claims
    training: Training
    sessions: Sessions
    job_queries: JobQueries
    previews: Previews
    evidence_folder: Path | None

    def job(self, job: str) -> Mapping[str, Any]:
        """The row of a scan. Raises ``NoSuchResource``."""
        return self.job_queries.get(job, LOCAL)


def create_desk(settings: Settings, judging: JudgingContext, store: Store, sources: Sources) -> ReviewDesk:
    """The desk over the service's database, sources and folder."""
    folder, service = service_folder(settings), settings.service
    retained = RetainedUploads(folder / "kept", store, service)
    cache = MediaCache(folder / "film", service.desk_film_mb)
    return ReviewDesk(
        settings=settings,
        judging=judging,
        cases=Cases(store, service),
        case_queue=CaseQueue(store),
        claims=Claims(store, service),
        training=Training(store),
        sessions=Sessions(store, Tokens(store), service.desk_session_h),
        job_queries=JobQueries(store),
        previews=Previews(settings, sources, retained, cache),
        evidence_folder=None if service.evidence == "none" else folder / "evidence",
    )
