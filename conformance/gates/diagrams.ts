// Pictures of state machines are drawn from the tables that move them; `--check` proves that those in
// `docs/` are current.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { slotTransitions } from "../../reference/index.ts";
import { packageRoot } from "../package-root.ts";
import { slotPage } from "../pages/slot-page.ts";

const path = join(packageRoot, "docs", "slot.md");
const fresh = slotPage(slotTransitions);
if (!process.argv.includes("--check")) {
  writeFileSync(path, fresh);
} else if (readFileSync(path, "utf8") !== fresh) {
  process.stderr.write("docs/slot.md is not current: run `npm run docs:diagrams` and commit it\n");
  process.exitCode = 1;
}
