// The last line of `npm test`, in the one form that every reader of a CI log understands.
import type { Reporter, TestModule } from "vitest/node";

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = modules
      .flatMap((module) => [...module.children.allTests()])
      .map((one) => one.result().state);
    const count = (state: string) => states.filter((one) => one === state).length;
    const skipped = count("skipped");
    const rest = skipped === 0 ? "" : `, ${skipped} skipped`;
    process.stdout.write(`${count("passed")} passed, ${count("failed")} failed${rest}\n`);
  }
}
