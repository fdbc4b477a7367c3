/** A page without live data: only the theme. */

import { toggleTheme } from "./theme_switch.js";

document.getElementById("theme")?.addEventListener("click", () => toggleTheme());
