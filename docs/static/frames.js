// A lab's page is light or dark as the system wants it; in the documentation it follows the documentation's own switch.
// Where the pages are opened as files, a browser keeps a frame to itself: there it stays as the system wants it.
const system = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  const { theme } = document.body.dataset;
  return theme === "dark" || (theme !== "light" && system.matches);
}

function dress(frame) {
  const root = frame.contentDocument?.documentElement;
  if (!root) return;
  root.dataset.jpThemeLight = String(!isDark());
  root.style.colorScheme = isDark() ? "dark" : "light";
}

document.addEventListener("DOMContentLoaded", () => {
  const frames = [...document.querySelectorAll("iframe.live")];
  const dressAll = () => frames.forEach(dress);
  for (const frame of frames) frame.addEventListener("load", () => dress(frame));
  new MutationObserver(dressAll).observe(document.body, { attributeFilter: ["data-theme"] });
  system.addEventListener("change", () => setTimeout(dressAll)); // after the frames' own answer to it
});
