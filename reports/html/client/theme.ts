// Light or dark: as the system says, until somebody says otherwise.

export function startTheme(control: HTMLElement): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let isDark = system.matches;
  const show = (): void => {
    document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
    control.textContent = isDark ? "Light" : "Dark";
    control.setAttribute("aria-label", `${isDark ? "light" : "dark"} colours`);
  };
  control.hidden = false;
  control.addEventListener("click", () => {
    isDark = !isDark;
    show();
  });
  system.addEventListener("change", () => {
    isDark = system.matches;
    show();
  });
  show();
}
