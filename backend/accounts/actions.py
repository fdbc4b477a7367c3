"""Writes API tokens and the answers that are kept for repeated requests."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from backend.accounts.models import ApiToken, StoredAnswer, User, secret_digest

TOKEN_USE_STEP = timedelta(minutes=10)
"""A token's latest use is written no finer than this, so that busy programs cost no writes."""
ANSWER_KEPT_FOR = timedelta(hours=48)
"""A phone that was out of reach for a night repeats its presses the next day."""


@transaction.atomic
def create_api_token(*, user: User, now: datetime) -> str:
    """Give the account a new token and return its secret, which is stored nowhere."""
    secret = secrets.token_urlsafe(32)
    ApiToken.objects.create(user=user, digest=secret_digest(secret), created_at=now)
    return secret


@transaction.atomic
def revoke_api_tokens(*, user: User, now: datetime) -> int:
    """Revoke every token of the account; return how many."""
    return ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)


@transaction.atomic
def revoke_tokens(*, tokens: Iterable[ApiToken], now: datetime) -> int:
    """Revoke these tokens; return how many were valid until now."""
    chosen = ApiToken.objects.filter(pk__in=[token.pk for token in tokens], revoked_at=None)
    return chosen.update(revoked_at=now)


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    """Give the account another password; its open sessions end by it."""
    user.set_password(password)
    user.save(update_fields=["password"])


def note_token_use(*, token: ApiToken, now: datetime) -> None:
    """Keep when a token was used, to tell forgotten ones from those that would be missed."""
    if token.latest_use_at is None or now - token.latest_use_at >= TOKEN_USE_STEP:
        ApiToken.objects.filter(pk=token.pk).update(latest_use_at=now)


def reserve_answer(*, user: User, key: str, request_digest: str, now: datetime) -> bool:
    """Claim a key for the request at hand; False if another request has it already.

    Call inside the transaction of the write itself: a second request with the same key waits at
    the unique constraint until the first has committed or rolled back.
    """
    StoredAnswer.objects.filter(user=user, created_at__lt=now - ANSWER_KEPT_FOR).delete()
    try:
        with transaction.atomic():
            StoredAnswer.objects.create(
                user=user,
                key=key,
                request_digest=request_digest,
                status_code=0,
                body=b"",
                content_type="",
                created_at=now,
            )
    except IntegrityError:
        return False
    return True


def keep_answer(*, user: User, key: str, status_code: int, body: bytes, content_type: str) -> None:
    """Keep the answer of the request that reserved the key."""
    StoredAnswer.objects.filter(user=user, key=key).update(
        status_code=status_code, body=body, content_type=content_type
    )
