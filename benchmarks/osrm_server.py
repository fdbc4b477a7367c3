"""Runs OSRM on the full-size extract with our speeds and asks it for tables over one connection."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from gis.costing import ROAD_CLASSES, SPEEDS_KMH, SURFACE_FACTOR, UNPAVED_BY_NATURE
from gis.types import VehicleProfile

READY_LIMIT_S = 30.0
LARGEST_TABLE = 2_000
_LUA = """\
api_version = 4
local speeds = {{ {speeds} }}
local surfaces = {{ {surfaces} }}
local by_nature = {{ {by_nature} }}

function setup()
  return {{
    properties = {{
      weight_name = 'duration',
      max_speed_for_map_matching = 140 / 3.6,
      continue_straight_at_waypoint = false,
      use_turn_restrictions = true
    }},
    default_mode = mode.driving
  }}
end

function process_node(profile, node, result, relations)
end

-- Ferries are no roads: a way without a class in the table is left out, as in our import.
function process_way(profile, way, result, relations)
  local highway = way:get_value_by_key('highway')
  local kmh = highway and speeds[highway]
  if not kmh then return end
  if way:get_value_by_key('motorcar') == 'no' or way:get_value_by_key('access') == 'no' then
    return
  end
  kmh = tonumber(way:get_value_by_key('maxspeed')) or kmh
  local surface = way:get_value_by_key('surface')
  if surface and not by_nature[highway] then kmh = kmh * (surfaces[surface] or 1) end
  result.forward_mode, result.forward_speed = mode.driving, kmh
  if way:get_value_by_key('oneway') ~= 'yes' then
    result.backward_mode, result.backward_speed = mode.driving, kmh
  end
end

function process_turn(profile, turn)
  turn.duration, turn.weight = 0, 0
end

return {{
  setup = setup, process_node = process_node, process_way = process_way,
  process_turn = process_turn
}}
"""


def lua_profile(profile: VehicleProfile) -> str:
    """Return our speeds as a profile of OSRM."""
    speeds = {str(c): SPEEDS_KMH[c][profile] for c in ROAD_CLASSES if c in SPEEDS_KMH}
    return _LUA.format(
        speeds=", ".join(f"['{name}'] = {kmh}" for name, kmh in speeds.items() if kmh),
        surfaces=", ".join(f"['{name}'] = {share}" for name, share in SURFACE_FACTOR.items()),
        by_nature=", ".join(f"['{name}'] = true" for name in sorted(map(str, UNPAVED_BY_NATURE))),
    )


def binaries(folder: Path) -> Path | None:
    """Return the folder of OSRM's programs below a folder, None if they are not there."""
    found = sorted(Path(folder).glob("**/osrm-routed"))
    return found[0].parent.resolve() if found else None


def prepare(programs: Path, extract: Path, folder: Path, profile: VehicleProfile) -> Path:
    """Extract, partition, customize and contract if need be; return the base of the files."""
    base, text = folder / "roads.osrm", lua_profile(profile)
    lua, copy = folder / "siaga.lua", folder / "roads.osm.pbf"
    if (folder / "roads.osrm.hsgr").exists() and lua.read_text() == text:
        return base
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lua.write_text(text)
    shutil.copy(extract, copy)
    steps = (
        ("osrm-extract", "-p", str(lua), str(copy)),
        ("osrm-partition", str(base)),
        ("osrm-customize", str(base)),
        ("osrm-contract", str(base)),
    )
    for program, *rest in steps:
        _make_executable(programs / program)
        subprocess.run([programs / program, *rest], check=True, stdout=subprocess.DEVNULL)
    return base


@contextmanager
def served(programs: Path, base: Path, algorithm: str) -> Iterator[Tables]:
    """Serve with an algorithm (``MLD`` or ``CH``) while the block runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    _make_executable(programs / "osrm-routed")
    command = [programs / "osrm-routed", "-a", algorithm, "-i", "127.0.0.1", "-p", str(port)]
    command += ["--max-table-size", str(LARGEST_TABLE), "-l", "ERROR", str(base)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield Tables(port)
    finally:
        server.terminate()
        server.wait()


class Tables:
    """Asks for tables over one connection that stays open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def seconds_to(self, point, units) -> np.ndarray:
        """Return the seconds from each unit (longitude, latitude) to a point; inf means no way."""
        places = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in [point, *units])
        sources = ";".join(map(str, range(1, len(units) + 1)))
        path = f"/table/v1/driving/{places}?sources={sources}&destinations=0"
        self._connection.request("GET", path)
        answer = json.loads(self._connection.getresponse().read())
        return np.array([np.inf if s is None else s for (s,) in answer["durations"]])


def _make_executable(program: Path) -> None:
    program.chmod(program.stat().st_mode | 0o111)


def _wait(port: int) -> None:
    deadline = time.monotonic() + READY_LIMIT_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
