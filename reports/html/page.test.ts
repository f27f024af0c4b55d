import { expect, test } from "vitest";
import { bounds } from "../bounds.ts";
import type { Run } from "../run.ts";
import { runWithMessage, sampleRun } from "../testing/sample-run.ts";
import { pageDataOf } from "./page-data.ts";
import { htmlReport } from "./page.ts";

/** The data of the page as the browser will read it. */
function dataIn(html: string): unknown {
  const [, text] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html) ?? [];
  return JSON.parse(text ?? "");
}

test("names nothing that would have to be fetched", () => {
  const html = htmlReport(sampleRun);
  const urls = new Set(html.match(/https?:\/\/[^"'`\s)]+/g));
  expect(urls).toEqual(new Set(["http://www.w3.org/2000/svg"]));
  expect(html).not.toMatch(/<(?:link|img|iframe|object|embed)\b|\bsrc=|url\((?!#)|@import/);
  expect(html).toContain("default-src 'none'");
});

test("has every rule in its table without any script", () => {
  const [markup] = htmlReport(sampleRun).split("<script");
  for (const { rule, outcome } of sampleRun.rules) {
    expect(markup).toContain(`data-rule="${rule}" data-outcome="${outcome}"`);
  }
});

test("hands its script what was recorded", () => {
  expect(dataIn(htmlReport(sampleRun))).toEqual(JSON.parse(JSON.stringify(pageDataOf(sampleRun))));
  const [trace] = pageDataOf(sampleRun).traces;
  expect(trace).toMatchObject({
    case: "lease-ttl-over-max-refused",
    replay: "npx kakehi replay lease-ttl-over-max-refused --seed 2",
  });
});

test("reads nothing that a client sent as markup", () => {
  const hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u2028\"'";
  const html = htmlReport(runWithMessage(hostile));
  expect(html).not.toContain(hostile);
  expect(html).not.toContain("<img");
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html.match(/<\/script/g)).toHaveLength(2);
});

test.each([bounds.htmlBytes, 400_000, 100_000])(
  "keeps its data below %i bytes, and gives up examples first",
  (budget) => {
    const [trace] = sampleRun.traces;
    const steps = Array.from({ length: 260 }, () => ({
      ...trace!.steps[1]!,
      hex: "00".repeat(256),
    }));
    const failures = Array.from({ length: 3 }, (_, seed) => ({ ...trace!, seed }));
    const examples = Array.from({ length: 60 }, (_, seed) => {
      return { ...trace!, purpose: "example" as const, seed, steps };
    });
    const run: Run = { ...sampleRun, traces: [...examples, ...failures] };
    const data = pageDataOf(run, budget);
    expect(Buffer.byteLength(JSON.stringify(data))).toBeLessThan(budget);
    expect(data.traces.slice(0, 3).map(({ purpose }) => purpose)).toEqual(Array(3).fill("failure"));
    expect(data.traces.length + data.examplesLeftOut).toBe(63);
    expect(data.examplesLeftOut).toBeGreaterThan(0);
  },
);
