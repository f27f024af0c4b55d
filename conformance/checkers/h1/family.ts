import type { Family } from "../family.ts";
import { H1Checker } from "./h1-checker.ts";

export const h1Family: Family = {
  name: "H1",
  rules: [
    "H1-PIPELINE",
    "H1-SMUGGLING",
    "H1-HOST",
    "H1-INTERIM",
    "H1-KEEPALIVE",
    "H1-HALF-CLOSE",
    "H1-UPGRADE",
  ],
  effects: (context) => [new H1Checker(context)],
};
