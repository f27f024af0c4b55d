import type { Family } from "../family.ts";
import { StreamChecker } from "./stream-checker.ts";

export const streamFamily: Family = {
  name: "STREAM",
  rules: [
    "STREAM-TRANSITIONS",
    "STREAM-LINKED-TOKEN",
    "STREAM-NEW-CLEAN",
    "STREAM-REUSE-CLEAN",
    "STREAM-BUFFERS",
  ],
  effects: ({ verdicts }) => [new StreamChecker(verdicts)],
};
