"""The hotline's own figures, on `kernel.figures`: what arrives, what is judged, what is done, how long it takes."""
