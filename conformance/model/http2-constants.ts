// What a target declares about HTTP/2: its flood limits, each with the count up to which nobody is turned
// away, and how long it bears a peer that gives no credit. `limit` is the last count that is still fine.

export interface FloodLimit {
  /** One more, and the connection has to end. */
  readonly limit: number;
  /** So many are always fine. */
  readonly honest: number;
}

/** What is counted of one connection. */
const floodKinds = [
  "reset",
  "resetBeforeAnswer",
  "madeReset",
  "continuation",
  "ping",
  "settings",
  "emptyData",
  "windowUpdate",
  "lateFrame",
] as const;

export type FloodKind = (typeof floodKinds)[number];

export const ruleOfKind: Readonly<Record<FloodKind, string>> = {
  reset: "H2-FLOOD-RESET",
  resetBeforeAnswer: "H2-FLOOD-RESET",
  madeReset: "H2-FLOOD-MADE-RESET",
  continuation: "H2-FLOOD-CONTINUATION",
  ping: "H2-FLOOD-PING",
  settings: "H2-FLOOD-SETTINGS",
  emptyData: "H2-FLOOD-EMPTY-DATA",
  windowUpdate: "H2-FLOOD-WINDOW",
  lateFrame: "H2-FLOOD-WINDOW",
};

export interface Http2Constants {
  /** How a flood ends: with ENHANCE_YOUR_CALM, or with any error. */
  readonly floodEnd: "calm" | "anyError";
  /** Those without `window` are counted for the whole connection; the others' counts are halved every second. */
  readonly floods: Readonly<Record<FloodKind, FloodLimit>>;
  /** H2-FLOOD-HEADERS: RFC 9113 §6.5.2 counts 32 octets for each field. */
  readonly headerList: { readonly bytesMax: number; readonly fieldsMax: number };
  /** The octets of a header block on the wire. */
  readonly blockBytesMax: number;
  /** Frames that may reach a closed stream before they are counted. */
  readonly lateFramesPerStream: number;
  /** H2-CONCURRENCY: a new stream may be refused while fewer buffers are free. */
  readonly buffersMax: number;
  /** FLOW-STALL */
  readonly stall: StallConstants;
}

export interface StallConstants {
  /** D is the back timeout, and never less than this. */
  readonly budgetMicrosMin: number;
  /** The honest rate is so much in each budget. */
  readonly honestBytes: number;
  /** The timers of a listener that sets none. */
  readonly backTimeoutSeconds: number;
  readonly frontTimeoutSeconds: number;
}

const exactly = (limit: number): FloodLimit => ({ limit, honest: limit });

export const defaultHttp2Constants: Http2Constants = {
  floodEnd: "calm",
  floods: {
    reset: exactly(100),
    resetBeforeAnswer: exactly(50),
    madeReset: exactly(500),
    continuation: exactly(20),
    ping: exactly(100),
    settings: exactly(50),
    emptyData: exactly(100),
    windowUpdate: exactly(100),
    lateFrame: exactly(100),
  },
  headerList: { bytesMax: 65_536, fieldsMax: 128 },
  blockBytesMax: 65_536,
  lateFramesPerStream: 2,
  buffersMax: 1000,
  stall: {
    budgetMicrosMin: 30_000_000,
    honestBytes: 16_384,
    backTimeoutSeconds: 30,
    frontTimeoutSeconds: 60,
  },
};

/** The rules about floods of which a target declares no limit at all. */
export function undeclaredFloods({ floods }: Http2Constants): ReadonlySet<string> {
  const declared = floodKinds.filter((kind) => floods[kind].limit < Infinity);
  const rules = new Set(Object.values(ruleOfKind));
  for (const kind of declared) rules.delete(ruleOfKind[kind]);
  // Credit of nothing is an error however often it is given.
  rules.delete(ruleOfKind.windowUpdate);
  return rules;
}

/** Whether what a case says of that rule, with the default limits in mind, holds for other limits too. */
export function sharesLimits(
  rule: string,
  { floodEnd, floods, headerList, blockBytesMax }: Http2Constants,
): boolean {
  if (!rule.startsWith("H2-FLOOD-")) return true;
  const known = defaultHttp2Constants;
  if (floodEnd !== known.floodEnd) return false;
  if (rule === "H2-FLOOD-HEADERS") {
    return (
      headerList.bytesMax === known.headerList.bytesMax &&
      headerList.fieldsMax === known.headerList.fieldsMax &&
      blockBytesMax === known.blockBytesMax
    );
  }
  const own = floodKinds.filter((kind) => ruleOfKind[kind] === rule);
  return own.every((kind) => known.floods[kind].limit === floods[kind].limit);
}
