"""The terminal face: every `./kindline COMMAND` is one module in `commands/`."""
