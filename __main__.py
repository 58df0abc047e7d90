"""Run the command line: ``python -m psychon``."""

from .proofs.interfaces.cli import main

if __name__ == "__main__":
    main()
