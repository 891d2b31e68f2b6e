"""Common Alerting Protocol 1.2 (OASIS, 1 July 2010): structure, rules, our Child Alert profile and alerts."""
