"""From one 116 000 line to another: a request sealed to the named line, its acknowledgement, its outcome."""
