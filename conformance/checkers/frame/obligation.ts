// What is owed to each item of a dialogue: a terminal reply, or nothing, and which replies would do.
// Verbs that stop, upgrade or wait for a file are owed nothing here: when they are answered is the
// business of other rules.
import { ResponseContentSchema, RequestSchema, ResponseStatus } from "../../../wire/index.ts";
import { type Dialogue, isRefused, type Item, type Terminal } from "./dialogue.ts";

export interface Patience {
  /** A reply is overdue after this. */
  readonly answerMicros: number;
  /** After an oversize prefix the connection is closed within this. */
  readonly closeMicros: number;
}

const withoutObligation: ReadonlySet<string> = new Set([
  "save_state",
  "load_state",
  "launch_worker",
  "upgrade_main",
  "upgrade_worker",
  "subscribe_events",
  "reload_configuration",
  "soft_stop",
  "hard_stop",
  "return_listen_sockets",
]);

/** What verbs that only read are answered with, by which one reply is told from another. */
const contentsByVerb: Readonly<Record<string, readonly string[]>> = {
  list_workers: ["workers"],
  list_frontends: ["frontend_list"],
  list_listeners: ["listeners_list"],
  status: ["workers"],
  query_metrics: ["metrics", "available_metrics"],
  count_requests: ["request_counts"],
  query_health_checks: ["health_checks_list"],
};

const contentNumbers = new Map(
  ResponseContentSchema.fields.map(({ name, number }) => [name, number]),
);

interface VerbReplies {
  readonly isOwed: boolean;
  readonly contents: readonly (number | undefined)[] | undefined;
}

const byVerb: ReadonlyMap<number, VerbReplies> = new Map(
  RequestSchema.fields.map(({ name, number }) => [
    number,
    {
      isOwed: !withoutObligation.has(name),
      contents: contentsByVerb[name]?.map((content) => contentNumbers.get(content)),
    },
  ]),
);

/**
 * Whether this reply could be the one to that item. Strict: a verb that only reads is answered with
 * what it asked for, and with nothing else.
 */
export function couldAnswer(terminal: Terminal, item: Item, isStrict: boolean): boolean {
  if (terminal.index < item.index) return false;
  if (item.kind === "unclear") return true;
  const contents = item.kind === "known" ? byVerb.get(item.verb)?.contents : undefined;
  if (terminal.status === ResponseStatus.FAILURE) return !isStrict || contents === undefined;
  if (item.kind !== "known" || terminal.status !== ResponseStatus.OK) return false;
  return contents?.includes(terminal.content) ?? true;
}

/** By item: whether it is a fault of the master when it has no reply. */
export function owedItems({ items, closed, until }: Dialogue, patience: Patience): boolean[] {
  const refused = items.findIndex((item) => isRefused(item) || item.kind === "unclear");
  return items.map((item, position) => {
    if (!isAnswered(item)) return false;
    const isOverdue = (closed?.at ?? until) - item.at >= patience.answerMicros;
    if (closed === undefined) return isOverdue;
    // The master may close behind what it refuses, and owes nothing to what follows; nor may it wait.
    return refused < 0 || (position < refused && isOverdue);
  });
}

function isAnswered({ kind, verb }: Item): boolean {
  return kind === "known" ? byVerb.get(verb)?.isOwed === true : kind === "unknown";
}
