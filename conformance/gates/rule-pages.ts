// Writes `docs/rules/` from the rules, the cases, the reference and the committed kill matrix. With
// `--check` it writes nothing and says what is not current.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";
import { readFacts } from "../pages/facts.ts";
import { rulePages } from "../pages/rule-pages.ts";

const folder = join(packageRoot, "docs", "rules");
const isCheck = process.argv.includes("--check");
const pages = rulePages(readFacts());
mkdirSync(folder, { recursive: true });
const old = readdirSync(folder).filter((name) => !pages.has(name));
const changed = [...pages].filter(([name, text]) => {
  const path = join(folder, name);
  return !existsSync(path) || readFileSync(path, "utf8") !== text;
});
const differing = [...old, ...changed.map(([name]) => name)];
if (isCheck) {
  if (differing.length > 0) {
    const such = differing.slice(0, 3).join(", ");
    process.stderr.write(
      `docs/rules is not current (${differing.length} pages, such as ${such}): run \`npm run docs:rules\` and commit it\n`,
    );
    process.exitCode = 1;
  }
} else {
  for (const name of old) rmSync(join(folder, name));
  for (const [name, text] of changed) writeFileSync(join(folder, name), text);
  process.stdout.write(`${pages.size} pages, ${differing.length} changed\n`);
}
