import type { Family } from "../family.ts";
import { LifeChecker } from "./life-checker.ts";
import { PoolChecker } from "./pool-checker.ts";
import { StreamChecker } from "./stream-checker.ts";

export const streamFamily: Family = {
  name: "STREAM",
  rules: [
    "STREAM-OPEN",
    "STREAM-LINKED-TOKEN",
    "STREAM-NEW-CLEAN",
    "STREAM-REUSE-CLEAN",
    "STREAM-REUSE-ONLY-RECYCLED",
    "STREAM-RECYCLE-UNCOUNTED",
    "STREAM-TRANSITIONS",
    "STREAM-UNLINKED-ENDS",
    "STREAM-BUFFERS",
    "STREAM-POOL-HALF",
    "STREAM-SPLIT",
    "STREAM-EOS",
    "STREAM-DATA-COUNT",
    "STREAM-QUIESCED",
    "STREAM-NO-LEAK",
  ],
  effects: ({ verdicts }) => [
    new StreamChecker(verdicts),
    new PoolChecker(verdicts),
    new LifeChecker(verdicts),
  ],
};
