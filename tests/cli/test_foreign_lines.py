"""What a library writes past Python does not reach the user; what this program says does."""

import subprocess
import sys

SCRIPT = """
import logging, os, sys, warnings
from detector.cli.foreign_lines import without_foreign_lines
from detector.cli.verbosity import set_up_logging
set_up_logging(None, quiet=False, verbose=False)
with without_foreign_lines():
    os.write(2, b"foreign\\n")
    print("foreign, from a thread")
    sys.stderr.write("ours\\n")
    logging.getLogger("detector").warning("logged")
os.write(2, b"after\\n")
logging.getLogger("detector").warning("logged after")
print("result")
"""


def test_only_what_python_writes_to_standard_error_is_seen() -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert ended.stdout == "result\n"
    assert ended.stderr.splitlines() == [
        "ours",
        "WARNING detector: logged",
        "after",
        "WARNING detector: logged after",
    ]
