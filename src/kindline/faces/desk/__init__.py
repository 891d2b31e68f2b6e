"""The hotline operator's desk: metadata, clocks and tasks. Nothing here can open an envelope."""
