import { expect, test } from "vitest";
import { finishRun, type Run, renderReport, reportKinds } from "../../reports/index.ts";
import { ownSurroundings, redacted } from "./redaction.ts";

const around = { host: "build-7", home: "/root/someone", root: "/srv/someone/kakehi" };
const foreign =
  "build-7: /srv/someone/kakehi/dist/a.js, /root/someone/x, /home/somebody-else/y, pid 4711, process: 4712";

function runSaying(text: string, rule: string): Run {
  const failure = { rule, message: "m", expected: "e", actual: text, at: 0 };
  const seeds = { first: 0, count: 1 };
  return finishRun(
    {
      header: {
        t: "header",
        format: 1,
        suiteVersion: "0.1.0",
        target: text,
        seeds,
        selection: { rules: [text], families: [], cases: [text], tags: [text], enforce: [] },
        planned: { rules: 0, cases: 1 },
        node: "20",
        platform: "linux x64",
      },
      rules: [],
      cases: [
        {
          t: "case",
          case: "c",
          outcome: "fail",
          seeds,
          rules: [rule],
          hash: "",
          virtualMicros: 0,
          failures: [failure],
          wavering: [{ rule, failed: 1, attempts: 2, failures: [failure] }],
        },
      ],
      baseline: [],
      traces: [],
      notes: [{ t: "note", severity: "info", text }],
    },
    {},
    1,
  );
}

test.each(reportKinds)("a report as %s names neither host, home, checkout nor process", (kind) => {
  const text = renderReport(kind, redacted(runSaying(foreign, "LIVE-NO-CRASH"), around));
  expect(text).not.toMatch(/build-7|someone|somebody|4711|4712/);
});

test("what the simulation says of its own processes stays", () => {
  const said = "pid 1001, session 0a";
  const { cases } = redacted(runSaying(said, "BIND-STICKS"), around);
  expect(cases[0]?.failures[0]?.actual).toBe(said);
});

test("a host that is called like a part of a word does not tear words apart", () => {
  const { notes } = redacted(runSaying("a stale matrix", "LIVE-ENDS"), { ...around, host: "tale" });
  expect(notes[0]?.text).toBe("a stale matrix");
});

test("this machine has surroundings to hide", () => {
  const { home, root } = ownSurroundings();
  expect(Math.min(home.length, root.length)).toBeGreaterThan(0);
});
