// Which record is about which exchange. Records bear no label, so they are joined by the connection, by
// what was asked for and when it began; where more than one would fit, nothing is said of any of them.
// A record that fits nothing but is the only one left for the only exchange left is that one's: what is
// wrong with it is then a matter of its fields.
import { listAt } from "../../grouped.ts";
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

/** Who is behind the client's address of a record. */
export interface Caller {
  readonly actor: string;
  /** Of the connection, as an exchange has it. */
  readonly link: number;
}

/** Where the two can meet at all; undefined: nowhere. */
interface Meeting {
  readonly ofRecord: (logged: Logged, caller: Caller | undefined) => string | undefined;
  readonly ofExchange: (asked: Asked) => string | undefined;
  /** Whether a record has to lie within the time of its exchange, too. */
  readonly isTimely: boolean;
}

const request = {
  ofRecord: ({ record: { method, path, authority } }, caller) =>
    caller === undefined || method === undefined
      ? undefined
      : keyOf(caller.link, method, path, authority),
  ofExchange: ({ seen }) =>
    seen.method === undefined || seen.link === undefined
      ? undefined
      : keyOf(seen.link, seen.method, pathOf(seen), seen.authority),
} as const satisfies Omit<Meeting, "isTimely">;
const meetings: readonly Meeting[] = [
  { ...request, isTimely: true },
  { ...request, isTimely: false },
  { ofRecord: (_, caller) => caller?.actor, ofExchange: ({ seen }) => seen.actor, isTimely: false },
  { ofRecord: () => "anybody", ofExchange: () => "anybody", isTimely: false },
];

/** `callerOf`: undefined where nobody is known. */
export function paired(
  logged: readonly Logged[],
  asked: readonly Asked[],
  callerOf: (record: AccessRecord) => Caller | undefined,
): Paired {
  const callers = new Map(logged.map((one) => [one, callerOf(one.record)]));
  const pairs: Pair[] = [];
  let rest: Rest = { logged, asked };
  for (const meeting of meetings) rest = matched(rest, meeting, callers, pairs);
  // Of somebody who is not known a record may be anybody's.
  const left = new Set(rest.logged.map((one) => callers.get(one)?.actor));
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
  { ofRecord, ofExchange, isTimely }: Meeting,
  callers: ReadonlyMap<Logged, Caller | undefined>,
  pairs: Pair[],
): Rest {
  const records = grouped(logged, (one) => ofRecord(one, callers.get(one)));
  const exchanges = grouped(asked, ofExchange);
  const taken = new Set<Logged | Asked>();
  for (const [key, ours] of records) {
    const theirs = exchanges.get(key) ?? [];
    for (const pair of isTimely ? timely(ours, theirs) : lonely(ours, theirs)) {
      taken.add(pair.logged).add(pair.asked);
      pairs.push(pair);
    }
  }
  return {
    logged: logged.filter((one) => !taken.has(one)),
    asked: asked.filter((one) => !taken.has(one)),
  };
}

/** Only one of each. */
function lonely(ours: readonly Logged[], theirs: readonly Asked[]): readonly Pair[] {
  const [logged] = ours;
  const [asked] = theirs;
  if (logged === undefined || asked === undefined) return [];
  // Of what was never answered there may be no record: the one that is left is another's then.
  if (asked.seen.answer === undefined && !isNamed(logged, asked)) return [];
  return ours.length === 1 && theirs.length === 1 ? [{ logged, asked }] : [];
}

/** It tells the same method and path, whatever else it tells. */
function isNamed({ record: { method, path } }: Logged, { seen }: Asked): boolean {
  return method === seen.method && path === pathOf(seen);
}

/** An exchange, and the records in its time: by their order from the first to before the last. */
interface Span {
  readonly asked: Asked;
  readonly startedAt: number;
  readonly lastAt: number;
  from: number;
  to: number;
}

/**
 * Records that began within one exchange only, in which no other record began. One sweep over both, for
 * thousands may be under way at once: of those it knows how many they are and the sum of their places,
 * which is the place of the one where there is only one.
 */
function timely(ours: readonly Logged[], theirs: readonly Asked[]): readonly Pair[] {
  const records = inOrder(ours);
  const spans = theirs
    .map((asked) => spanOf(asked, records.length))
    .sort((one, other) => one.startedAt - other.startedAt);
  const ends = [...spans.entries()].sort(([, one], [, other]) => one.lastAt - other.lastAt);
  const alone = new Map<Logged, Span | undefined>();
  let begun = 0;
  let over = 0;
  let places = 0;
  for (const [order, { logged, at }] of records.entries()) {
    for (let next = spans[begun]; next !== undefined && next.startedAt <= at; next = spans[begun]) {
      next.from = order;
      places += begun;
      begun += 1;
    }
    for (let next = ends[over]; next !== undefined && next[1].lastAt < at; next = ends[over]) {
      next[1].to = order;
      places -= next[0];
      over += 1;
    }
    if (begun - over === 1) alone.set(logged, spans[places]);
  }
  return ours.flatMap((logged) => {
    const span = alone.get(logged);
    return span === undefined || span.to - span.from > 1 ? [] : [{ logged, asked: span.asked }];
  });
}

function spanOf(asked: Asked, records: number): Span {
  const { seen } = asked;
  const { startedAt } = seen;
  return { asked, startedAt, lastAt: lastInstantOf(seen), from: records, to: records };
}

/** By when they say that they began; who does not say it is left out. */
function inOrder(
  all: readonly Logged[],
): readonly { readonly logged: Logged; readonly at: number }[] {
  return all
    .flatMap((logged) => (logged.startedAt === undefined ? [] : [{ logged, at: logged.startedAt }]))
    .sort((one, other) => one.at - other.at);
}

/** A client that gave up may have done so before its request had come anywhere. */
function lastInstantOf({ end, at }: ExchangeEnded): number {
  return end === "abandoned" ? Infinity : at;
}

function grouped<T>(
  all: readonly T[],
  keyOf: (one: T) => string | undefined,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    if (key !== undefined) listAt(groups, key).push(one);
  }
  return groups;
}

function keyOf(
  link: number,
  method: string,
  path: string | undefined,
  authority: string | undefined,
): string {
  // With their lengths, no two of these that differ are the same text.
  const lengths = `${link} ${method.length} ${path?.length ?? "none"} `;
  return lengths + method + (path ?? "") + hostOf(authority);
}

/** RFC 9112 §3.2.2: of an absolute form, what stands behind the authority. */
export function pathOf({ path }: ExchangeEnded): string | undefined {
  if (path?.startsWith("/") !== false) return path;
  const absolute = /^https?:\/\/[^/?]*(.*)$/iu.exec(path);
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
