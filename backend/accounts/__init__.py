"""Accounts and roles, API tokens, idempotency keys."""
