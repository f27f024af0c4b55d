// `kakehi compare` by the compiled command line: the reference beside the same with a fault, as a person and
// as a program reads it, and what cannot be compared.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Change } from "../../reports/index.ts";
import { type Ended, kakehi, kakehiEach, ownFolder } from "./testing/command.ts";

const folder = ownFolder();
const good = join(folder, "good.ndjson");
const bad = join(folder, "bad.ndjson");

beforeAll(() => {
  const played = [
    [good, "reference"],
    [bad, "reference:cap-off-by-one"],
  ].map(([path, target]) => [
    ...["run", "--target", target!, "--case", "lease-cap-{renewal,foreign-id}", "--seeds", "1"],
    ...["--report", `ndjson=${path!}`],
  ]);
  expect(kakehiEach(played).map(({ code }) => code)).toEqual([0, 1]);
}, 120_000);

function copyOf(name: string, change: (text: string) => string): string {
  const path = join(folder, name);
  writeFileSync(path, change(readFileSync(good, "utf8")));
  return path;
}

test("a fault is newly failing, and exit code 1", () => {
  const { code, out } = kakehi("compare", good, bad);
  expect(code).toBe(1);
  expect(out.replaceAll(`${folder}/`, "").replaceAll(/suite \S+/g, "suite V"))
    .toMatchInlineSnapshot(`
    "before  good.ndjson: target reference · suite V · seed 0 · 2 cases · exit 0
    after   bad.ndjson: target reference:cap-off-by-one · suite V · seed 0 · 2 cases · exit 1

    newly failing (1)
      LEASE-CAP in lease-cap-renewal: pass -> fail
        + the terminal reply is not the expected one; expected status failure; got ok
        + worker 0: apply of "one-too-many" was accepted; expected failure; got ok
        + worker 1: apply of "one-too-many" was accepted; expected failure; got ok

    no longer judged (3)
      BIND-NO-ECHO in lease-cap-renewal: pass -> unjudged
      FANOUT-ALL-REFUSED in lease-cap-renewal: pass -> unjudged
      AUDIT-REFUSED in lease-cap-renewal: pass -> unjudged

    outcomes of rules
      LEASE-CAP: pass -> fail
      FANOUT-ALL-REFUSED: pass -> uncovered

    1 worse, 3 otherwise changed, 42 as before; 2 of 2 changed rules worse
    "
  `);
});

test("a fault that is mended is newly passing, and exit code 0", () => {
  const { code, out } = kakehi("compare", bad, good, "--json");
  const { changes } = JSON.parse(out) as { readonly changes: readonly Change[] };
  expect(code).toBe(0);
  const passing = changes.filter(({ kind }) => kind === "newly-passing");
  expect(passing.map(({ rule, case: id, worse }) => [rule, id, worse])).toEqual([
    ["LEASE-CAP", "lease-cap-renewal", false],
  ]);
});

test("a run is as itself", () => {
  const { code, out } = kakehi("compare", good, good);
  expect(code).toBe(0);
  expect(out).toMatch(
    /\n0 worse, 0 otherwise changed, \d+ as before; 0 of 0 changed rules worse\n$/,
  );
});

describe("a result", () => {
  const wrong = [
    ["that is not there", () => join(folder, "none.ndjson"), /cannot read the result .*none/],
    [
      "that is something else",
      () => copyOf("else", () => "# Hello\n"),
      /:1: this line is not JSON; a/,
    ],
    [
      "that is empty",
      () => copyOf("empty", () => ""),
      /must begin with its one header; a result is/,
    ],
    [
      "that was cut",
      () => copyOf("cut", (text) => text.replace(/\{"t":"footer".*\n$/, "")),
      /the run was cut/,
    ],
    [
      "of another format",
      () => copyOf("format", (text) => text.replace('"format":1', '"format":2')),
      /is a result of format 2, and this suite reads 1; use the suite that wrote it/,
    ],
    [
      "by another contract",
      () => copyOf("contract", (text) => text.replace('"contract":1', '"contract":2')),
      /judged by contract 1 and .* by contract 2, .*judge both with one suite/,
    ],
  ] as const;
  let ended: readonly Ended[] = [];
  beforeAll(() => {
    ended = kakehiEach(wrong.map(([, path]) => ["compare", good, path()]));
  }, 120_000);

  test.each(wrong.map(([what, , line], at) => [what, line, at] as const))(
    "%s is exit code 2 and one line",
    (_, line, at) => {
      const { code, error } = ended[at]!;
      expect({ code, lines: error.split("\n").length - 1 }).toEqual({ code: 2, lines: 1 });
      expect(error).toMatch(line);
    },
  );
});
