import type { Family } from "../family.ts";
import { FrameChecker } from "./frame-checker.ts";

export const frameFamily: Family = {
  name: "FRAME",
  rules: [
    "FRAME-LENGTH",
    "FRAME-OVERSIZE",
    "FRAME-UNDERSIZE",
    "FRAME-UNDECODABLE",
    "FRAME-UNKNOWN-VERB",
    "FRAME-MANY",
    "FRAME-HALF-CLOSE",
  ],
  messages: (context) => (context.hasMaster ? [new FrameChecker(context)] : []),
};
