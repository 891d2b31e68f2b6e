"""Measuring: `./kindline bench NAME` is one module here with `HELP`, `arguments` and `run`."""
