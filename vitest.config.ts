import { defineConfig } from "vitest/config";

// The sources themselves are run; `vitest.dist.config.ts` runs what was compiled.
export default defineConfig({
  test: {
    testTimeout: 60_000,
    pool: "threads",
    // Left to itself, it keeps one core for the person who watches.
    maxWorkers: "100%",
    reporters: ["default", "./conformance/gates/closing-line.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "parts",
          include: ["{wire,sim,reference,reports}/**/*.test.ts"],
          // Their modules hold no state that a test could leave to the next: each is loaded once.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: "suite", include: ["{conformance,fixtures,bench}/**/*.test.ts"] },
      },
    ],
  },
});
