"""The name of the person at this machine, as its operating system has it."""

import getpass
import os


def user_name() -> str:
    """The login name; the number of a user who has no name, as in containers."""
    try:
        return getpass.getuser().encode("utf-8", "backslashreplace").decode()
    except (ImportError, KeyError, OSError):  # which of them differs by version and system
        return str(os.getuid()) if hasattr(os, "getuid") else "local"
