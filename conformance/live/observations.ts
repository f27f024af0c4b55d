// What the clients of a live case did and saw, what the proxy wrote to its audit files and to its log,
// as observations for the checkers. Everything stands at the instant at which it was seen from outside:
// a request when it was sent, a reply when it was read. What nobody sees from outside is not here.
import type { ActorJournal, ConnectionJournal, JournalEntry, Scenario } from "../../sim/index.ts";
import { frameOf } from "../../wire/index.ts";
import type { FinishedAudit } from "./audit-files.ts";
import { pairsOf } from "../expectations/pairing.ts";
import { ClientChannel } from "../observe/client-channel.ts";
import { Correlation } from "../observe/correlation.ts";
import { LeaseReader } from "../observe/lease-reader.ts";
import type { Credentials, Observation } from "../observe/observation.ts";

export interface LiveFacts {
  readonly scenario: Scenario;
  readonly frameBytesMax: number;
  readonly journals: readonly ActorJournal[];
  readonly credentials: ReadonlyMap<string, Credentials>;
  readonly workers: readonly number[];
  /** When each worker ended that was killed. */
  readonly deaths: ReadonlyMap<number, number>;
  /** Undefined: it writes none that anybody can read. */
  readonly audit: FinishedAudit | undefined;
  readonly log: readonly { readonly at: number; readonly line: string }[];
  readonly endedAt: number;
  /** The proxy is gone. */
  readonly isGone: boolean;
}

/** Terminal replies that may be another request's are nobody's. */
export type Reading =
  "as they come" | "rogues as well" | "without doubt" | "but for what is not answered";

export function observationsOf(facts: LiveFacts, reading: Reading): readonly Observation[] {
  const { endedAt, workers, deaths, log, audit } = facts;
  const timed: Observation[] = [];
  const last: Observation[] = [];
  let session = 0;
  for (const { actor, connections } of facts.journals) {
    for (const connection of connections) {
      session += 1;
      const seen = connectionSeen({ ...facts, session, actor, connection, reading });
      timed.push(...seen.timed);
      last.push(...seen.last);
    }
  }
  for (const [worker, at] of deaths) {
    timed.push({ kind: "worker-ended", at, worker, code: undefined });
  }
  for (const { at, line } of log) timed.push({ kind: "log", at, node: "master", line });
  timed.sort((left, right) => left.at - right.at);
  return [
    { kind: "master-started", at: 0 },
    ...workers.map((worker) => ({ kind: "worker-linked", at: 0, worker }) as const),
    ...workers.map(
      (worker) =>
        ({ kind: "worker-started", at: 0, worker, judged: true, unknownVerbs: [] }) as const,
    ),
    ...timed,
    ...(audit ?? []).map(({ sink, line }): Observation => {
      return { kind: "audit", at: endedAt, node: "master", sink, line };
    }),
    { kind: "master-turn", at: endedAt },
    ...(facts.isGone ? [{ kind: "master-ended", at: endedAt, killed: false } as const] : []),
    ...last,
    { kind: "run-ended", at: endedAt },
  ];
}

interface Looking extends LiveFacts {
  readonly session: number;
  readonly actor: string;
  readonly connection: ConnectionJournal;
  readonly reading: Reading;
}

interface Seen {
  readonly timed: readonly Observation[];
  /** What holds when all is over. */
  readonly last: readonly Observation[];
}

function connectionSeen(looking: Looking): Seen {
  const { session, actor, connection, credentials, frameBytesMax, endedAt } = looking;
  const { connectedAt } = connection;
  if (connectedAt === undefined || !isShown(looking)) return { timed: [], last: [] };
  const entries = entriesBeforeExit(looking);
  const [correlation, reader] = [new Correlation(), new LeaseReader()];
  const options = { session, correlation, reader, showsBytes: true, frameBytesMax };
  const channel = new ClientChannel(options);
  const timed: Observation[] = [
    {
      kind: "session-opened",
      at: connectedAt,
      session,
      client: actor,
      credentials: credentials.get(actor),
    },
  ];
  const doubtfulFrom = doubtIn(looking);
  let isOver = false;
  for (const entry of entries) {
    if (isOver) break;
    if (entry.kind === "sent" || entry.kind === "received") {
      timed.push(
        ...passed(channel, entry)
          .filter((seen) => !isLeftOut(seen, looking, doubtfulFrom))
          .map((seen) => cleared(seen, doubtfulFrom)),
      );
    } else {
      const ending = endingOf(entry, session);
      if (ending !== undefined) timed.push(ending);
      isOver = ending?.kind === "session-closed";
    }
  }
  if (isOver || looking.isGone) return { timed, last: [] };
  return {
    timed,
    last: [
      { kind: "session-left", at: endedAt, session, untakenSince: undefined, isStalled: false },
    ],
  };
}

