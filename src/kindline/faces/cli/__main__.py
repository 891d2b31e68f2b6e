"""`python -m kindline.faces.cli COMMAND …`, which is what `./kindline` becomes."""

import sys

from kindline.faces.cli.dispatch import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
