"""System checks of the whole project; each app adds its own in ``<app>/checks.py``.

Ids: ``siaga.E0xx`` errors, ``siaga.W0xx`` warnings. Each hint says what to run or set.
"""
