/** The marks of the map language as SVG: shape = kind, fill = availability, wedge = heading, halo = age. */

import { svg } from "../elements.js";

const SHAPES = {
  ambulance: () => svg("circle", { r: 6.5 }),
  motorcycle: () => svg("ellipse", { rx: 4, ry: 6.5 }),
  fire_truck: () => svg("path", { d: "M0 -7.5 L7 5.5 L-7 5.5 Z" }),
  boat: () => svg("path", { d: "M0 -8 L7.5 0 L0 8 L-7.5 0 Z" }),
  sea_ambulance: () => svg("g", {}, svg("path", { d: "M0 -8 L7.5 0 L0 8 L-7.5 0 Z" }), svg("path", { class: "cross", d: "M-3 0 H3 M0 -3 V3" })),
  police: () => svg("rect", { x: -6, y: -6, width: 12, height: 12 }),
  rescue: () => svg("path", { d: "M-3.8 -6.5 H3.8 L7.5 0 L3.8 6.5 H-3.8 L-7.5 0 Z" }),
};
const AVAILABILITY = { A: "available", C: "committed", D: "delayed", U: "unavailable" };

/** Returns the mark of a unit; the same in lists and on the map. */
export function unitSymbol({ kind, availability, positionState, heading_deg = null, selected = false, size = 34 }) {
  const classes = ["unit-symbol", `is-${AVAILABILITY[availability] ?? "unavailable"}`, `halo-${positionState ?? "none"}`];
  if (selected) classes.push("is-selected");
  const shape = (SHAPES[kind] ?? SHAPES.ambulance)();
  shape.classList.add("shape");
  return svg("svg", { class: classes.join(" "), viewBox: "-17 -17 34 34", width: size, height: size, "aria-hidden": "true" },
    selected && svg("circle", { class: "selection", r: 15.5 }),
    halo(positionState),
    heading_deg !== null && Number.isFinite(heading_deg)
      && svg("path", { class: "wedge", d: "M0 -15.5 L4 -9.5 L-4 -9.5 Z", transform: `rotate(${heading_deg})` }),
    shape,
    availability === "D" && svg("path", { class: "hatch", d: "M-5 3 L3 -5 M-3 5 L5 -3" }));
}

/** Returns the ring of an incident with its priority; masked ones show a plain ring. */
export function incidentSymbol({ priority, masked = false, closed = false, selected = false, size = 34 }) {
  const classes = ["incident-symbol", masked ? "is-masked" : `p${priority}`];
  if (closed) classes.push("is-closed");
  if (selected) classes.push("is-selected");
  return svg("svg", { class: classes.join(" "), viewBox: "-17 -17 34 34", width: size, height: size, "aria-hidden": "true" },
    selected && svg("circle", { class: "selection", r: 16 }),
    svg("circle", { class: "ring", r: 11.5 }),
    !masked && svg("text", { "text-anchor": "middle", y: 4.6 }, String(priority)));
}

function halo(state) {
  if (state === "live" || !state) return null;
  const ring = svg("circle", { class: "halo", r: 11.5 });
  if (state !== "lost" && state !== "none") return ring;
  return svg("g", {}, ring, svg("path", { class: "halo", d: "M-8.2 -8.2 L8.2 8.2 M8.2 -8.2 L-8.2 8.2" }));
}
