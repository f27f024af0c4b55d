// Where the system keeps its Chromium. None is ever downloaded.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const places = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** `KAKEHI_CHROMIUM` alone where it is set, even if nothing is there. */
export function chromiumPath(): string | undefined {
  const named = process.env["KAKEHI_CHROMIUM"];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const usual = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const candidates = named === undefined ? [...usual, ...places] : [named];
  return candidates.find((path) => existsSync(path));
}
