// Which record is about which exchange. Records bear no label, so they are joined by who was connected,
// what was asked for and when it began; where more than one would fit, nothing is said of any of them.
// A record that fits nothing but is the only one left for the only exchange left is that one's: what is
// wrong with it is then a matter of its fields.
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { AccessRecord } from "../../model/access/record.ts";

export interface Logged {
  readonly index: number;
  readonly at: number;
  readonly worker: number;
  readonly record: AccessRecord;
  /** On the clock of the run; undefined where the record does not say. */
  readonly startedAt: number | undefined;
}

export interface Asked {
  readonly seen: ExchangeEnded;
  readonly index: number;
}

export interface Pair {
  readonly logged: Logged;
  readonly asked: Asked;
}

export interface Paired {
  readonly pairs: readonly Pair[];
  /** Nobody wrote a record of them, though others of their kind have theirs. */
  readonly unlogged: readonly Asked[];
  /** Of nobody else is anything left: who has lost its record would be found all the same. */
  readonly isWhole: boolean;
}

/** Where the two can meet at all; undefined: nowhere. */
interface Step {
  readonly ofRecord: (logged: Logged, actor: string | undefined) => string | undefined;
  readonly ofExchange: (asked: Asked) => string | undefined;
  readonly fits: (logged: Logged, asked: Asked) => boolean;
}

const always = (): boolean => true;
const request: Step = {
  ofRecord: ({ record: { method, path, authority } }, actor) =>
    actor === undefined || method === undefined ? undefined : keyOf(actor, method, path, authority),
  ofExchange: ({ seen }) =>
    seen.method === undefined
      ? undefined
      : keyOf(seen.actor, seen.method, pathOf(seen), seen.authority),
  fits: always,
};
const steps: readonly Step[] = [
  { ...request, fits: (one, { seen }) => isWithin(one, seen) },
  request,
  { ofRecord: (_, actor) => actor, ofExchange: ({ seen }) => seen.actor, fits: always },
  { ofRecord: () => "anybody", ofExchange: () => "anybody", fits: always },
];

/** `actorOf`: who is behind the client's address of a record; undefined where nobody is known. */
export function paired(
  logged: readonly Logged[],
  asked: readonly Asked[],
  actorOf: (record: AccessRecord) => string | undefined,
): Paired {
  const actors = new Map(logged.map((one) => [one, actorOf(one.record)]));
  const pairs: Pair[] = [];
  let rest: Rest = { logged, asked };
  for (const step of steps) rest = matched(rest, step, actors, pairs);
  // Of somebody who is not known a record may be anybody's.
  const left = new Set(rest.logged.map((one) => actors.get(one)));
  const unlogged = rest.asked.filter(({ seen }) => !left.has(undefined) && !left.has(seen.actor));
  return { pairs, unlogged, isWhole: rest.asked.length === 0 && rest.logged.length === 0 };
}

interface Rest {
  readonly logged: readonly Logged[];
  readonly asked: readonly Asked[];
}

/** Takes those out that fit each other and nobody else. */
function matched(
  { logged, asked }: Rest,
  { ofRecord, ofExchange, fits }: Step,
  actors: ReadonlyMap<Logged, string | undefined>,
  pairs: Pair[],
): Rest {
  const records = grouped(logged, (one) => ofRecord(one, actors.get(one)));
  const exchanges = grouped(asked, ofExchange);
  const taken = new Set<Logged | Asked>();
  for (const [key, ours] of records) {
    const theirs = exchanges.get(key) ?? [];
    for (const one of ours) {
      const only = onlyOne(theirs, (other) => fits(one, other));
      if (only === undefined || onlyOne(ours, (rival) => fits(rival, only)) === undefined) continue;
      taken.add(one).add(only);
      pairs.push({ logged: one, asked: only });
    }
  }
  return {
    logged: logged.filter((one) => !taken.has(one)),
    asked: asked.filter((one) => !taken.has(one)),
  };
}

/** Undefined where there are none, and where there are several. */
function onlyOne<T>(all: readonly T[], fits: (one: T) => boolean): T | undefined {
  const first = all.findIndex(fits);
  return first === all.findLastIndex(fits) ? all[first] : undefined;
}

function grouped<T>(
  all: readonly T[],
  keyOf: (one: T) => string | undefined,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const known = key === undefined ? undefined : groups.get(key);
    if (known !== undefined) known.push(one);
    else if (key !== undefined) groups.set(key, [one]);
  }
  return groups;
}

function keyOf(
  actor: string,
  method: string,
  path: string | undefined,
  authority: string | undefined,
): string {
  return JSON.stringify([actor, method, path, hostOf(authority)]);
}

/** RFC 9112 §3.2.2: of an absolute form, what stands behind the authority. */
export function pathOf({ path }: ExchangeEnded): string | undefined {
  const absolute = /^https?:\/\/[^/?]*(.*)$/iu.exec(path ?? "");
  if (absolute === null) return path;
  const [, rest = ""] = absolute;
  return rest.startsWith("/") ? rest : `/${rest}`;
}

export function sameAuthority(one: string | undefined, other: string | undefined): boolean {
  return hostOf(one) === hostOf(other);
}

/** Hosts compare case-insensitively. */
function hostOf(authority: string | undefined): string {
  return (authority ?? "").toLowerCase();
}

/** A client that gave up may have done so before its request had come anywhere. */
function isWithin({ startedAt }: Logged, { startedAt: from, at, end }: ExchangeEnded): boolean {
  if (startedAt === undefined || startedAt < from) return false;
  return end === "abandoned" || startedAt <= at;
}
