"""The thief who takes the data folder: what he looks for, how it may be written, and where (P1)."""
