/**
 * The tracks on display and where their units were at a moment. A unit moves only inside an unbroken
 * piece; anywhere else its place is unknown, and the last known one is shown as such.
 */

const MOVING_MPS = 1;

/**
 * Returns a track of an answer's feature: `{ code, name, kind, pieces, told, points, besides }`, times
 * in ms. `told` are places told by radio; `besides` counts the points that are no part of a line.
 */
export function trackOf(feature, index) {
  const { unit, name, kind, points, coordinateProperties, told } = feature.properties;
  const lines = feature.geometry?.coordinates ?? [];
  const pieces = lines.map((line, number) => ({ line, times: coordinateProperties.times[number].map((s) => s * 1000) }));
  const besides = Object.entries(points).reduce((sum, [reason, n]) => sum + (reason === "all" ? 0 : n), 0);
  return { code: unit, name, kind, index, points: points.all, besides, pieces, told };
}

/**
 * Returns where a unit was: `{ state, lonlat, speed_mps, heading_deg, since_ms }`.
 *
 * `state` is "moving", "standing", "unknown" (with the last known place) or "before" (none yet).
 */
export function placeAt(track, at_ms) {
  let last = null;
  for (const piece of track.pieces) {
    if (at_ms < piece.times[0]) break;
    last = piece;
    if (at_ms <= piece.times.at(-1)) return within(piece, at_ms);
  }
  if (!last) return { state: "before", lonlat: null, speed_mps: null, heading_deg: null, since_ms: null };
  return { state: "unknown", lonlat: last.line.at(-1), speed_mps: null, heading_deg: null, since_ms: last.times.at(-1) };
}

/** Returns [[south, west], [north, east]] of tracks, or of a part of time; null without any point. */
export function boundsOf(tracks, from_ms = -Infinity, to_ms = Infinity) {
  let bounds = null;
  const include = ([lon, lat], at_ms) => {
    if (at_ms < from_ms || at_ms > to_ms) return;
    bounds ??= [[lat, lon], [lat, lon]];
    bounds[0] = [Math.min(bounds[0][0], lat), Math.min(bounds[0][1], lon)];
    bounds[1] = [Math.max(bounds[1][0], lat), Math.max(bounds[1][1], lon)];
  };
  for (const { pieces, told } of tracks) {
    for (const { line, times } of pieces) line.forEach((lonlat, i) => include(lonlat, times[i]));
    for (const { at, lon, lat } of told) include([lon, lat], Date.parse(at));
  }
  return bounds;
}

function within({ line, times }, at_ms) {
  let low = 0;
  let high = times.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle] <= at_ms) low = middle;
    else high = middle;
  }
  const lasts_ms = times[high] - times[low];
  const share = lasts_ms > 0 ? (at_ms - times[low]) / lasts_ms : 0;
  const [a, b] = [line[low], line[high]];
  const [east_m, north_m] = metres(a, b);
  const speed_mps = lasts_ms > 0 ? Math.hypot(east_m, north_m) / (lasts_ms / 1000) : 0;
  const moving = speed_mps >= MOVING_MPS;
  return {
    state: moving ? "moving" : "standing",
    lonlat: [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])],
    speed_mps,
    heading_deg: moving ? (Math.atan2(east_m, north_m) * 180 / Math.PI + 360) % 360 : null,
    since_ms: null,
  };
}

function metres([lon1, lat1], [lon2, lat2]) {
  const perDegree = 111_195;
  return [(lon2 - lon1) * perDegree * Math.cos(lat1 * Math.PI / 180), (lat2 - lat1) * perDegree];
}
