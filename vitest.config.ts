import { defineConfig } from "vitest/config";

// The sources themselves are run; `vitest.dist.config.ts` runs what was compiled.
export default defineConfig({
  test: {
    include: ["{wire,sim,reference,conformance,reports,fixtures,bench}/**/*.test.ts"],
    testTimeout: 60_000,
    pool: "threads",
    // Left to itself, it keeps one core for the person who watches.
    maxWorkers: "100%",
    reporters: ["default", "./conformance/gates/closing-line.ts"],
  },
});
