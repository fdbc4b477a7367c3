"""The spatial domain: values in, values out; no Django, no database, no clock, no internet."""
