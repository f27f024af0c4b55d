// The faults that an exchange met: what its client, its origin or the world did to it. How each is told from
// what was seen stands beside its name.
import type { Step } from "../../../sim/index.ts";
import { hasAct, hasFrame, isPartialHead, saidText, stopAt, truncated } from "./marks.ts";
import type { Told } from "./told.ts";

export interface Fault {
  readonly id: string;
  readonly fits: (told: Told, world: WorldFacts) => boolean;
}

/** What is the same for all exchanges of a world. */
export interface WorldFacts {
  readonly isLate: boolean;
  readonly isCut: boolean;
  readonly isNarrow: boolean;
  readonly shutClients: ReadonlySet<string>;
}

type Fits = Fault["fits"];

function act(id: string, ...kinds: readonly string[]): Fault {
  return { id, fits: (told) => hasAct(told, ...kinds) };
}

/** While it was under way; `of` is the beginning of the name of who it happened to. */
function event(id: string, kind: Step["do"], of = ""): Fault {
  return {
    id,
    fits: ({ events }) =>
      events.some((step) => step.do === kind && (!("node" in step) || step.node.startsWith(of))),
  };
}

function origin(id: string, fits: (told: Told) => boolean): Fault {
  return { id, fits };
}

const longBodyBytes = 16_384;
const asked = (told: Told): (Told["asked"] & { readonly do: "fetch" }) | undefined =>
  told.asked?.do === "fetch" ? told.asked : undefined;
const isMalformed: Fits = (told) => saidText(told) !== undefined && !isPartialHead(told);

export const faults: readonly Fault[] = [
  act("client: stream or connection aborted", "abort"),
  act("client: connection closed", "close"),
  act("client: connection reset", "reset"),
  act("client: half-closed", "halfClose"),
  act("client: stopped reading", "pauseReading"),
  { id: "client: request malformed", fits: isMalformed },
  { id: "client: head in part", fits: isPartialHead },
  { id: "client: upload stopped", fits: (told) => asked(told)?.stopAfterBytes !== undefined },
  { id: "client: length that lies", fits: (told) => asked(told)?.declaredBytes !== undefined },
  { id: "client: hostile frame", fits: (told) => hasFrame(told) },
  {
    id: "client: flood",
    fits: ({ acts }) => acts.some((one) => one.do === "frame" && (one.times ?? 1) > 1),
  },
  { id: "client: no credit", fits: ({ client }, world) => world.shutClients.has(client.actor) },
  origin("origin: refused the connection", ({ refusedDials }) => refusedDials > 0),
  origin(
    "origin: silent",
    ({ origins, client }) =>
      origins.some(({ answer, end }) => answer === undefined && end !== "unprocessed") &&
      client.end !== "abandoned",
  ),
  origin("origin: answer cut", (told) => truncated(told)?.end === "abandoned"),
  origin("origin: answer stopped", (told) => (truncated(told)?.end ?? "abandoned") !== "abandoned"),
  origin("origin: answer before the request was whole", ({ origins }) =>
    origins.some(({ answer, isRequestWhole }) => answer !== undefined && !isRequestWhole),
  ),
  origin("origin: interim answers", ({ origins }) =>
    origins.some(({ interims }) => interims.length > 0),
  ),
  origin("origin: stream refused", ({ origins }) =>
    origins.some(
      ({ protocol, end, answer }) =>
        protocol === "h2" && end === "abandoned" && answer === undefined,
    ),
  ),
  origin("origin: GOAWAY", ({ origins }) => origins.some(({ end }) => end === "unprocessed")),
  origin("origin: answer larger than a buffer", ({ origins }) =>
    origins.some(({ answerBytes }) => answerBytes > longBodyBytes),
  ),
  { id: "network: latency", fits: (_told, world) => world.isLate },
  { id: "network: segments", fits: (_told, world) => world.isCut },
  { id: "network: narrow", fits: (_told, world) => world.isNarrow },
  event("network: partition", "partition"),
  event("network: stall", "stall"),
  event("network: connections refused", "refuse"),
  event("world: worker slow", "slow"),
  event("world: worker paused", "pause"),
  event("world: origin crashed", "kill", "origin"),
  event("world: client crashed", "kill", "client"),
  event("world: worker crashed", "kill", "worker"),
  { id: "world: soft stop", fits: (told) => stopAt(told, "softStop") !== undefined },
  { id: "world: hard stop", fits: (told) => stopAt(told, "hardStop") !== undefined },
];
