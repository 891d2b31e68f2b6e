"""What every bench needs: the machine it ran on, processes watched from outside, real processes to measure."""
