"""Answers a decision's question again, from what was kept, and tells what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from backend.dispatch.code_version import code_version
from backend.dispatch.deciding import answer_to
from backend.dispatch.kept_values import UnreadableError
from backend.dispatch.models import Decision, RoutingSnapshot
from backend.dispatch.question import question_from
from backend.dispatch.snapshots import router_from
from backend.dispatch.stored_answers import stored_answer
from backend.errors import NotFound
from gis import network
from gis.errors import NetworkError
from gis.network import RoadNetwork


class CannotReplayError(Exception):
    """What a decision rests on is not there any more, or was never kept; the text is for people."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not as it was shown; ``None`` stands for a field that is not there."""

    where: str
    shown: Any
    replayed: Any


@dataclass(frozen=True, slots=True)
class Replay:
    """A decision answered again."""

    decision: Decision
    answer: dict[str, Any]
    differences: tuple[Difference, ...]
    code_version: str

    @property
    def is_same_code(self) -> bool:
        """Whether the code is the one that gave the answer: then nothing may differ."""
        return self.code_version == self.decision.code_version


def replay(decision_id: int) -> Replay:
    """Answer a decision's question again from its stored inputs, network, lanes and closures.

    Nothing of today is read: not the units, nor the boundaries, lanes, closures and policies.

    Raises
    ------
    NotFound
        If there is no such decision.
    CannotReplayError
        If what it rests on was not kept, or is damaged.
    """
    decision = (
        Decision.objects.select_related("network", "sea", "land", "closures")
        .filter(pk=decision_id)
        .first()
    )
    if decision is None:
        sentence = _("Keputusan %(id)s tidak ada.") % {"id": decision_id}
        raise NotFound(sentence, errors={"id": [sentence]})
    answer = stored_answer(_answer_again(decision)) | {"decision_id": None}
    return Replay(
        decision, answer, tuple(_differences("", decision.answer, answer)), code_version()
    )


def _answer_again(decision: Decision) -> dict[str, Any]:
    sea, land, closures = (
        _kept(snapshot) for snapshot in (decision.sea, decision.land, decision.closures)
    )
    try:
        roads = router_from(_network_of(decision), sea, land, closures)
        question = question_from(decision.inputs)
        return answer_to(question, roads, lambda: list(decision.inputs["substitutes"]))
    except (UnreadableError, TypeError, KeyError) as error:
        raise CannotReplayError(
            _("Masukan keputusan ini tidak dapat dibaca oleh kode ini: %(error)s")
            % {"error": error}
        ) from error


def _kept(snapshot: RoutingSnapshot | None) -> bytes:
    if snapshot is None:
        raise CannotReplayError(
            _("Keputusan ini dibuat sebelum lintasan, daratan dan penutupan disimpan bersamanya.")
        )
    return bytes(snapshot.content)


def _network_of(decision: Decision) -> RoadNetwork:
    """Return the network that the decision cites, read anew and checked against its checksum."""
    row = decision.network
    if row is None:
        raise CannotReplayError(_("Keputusan ini tidak menyebut jaringan jalan."))
    folder = settings.NETWORK_DIR / row.folder
    try:
        arrays = network.load(folder, verify=True)
        found = network.checksum(folder)
    except NetworkError as error:
        raise CannotReplayError(
            _("Jaringan jalan %(folder)s tidak dapat dibaca: %(error)s")
            % {"folder": folder, "error": error}
        ) from error
    if found != row.checksum:
        raise CannotReplayError(
            _("Folder %(folder)s berisi jaringan jalan lain dari yang dipakai keputusan ini.")
            % {"folder": folder}
        )
    return arrays


def _differences(where: str, shown: Any, replayed: Any) -> Iterator[Difference]:
    """Yield what differs, unit by unit and field by field."""
    if isinstance(shown, dict) and isinstance(replayed, dict):
        for key in [*shown, *(key for key in replayed if key not in shown)]:
            yield from _differences(_joined(where, key), shown.get(key), replayed.get(key))
    elif _are_of_units(shown) and _are_of_units(replayed) and (shown or replayed):
        yield from _unit_differences(where, shown, replayed)
    elif isinstance(shown, list) and isinstance(replayed, list):
        for index in range(max(len(shown), len(replayed))):
            yield from _differences(f"{where}[{index}]", _at(shown, index), _at(replayed, index))
    elif shown != replayed:
        yield Difference(where, shown, replayed)


def _unit_differences(
    where: str, shown: Sequence[dict[str, Any]], replayed: Sequence[dict[str, Any]]
) -> Iterator[Difference]:
    before = {one["unit"]: one for one in shown}
    after = {one["unit"]: one for one in replayed}
    both = [code for code in before if code in after]
    again = [code for code in after if code in before]
    if both != again:
        yield Difference(f"{where}.order", both, again)
    for code in [*before, *(code for code in after if code not in before)]:
        if code in both:
            yield from _differences(f"{where}[{code}]", before[code], after[code])
        else:  # the unit stands in another group now
            yield Difference(f"{where}[{code}]", _brief(before, code), _brief(after, code))


def _brief(units: Mapping[str, dict[str, Any]], code: str) -> str | None:
    """Return why a unit stands in a group and when it arrives; None if it does not stand there."""
    if code not in units:
        return None
    one = units[code]
    why = one.get("reason_code") or one.get("detail") or ""
    duration_s = one.get("duration_s")
    return str(why) if duration_s is None else f"{why}, {duration_s} s"


def _are_of_units(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict) and "unit" in item for item in value
    )


def _joined(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _at(values: Sequence[Any], index: int) -> Any:
    return values[index] if index < len(values) else None
