"""``detector registry``: the numbers that were really issued, and to whom."""

import typer

from detector.cli import (
    registry_check,
    registry_dossier,
    registry_draft,
    registry_export,
    registry_history,
    registry_import,
    registry_issue,
    registry_lookup,
    registry_revert,
    registry_stats,
)

app = typer.Typer(help="Import and look up the numbers that were really issued.", rich_markup_mode=None)
app.command("import")(registry_import.import_)
app.command("draft")(registry_draft.draft)
app.command("lookup")(registry_lookup.lookup)
app.command("export")(registry_export.export)
app.command("stats")(registry_stats.stats)
app.command("history")(registry_history.history)
app.command("revert")(registry_revert.revert)
app.command("issue")(registry_issue.issue)
app.command("check")(registry_check.check)
app.add_typer(registry_dossier.app, name="dossier")
