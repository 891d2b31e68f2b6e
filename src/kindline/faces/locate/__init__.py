"""What `./kindline locate` says beyond a file of addresses: one module a verb, with `HELP`, `arguments` and `run`."""
