/** Changes between day and night, for this browser. */

const STORED = "siaga-theme";

/** Changes the theme; `after()` redraws what reads colours. */
export function toggleTheme(after = () => {}) {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "night" ? "day" : "night";
  localStorage.setItem(STORED, root.dataset.theme);
  after();
}
