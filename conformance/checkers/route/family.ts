import type { Family } from "../family.ts";
import { RouteChecker } from "./route-checker.ts";

export const routeFamily: Family = {
  name: "ROUTE",
  rules: [
    "ROUTE-MATCH",
    "ROUTE-400",
    "ROUTE-401",
    "ROUTE-404",
    "ROUTE-421",
    "ROUTE-429",
    "ROUTE-503",
    "ROUTE-REDIRECT",
    "ROUTE-EDITS",
  ],
  effects: ({ verdicts, world: { origins } }) => [
    new RouteChecker(verdicts, origins && new Set(origins.values())),
  ],
};
