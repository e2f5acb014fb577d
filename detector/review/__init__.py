"""The reviewers' desk: the case queue, decisions and their audit log, and its pages."""
