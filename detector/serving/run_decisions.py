"""What reviewers decided on the results of an audit, from the desk's database in the audit's folder."""

import json
from pathlib import Path

import sqlalchemy as sa

from detector.i18n import Lang
from detector.review.agreement import effective_entries
from detector.review.audit_log import AuditLog
from detector.review.messages import ACTIONS, TEXTS
from detector.review.standing import decided_action
from detector.service.storage.database import Store
from detector.service.storage.schema import DECISION, JOB


def decisions_of(run: Path, lang: Lang) -> dict[str, str]:
    """Id of an episode → the newest decision on it and whose it is, in words; empty without any.

    Raises ``StoreError`` for a database that cannot be read.
    """
    file = run / "review" / "service.db"
    if not file.is_file():
        return {}
    store, found = Store(str(file)), dict[str, str]()
    try:
        with store.reading() as connection:
            query = sa.select(JOB.c.id, JOB.c.episode).where(JOB.c.id.in_(sa.select(DECISION.c.job)))
            for job, episode in connection.execute(query.order_by(JOB.c.seq)).all():
                entries = AuditLog(store).entries_of(connection, job)
                decisions = [one for one in effective_entries(entries) if one.action != "edit"]
                for entry in decisions[-1:]:
                    action = ACTIONS[decided_action(entry)].in_(lang)
                    text = TEXTS["decided_by"].in_(lang).format(action=action, name=entry.name)
                    found[json.loads(episode)["id"]] = text
    finally:
        store.close()
    return found
