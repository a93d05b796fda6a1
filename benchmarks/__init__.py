"""Benchmarks: cobranza beside bare lxml and satcfdi, as ratios taken in one run.

`make bench` runs them all; `python -m benchmarks read` runs one.
"""
