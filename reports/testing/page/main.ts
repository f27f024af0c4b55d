// The HTML report in a real browser: a run that fails is made, its page is opened from the disk, and what
// a person would look for is read from it. Without a browser nothing is tested, and that is said:
// `not run` with exit code 4, never a pass.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { chromiumPath } from "./chromium.ts";
import { failingRun } from "./failing-run.ts";
import { checks } from "./checks.ts";

const notRun = 4;
const browserPath = chromiumPath();
if (browserPath === undefined) {
  process.stdout.write("not run: no Chromium here; KAKEHI_CHROMIUM=/path/to/chromium names one\n");
  process.exitCode = notRun;
} else {
  process.exitCode = await run(browserPath);
}

async function run(executablePath: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "kakehi-page-"));
  const failing = failingRun(folder);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  let failed = 0;
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
    for (const [name, check] of Object.entries(checks)) {
      const page = await context.newPage();
      try {
        await check(page, failing);
        process.stdout.write(`ok      ${name}\n`);
      } catch (error) {
        failed += 1;
        process.stdout.write(`FAILED  ${name}\n${String(error)}\n`);
      }
      await page.close();
    }
  } finally {
    await browser.close();
  }
  const count = Object.keys(checks).length;
  process.stdout.write(`${count - failed} of ${count} checks hold; pictures in ${folder}\n`);
  return failed === 0 ? 0 : 1;
}
