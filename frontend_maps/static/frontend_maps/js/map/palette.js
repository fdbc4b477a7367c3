/** The map's colours, read from the style sheet so that day and night have one source. */

const NAMES = [
  "sea", "land", "abroad", "coast", "kecamatan-line", "desa-line", "road-main", "road-minor", "road-casing",
  "label", "label-halo", "label-sea", "label-minor", "port", "facility", "route", "route-sea", "route-foot",
  "closed", "uncertain", "pin",
];

/** Returns the present colours by name. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--map-${name}`).trim()]));
}
