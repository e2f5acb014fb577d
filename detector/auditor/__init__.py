"""Audits of whole catalogues: scans that can be resumed, comparison across episodes, reports."""
