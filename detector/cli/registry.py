"""``detector registry``: what was really issued, and to whom."""

import typer

from detector.cli import registry_dossier, registry_export, registry_import, registry_lookup, registry_stats

app = typer.Typer(help="Keep the list of what was really issued, and ask it.", rich_markup_mode=None)
app.command("import")(registry_import.import_)
app.command("lookup")(registry_lookup.lookup)
app.command("export")(registry_export.export)
app.command("stats")(registry_stats.stats)
app.add_typer(registry_dossier.app, name="dossier")
