"""The ingest service: videos in, verdicts out, nothing lost; needs the extra ``service``."""
