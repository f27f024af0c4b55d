import type { Family } from "../family.ts";
import { Http2Checker } from "./http2-checker.ts";

export const h2Family: Family = {
  name: "H2",
  rules: [
    "H2-REFUSED-HPACK",
    "H2-GOAWAY-CLIENT",
    "H2-GOAWAY-BACKEND",
    "H2-UNPROCESSED",
    "H2-CONCURRENCY",
    "H2-RESET-ISOLATED",
    "H2-CONVERT",
    "H2-FLOOD-RESET",
    "H2-FLOOD-MADE-RESET",
    "H2-FLOOD-CONTINUATION",
    "H2-FLOOD-PING",
    "H2-FLOOD-SETTINGS",
    "H2-FLOOD-EMPTY-DATA",
    "H2-FLOOD-HEADERS",
    "H2-FLOOD-WINDOW",
  ],
  effects: (context) => [new Http2Checker(context)],
};
