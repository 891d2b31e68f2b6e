"""What `bench provenance` measures: files of invented addresses, the runs over them, known keys, known hosts."""
