import type { Family } from "../family.ts";
import { BodyChecker } from "./body-checker.ts";

export const bodyFamily: Family = {
  name: "BODY",
  rules: [
    "BODY-LENGTH-REQUEST",
    "BODY-LENGTH-RESPONSE",
    "BODY-CONSERVED",
    "BODY-ATTRIBUTION",
    "BODY-TRUNCATED",
    "BODY-NONE",
  ],
  effects: ({ verdicts, traffic, breaches }) => [new BodyChecker(verdicts, { traffic, breaches })],
};
