"""``python -m psychon.proofs.interfaces.sphinx_ext MODULE ...``: check claims of a module.

What follows the name of the module is what ``psychon check`` takes.
"""

import sys

from sphinx.errors import ExtensionError

from ..cli.app import cli
from .project import register

if __name__ == "__main__":
    try:
        register(sys.argv[1:2])
    except ExtensionError as error:
        sys.exit(f"psychon: {error}")
    cli.main(["check", *sys.argv[2:]])
