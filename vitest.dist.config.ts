import { defineConfig } from "vitest/config";

// Coverage is only right over compiled modules that Node itself loaded: with the module runner
// c8 reports lines that never ran.
export default defineConfig({
  test: {
    include: ["dist/**/*.test.js"],
    testTimeout: 60_000,
    pool: "threads",
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
});
