// Sets day or night before anything is painted; a classic script, since modules run late.
document.documentElement.dataset.theme = localStorage.getItem("siaga-theme")
  ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "night" : "day");
