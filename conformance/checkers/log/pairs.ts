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

type Fits = (logged: Logged, asked: Asked) => boolean;

/** `actorOf`: who is behind the client's address of a record; undefined where nobody is known. */
export function paired(
  logged: readonly Logged[],
  asked: readonly Asked[],
  actorOf: (record: AccessRecord) => string | undefined,
): Paired {
  const isBy: Fits = ({ record }, { seen }) => actorOf(record) === seen.actor;
  const isKey: Fits = (one, other) => isBy(one, other) && isSameRequest(one.record, other.seen);
  const isTimely: Fits = (one, other) => isKey(one, other) && isWithin(one, other.seen);
  const pairs: Pair[] = [];
  let rest: Rest = { logged, asked };
  for (const fits of [isTimely, isKey, isBy, () => true]) rest = matched(rest, fits, pairs);
  const unlogged = rest.asked.filter(
    (one) => !rest.logged.some((other) => isLoose(other) || isBy(other, one)),
  );
  return { pairs, unlogged, isWhole: rest.asked.length === 0 && rest.logged.length === 0 };

  /** Of somebody who is not known it may be anybody's. */
  function isLoose({ record }: Logged): boolean {
    return actorOf(record) === undefined;
  }
}

interface Rest {
  readonly logged: readonly Logged[];
  readonly asked: readonly Asked[];
}

/** Takes those out that fit each other and nobody else. */
function matched({ logged, asked }: Rest, fits: Fits, pairs: Pair[]): Rest {
  const found = new Map<Logged, Asked>();
  for (const one of logged) {
    const others = asked.filter((other) => fits(one, other));
    const [only] = others;
    if (only === undefined || others.length > 1) continue;
    if (logged.some((rival) => rival !== one && fits(rival, only))) continue;
    found.set(one, only);
    pairs.push({ logged: one, asked: only });
  }
  const taken = new Set(found.values());
  return {
    logged: logged.filter((one) => !found.has(one)),
    asked: asked.filter((one) => !taken.has(one)),
  };
}

function isSameRequest(record: AccessRecord, seen: ExchangeEnded): boolean {
  if (record.method === undefined || seen.method === undefined) return false;
  return (
    record.method === seen.method &&
    record.path === pathOf(seen) &&
    sameAuthority(record.authority, seen.authority)
  );
}

/** RFC 9112 §3.2.2: of an absolute form, what stands behind the authority. */
export function pathOf({ path }: ExchangeEnded): string | undefined {
  const absolute = /^https?:\/\/[^/?]*(.*)$/iu.exec(path ?? "");
  if (absolute === null) return path;
  const [, rest = ""] = absolute;
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/** Hosts compare case-insensitively. */
export function sameAuthority(one: string | undefined, other: string | undefined): boolean {
  return (one ?? "").toLowerCase() === (other ?? "").toLowerCase();
}

/** A client that gave up may have done so before its request had come anywhere. */
function isWithin({ startedAt }: Logged, { startedAt: from, at, end }: ExchangeEnded): boolean {
  if (startedAt === undefined || startedAt < from) return false;
  return end === "abandoned" || startedAt <= at;
}
