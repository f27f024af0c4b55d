// What a person looks for on the page, each on a page of its own.

import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import type { FailingRun } from "./failing-run.ts";

type Check = (page: Page, failing: FailingRun) => Promise<void>;

export const checks: Readonly<Record<string, Check>> = {
  "who sent what, and what the rule expected": async (page, { url, trace, mark }) => {
    await page.goto(`${url}#/case/${trace.case}`);
    const view = page.locator(".scrubber").first();
    equal(await text(view, "who"), "worker-0 → master");
    match(await text(view, "summary"), /OK, effective backend, leases 65$/);
    equal(await text(view, "expected"), "failure");
    equal(await text(view, "actual"), "ok");
    match(await text(view, "decoded"), /"activeLeaseCount": 65/);
    equal(await text(view, "position"), `step ${mark.step + 1} of ${trace.steps.length}`);
    match(await view.locator(".hex").innerText(), /^0000 {2}21 00 00 00 00 00 00 00/);
  },

  "every step that the keyboard reaches is the recorded one": async (
    page,
    { url, trace, mark },
  ) => {
    await page.goto(`${url}#/case/${trace.case}`);
    const view = page.locator(".scrubber").first();
    await view.focus();
    const presses = [
      ["ArrowLeft", mark.step - 1],
      ["ArrowLeft", mark.step - 2],
      ["ArrowRight", mark.step - 1],
      ["Home", 0],
      ["ArrowLeft", 0],
      ["PageDown", 10],
      ["End", trace.steps.length - 1],
      ["ArrowRight", trace.steps.length - 1],
      ["f", mark.step],
    ] as const;
    for (const [key, expected] of presses) {
      await page.keyboard.press(key);
      await isAt(view, expected, trace);
    }
  },

  "buttons, slider and diagram move the same position": async (page, { url, trace, mark }) => {
    await page.goto(`${url}#/case/${trace.case}`);
    const view = page.locator(".scrubber").first();
    await view.getByRole("button", { name: "step back" }).click();
    await isAt(view, mark.step - 1, trace);
    await view.getByRole("slider", { name: "step" }).fill("3");
    await isAt(view, 3, trace);
    await view.locator(`[data-step="${mark.step}"] .band`).dispatchEvent("click");
    await isAt(view, mark.step, trace);
  },

  "a rule tells its sentence, where it is broken and where it is kept": async (page, failing) => {
    await page.goto(`${failing.url}#/rule/LEASE-CAP`);
    const record = failing.run.rules.find(({ rule }) => rule === "LEASE-CAP");
    equal(await page.locator("blockquote").innerText(), record?.statement);
    const titles = await page.locator("h3").allInnerTexts();
    ok(titles.some((title) => title.startsWith("Broken in lease-cap-")));
    ok(titles.some((title) => title.startsWith("Kept in lease-cap-")));
    await page.screenshot({ path: join(failing.folder, "rule.png") });
  },

  "filters leave what was asked for": async (page, { url, run }) => {
    await page.goto(url);
    const rows = page.locator("tr[data-rule]:visible");
    equal(await rows.count(), run.rules.length);
    await page.getByLabel("Search").fill("cap leases");
    ok((await rows.count()) < run.rules.length);
    ok((await page.locator("tr[data-rule]:visible a").allInnerTexts()).includes("LEASE-CAP"));
    await page.getByLabel("Search").fill("");
    await page.getByLabel("pass", { exact: true }).uncheck();
    const left = run.rules.filter(({ outcome }) => outcome !== "pass").length;
    equal(await rows.count(), left);
    match(await page.locator("output[name=shown]").innerText(), new RegExp(`^${left} of`));
  },

  "everything that acts has a name, and pictures say what they show": async (page, failing) => {
    await page.goto(`${failing.url}#/case/${failing.trace.case}`);
    const slider = page.getByRole("slider", { name: "step" }).first();
    match((await slider.getAttribute("aria-valuetext")) ?? "", /^step \d+ of \d+: ./);
    const picture = page.getByRole("img", { name: /^Space-time diagram of lease-cap-renewal/ });
    equal(await picture.count(), 1);
    for (const control of await page.getByRole("button").all()) {
      ok(((await control.getAttribute("aria-label")) ?? (await control.innerText())) !== "");
    }
    equal(await page.locator("html").getAttribute("lang"), "en");
  },

  "light and dark, and the picture for a person": async (page, { url, trace, folder }) => {
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(`${url}#/case/${trace.case}`);
      await page.reload();
      await page.screenshot({ path: join(folder, `case-${scheme}.png`) });
      equal(await page.locator("html").getAttribute("data-theme"), scheme);
    }
    await page.getByRole("button", { name: "light colours" }).click();
    equal(await page.locator("html").getAttribute("data-theme"), "light");
    await page.goto(`${url}#/`);
    await page.screenshot({ path: join(folder, "overview.png") });
  },

  "the replay is there to copy": async (page, { url, trace }) => {
    await page.goto(`${url}#/case/${trace.case}`);
    const line = "npx kakehi replay lease-cap-renewal --seed 0 --target reference:cap-off-by-one";
    equal(await text(page.locator(".scrubber").first(), "replay"), line);
    await page
      .getByRole("button", { name: `copy: ${line}` })
      .first()
      .click();
    match(
      await page.locator(".replay [role=status]").first().innerText(),
      /copied|select and copy/,
    );
  },

  "nothing is asked of any network, and nothing goes wrong": async (page, { url, trace }) => {
    const asked: string[] = [];
    const wrong: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("console", (message) => wrong.push(message.text()));
    await page.goto(url);
    for (const place of [`/case/${trace.case}`, "/rule/LEASE-CAP", "/rule/nowhere", "/"]) {
      await page.goto(`${url}#${place}`);
      await page.waitForLoadState("networkidle");
    }
    deepEqual(asked, [url]);
    deepEqual(wrong, []);
    // The policy of the page holds even against a script that would want to.
    const blocked = page.evaluate(() => fetch("https://example.invalid/").then(() => "sent"));
    equal(await blocked.catch(() => "refused"), "refused");
  },
};

async function text(view: Locator, field: string): Promise<string> {
  return await view.locator(`[data-field="${field}"]`).first().innerText();
}

async function isAt(view: Locator, position: number, trace: FailingRun["trace"]): Promise<void> {
  const step = trace.steps[position];
  equal(await text(view, "position"), `step ${position + 1} of ${trace.steps.length}`);
  const who = step?.to === undefined ? step?.from : `${step.from} → ${step.to}`;
  equal(await text(view, "who"), who);
  equal(await text(view, "summary"), step?.summary);
}
