import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageRoot } from "../package-root.ts";
import { rules } from "../rules/registry.ts";
import type { Facts } from "./facts.ts";
import { readFacts } from "./facts.ts";
import { rulePage } from "./rule-page.ts";
import { rulePages } from "./rule-pages.ts";

const facts = readFacts();
const pages = rulePages(facts);

test("every rule has a page, and the index names them all", () => {
  const ids = rules.map(({ id }) => `${id}.md`);
  expect([...pages.keys()]).toEqual(["README.md", ...ids]);
  expect(ids.filter((name) => pages.get("README.md")?.includes(`(${name})`) !== true)).toEqual([]);
});

test("no link leads nowhere", () => {
  const astray = [...pages].flatMap(([name, text]) => {
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[a-z0-9]+)?\)/g)].map(([, path]) => path!);
    return links
      .filter((path) => !pages.has(path) && !existsSync(join(packageRoot, "docs", "rules", path)))
      .map((path) => `${name}: ${path}`);
  });
  expect(astray).toEqual([]);
});

test("a rule that is judged shows one judged step", () => {
  const shown = [...facts.examples.keys()].filter(
    (id) => !/^ {2}> /m.test(pages.get(`${id}.md`) ?? ""),
  );
  expect(shown).toEqual([]);
});

describe("a page of a rule that is", () => {
  const rule = {
    id: "LEASE-EXAMPLE",
    level: "MUST",
    statement: "a<b | *c* [d](e)",
    where: ["channel", "probe"],
    source: "S RFC 9113 §6.8",
  } as const;
  const bare: Facts = {
    judged: new Set(),
    uncovered: new Map([["LEASE-EXAMPLE", "needs traffic"]]),
    cases: [],
    kills: new Map(),
    withoutOwnDefect: new Map([["LEASE-EXAMPLE", "it cannot be broken alone"]]),
    examples: new Map(),
  };

  test("not judged yet says why, and takes no sign for markup", () => {
    expect(rulePage(rule, bare)).toBe(`# LEASE-EXAMPLE

> a&lt;b \\| \\*c\\* \\[d\\](e)

| | |
| --- | --- |
| Level | MUST |
| Source | stream-state documentation, RFC 9113 §6.8 |
| Shows | on the channel between master and worker, by a probe |
| Judged | not yet: needs traffic |

**No defect of its own.** it cannot be broken alone

[All rules](README.md#lease)
`);
  });

  test("excluded or contested says so", () => {
    const page = rulePage(
      { ...rule, excluded: "upgrades stay out", contested: "they differ" },
      bare,
    );
    expect(page).toContain("| Judged | no, excluded |");
    expect(page).toContain("**Contested.** they differ");
    expect(page).toContain("**Excluded.** upgrades stay out");
  });
});
