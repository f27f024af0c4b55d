import type { Rule } from "./rule.ts";

/** The H2 family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const h2Rules: readonly Rule[] = [
  {
    id: "H2-REFUSED-HPACK",
    level: "MUST",
    statement: "A refused or reset HEADERS is still decoded, so the dynamic tables agree.",
    where: ["outside"],
    source: "RFC 9113 §4.3",
  },
  {
    id: "H2-GOAWAY-CLIENT",
    level: "MUST",
    statement: "A client's GOAWAY does not cancel its requests in flight.",
    where: ["outside"],
    source: "RFC 9113 §6.8",
  },
  {
    id: "H2-GOAWAY-BACKEND",
    level: "MUST",
    statement:
      "In turns after a back end's GOAWAY was read (live: from 100 ms + slack after it was sent) nothing new is sent there; streams at or below its last id finish.",
    where: ["outside"],
    source: "RFC 9113 §6.8",
  },
  {
    id: "H2-UNPROCESSED",
    level: "SHOULD",
    statement:
      "Requests proven unprocessed (REFUSED_STREAM, above GOAWAY's last id) are retried elsewhere, or answered with an error; never left silent.",
    where: ["outside"],
    source: "RFC 9113 §8.7",
  },
  {
    id: "H2-CONCURRENCY",
    level: "MUST",
    statement:
      "Streams above the advertised limit are refused (REFUSED_STREAM or PROTOCOL_ERROR on the stream), not fatal; the count is per connection and a finished stream gives its place back; a back end's limit, 0 included, is obeyed from the turn its SETTINGS were read.",
    where: ["outside"],
    source: "RFC 9113 §5.1.2",
  },
  {
    id: "H2-RESET-ISOLATED",
    level: "MUST",
    statement:
      "A reset of one stream leaves the others and the connection alone, whatever the segmentation.",
    where: ["outside"],
    source: "RFC 9113 §5.4.2",
  },
  {
    id: "H2-CONVERT",
    level: "MUST",
    statement:
      "H1↔H2 conversion keeps method, target, headers and interim answers, and drops hop-by-hop and Connection-nominated fields; 101 never appears on H2. Trailers are kept where the far framing carries them, else dropped whole, never written as body; framing and routing fields in trailers are dropped. HTTP/1.0 clients get no 1xx.",
    where: ["outside"],
    source: "RFC 9113 §8",
  },
  {
    id: "H2-FLOOD-RESET",
    level: "MUST",
    statement:
      "Rapid reset by the client is answered with ENHANCE_YOUR_CALM within its threshold; memory and work stay bounded.",
    where: ["outside", "probe"],
    source: "C",
  },
  {
    id: "H2-FLOOD-MADE-RESET",
    level: "MUST",
    statement:
      "The same where the peer's misuse makes the proxy reset (made-you-reset), buffers included.",
    where: ["outside", "probe"],
    source: "C",
  },
  {
    id: "H2-FLOOD-CONTINUATION",
    level: "MUST",
    statement: "The same for CONTINUATION.",
    where: ["outside", "probe"],
    source: "C",
  },
  {
    id: "H2-FLOOD-PING",
    level: "MUST",
    statement: "The same for PING.",
    where: ["outside", "probe"],
    source: "C",
  },
  {
    id: "H2-FLOOD-SETTINGS",
    level: "MUST",
    statement: "The same for SETTINGS.",
    where: ["outside", "probe"],
    source: "C",
  },
  {
    id: "H2-FLOOD-EMPTY-DATA",
    level: "MUST",
    statement: "The same for empty DATA.",
    where: ["outside", "probe"],
    source: "C",
  },
  {
    id: "H2-FLOOD-HEADERS",
    level: "MUST",
    statement:
      "A header bomb (table references, many fields, size) is refused before it is expanded beyond the limit.",
    where: ["outside", "probe"],
    source: "C",
  },
  {
    id: "H2-FLOOD-WINDOW",
    level: "MUST",
    statement:
      "WINDOW_UPDATE of 0 is PROTOCOL_ERROR (the stream; the connection on stream 0); a flood of them, or on closed streams, ends the connection with ENHANCE_YOUR_CALM or PROTOCOL_ERROR.",
    where: ["outside", "probe"],
    source: "C",
  },
];
