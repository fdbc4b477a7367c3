/** Pure functions on coordinates. GeoJSON order is [lon, lat]; Leaflet wants [lat, lon]. */

/** [lon, lat] -> [lat, lon]. */
export function latLng([lon, lat]) {
  return [lat, lon];
}

/** Returns the rings of the largest polygon of a (Multi)Polygon, by planar area. */
export function largestPolygon(geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  let best = polygons[0];
  let bestArea = -1;
  for (const polygon of polygons) {
    const area = Math.abs(ringArea(polygon[0]));
    if (area > bestArea) {
      best = polygon;
      bestArea = area;
    }
  }
  return best;
}

/** Returns a point well inside a (Multi)Polygon: the middle of its widest stretch near half height. */
export function labelPoint(geometry) {
  const rings = largestPolygon(geometry);
  const lats = rings[0].map(([, lat]) => lat);
  const south = Math.min(...lats);
  const north = Math.max(...lats);
  let best = null;
  for (const share of [0.5, 0.4, 0.6, 0.3, 0.7]) {
    const lat = south + (north - south) * share;
    const [west, east] = widestStretch(rings, lat);
    const width = (east - west) * (1 - Math.abs(share - 0.5));
    if (!best || width > best.width) best = { width, point: [(west + east) / 2, lat] };
  }
  return best.point;
}

/** Returns the lines of a LineString or MultiLineString. */
export function linesOf(geometry) {
  if (!geometry) return [];
  if (geometry.type === "LineString") return [geometry.coordinates];
  if (geometry.type === "MultiLineString") return geometry.coordinates;
  return [];
}

function ringArea(ring) {
  let twice = 0;
  for (let i = 0; i < ring.length - 1; i++) {
    twice += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
  }
  return twice / 2;
}

function widestStretch(rings, lat) {
  const crossings = [];
  for (const ring of rings) {
    for (let i = 0; i < ring.length - 1; i++) {
      const [x1, y1] = ring[i];
      const [x2, y2] = ring[i + 1];
      if ((y1 <= lat) !== (y2 <= lat)) crossings.push(x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1));
    }
  }
  crossings.sort((a, b) => a - b);
  let widest = [rings[0][0][0], rings[0][0][0]];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    if (crossings[i + 1] - crossings[i] > widest[1] - widest[0]) widest = [crossings[i], crossings[i + 1]];
  }
  return widest;
}
