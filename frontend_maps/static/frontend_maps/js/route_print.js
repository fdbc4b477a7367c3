/** The page of a route for paper: its one button. */

document.getElementById("print").addEventListener("click", () => window.print());