function passed(
  channel: ClientChannel,
  entry: JournalEntry & { readonly kind: "sent" | "received" },
): Observation[] {
  const { at } = entry;
  const isSent = entry.kind === "sent";
  const bytes = isSent ? entry.bytes : frameOf(entry.payload);
  const seen: Observation[] = [];
  channel.wrote(isSent, bytes, at, seen);
  channel.took(!isSent, bytes, at, seen);
  return seen;
}

/** Less than there is between two steps of a case. */
const unreadMicros = 50_000;

/** A proxy that was told to stop ended as a request came: whether it had read it nobody sees. */
function entriesBeforeExit({
  isGone,
  connection: { entries },
}: Looking): ConnectionJournal["entries"] {
  const exit = entries.find(({ kind }) => kind === "ended" || kind === "was-reset");
  if (!isGone || exit === undefined) return entries;
  const heard = entries.findLastIndex(({ kind }) => kind === "received");
  const isUnread = (entry: JournalEntry, place: number): boolean =>
    entry.kind === "sent" && place > heard && exit.at - entry.at < unreadMicros;
  if (!entries.some(isUnread)) return entries;
  return entries.filter((entry, place) => entry !== exit && !isUnread(entry, place));
}

function endingOf({ kind, at }: JournalEntry, session: number): Observation | undefined {
  if (kind === "half-closed") return { kind: "session-half-closed", at, session };
  if (kind === "closed") return { kind: "session-closed", at, session, by: "client" };
  if (kind === "ended" || kind === "was-reset") {
    return { kind: "session-closed", at, session, by: "master" };
  }
  return undefined;
}

/** From when on nobody can say which reply is whose. */
function doubtIn({ reading, connection }: Looking): number {
  if (reading === "as they come" || reading === "rogues as well") return Infinity;
  const pairs = pairsOf(connection);
  const isOnlyMissing = pairs.every(({ standing }) => standing !== "doubtful");
  if (isOnlyMissing) return Infinity;
  const doubtful = pairs.filter(({ standing }) => standing !== "answered");
  return doubtful.reduce((first, { sentAt }) => Math.min(first, sentAt), Infinity);
}

function isLeftOut(
  seen: Observation,
  { reading, connection }: Looking,
  doubtfulFrom: number,
): boolean {
  if (seen.kind !== "request") return false;
  // A subscription may be answered with events alone.
  if (reading === "as they come" && seen.verb === "subscribeEvents") {
    return pairsOf(connection).some(({ reply, standing, sentAt }) => {
      return standing === "answered" && reply === undefined && sentAt === seen.at;
    });
  }
  // Where requests of any kind are not answered, one about a file says nothing of files.
  return reading === "but for what is not answered" && seen.at >= doubtfulFrom;
}

function cleared(seen: Observation, doubtfulFrom: number): Observation {
  if (seen.kind !== "reply" || seen.at < doubtfulFrom) return seen;
  return { ...seen, ordinal: undefined };
}

/** Whoever misbehaves on purpose, or does not read, does not show what it was answered. */
export function isHeeding({ actors, steps }: Scenario, actor: string, connection: string): boolean {
  return actors[actor]?.kind !== "rogue" && isReading({ steps }, actor, connection);
}

function isShown({ reading, scenario, actor, connection }: Looking): boolean {
  return reading === "rogues as well"
    ? isReading(scenario, actor, connection.connection)
    : isHeeding(scenario, actor, connection.connection);
}

function isReading({ steps }: Pick<Scenario, "steps">, actor: string, connection: string): boolean {
  return !steps.some(
    (step) =>
      "actor" in step &&
      step.actor === actor &&
      step.do === "pauseReading" &&
      actsOn(step, connection),
  );
}

function actsOn(step: Scenario["steps"][number], connection: string): boolean {
  return (("connection" in step ? step.connection : undefined) ?? "main") === connection;
}
