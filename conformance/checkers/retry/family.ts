import type { Family } from "../family.ts";
import { BackOffChecker } from "./back-off-checker.ts";
import { BoundChecker } from "./bound-checker.ts";
import { SafeChecker } from "./safe-checker.ts";

export const retryFamily: Family = {
  name: "RETRY",
  rules: ["RETRY-BOUND", "RETRY-SAFE", "RETRY-BACKOFF"],
  effects: (context) => [
    new BoundChecker(context),
    new SafeChecker(context),
    new BackOffChecker(context),
  ],
};
