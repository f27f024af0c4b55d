import type { Rule } from "./rule.ts";

/** The FRAME family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const frameRules: readonly Rule[] = [
  {
    id: "FRAME-LENGTH",
    level: "MUST",
    statement:
      "A frame is an 8-byte little-endian total length (prefix included) and one protobuf message; any segmentation is accepted.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FRAME-OVERSIZE",
    level: "MUST",
    statement:
      "After the 8th byte of a prefix above the limit the connection is closed (a FAILURE may precede) within 1 s, or exactly that many bytes are skipped and the next frame is answered.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FRAME-UNDERSIZE",
    level: "MUST",
    statement:
      "A declared length below 8 is refused and the next valid frame is understood, or the connection is closed.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FRAME-UNDECODABLE",
    level: "MUST",
    statement:
      "An undecodable payload (wrong wire type on a known field, invalid UTF-8, cut message, nesting above 100) is answered or skipped, and the next frame is understood, or the connection is closed.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FRAME-UNKNOWN-VERB",
    level: "SHOULD",
    statement: "An empty or unknown request gets FAILURE, not silence.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FRAME-MANY",
    level: "MUST",
    statement:
      "All complete frames of one read are processed, those behind a refused one too (not what follows a frame for which FRAME-* lets the connection close).",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FRAME-HALF-CLOSE",
    level: "SHOULD",
    statement: "A request followed by a half-close is still executed and answered.",
    where: ["outside"],
    source: "C",
  },
];
