// The page of the reference's slot states, drawn from the table that moves them. It knows what such a
// table looks like and nothing of who keeps it.

export interface DrawnTransition {
  readonly to: string;
  readonly counts?: true;
  readonly settles?: true;
}

export type DrawnTransitions = Readonly<
  Record<string, Readonly<Partial<Record<string, DrawnTransition>>>>
>;

export function slotPage(transitions: DrawnTransitions): string {
  const arrows = Object.entries(transitions).flatMap(([from, row]) =>
    Object.entries(row).flatMap(([input, transition]) =>
      transition === undefined ? [] : [arrow(from, input, transition)],
    ),
  );
  return [
    "# The states of a slot",
    "",
    "Drawn from `reference/mux/slot-state.ts`; `npm run docs:diagrams` draws it anew and `npm run check:diagrams` says when it",
    "is stale. What is not drawn cannot happen.",
    "",
    "```mermaid",
    "stateDiagram-v2",
    "  [*] --> Idle: make",
    ...arrows,
    "  Recycle --> [*]: drop",
    "```",
    "",
    "- `+1`: `http.active_requests` takes a unit, and the slot is marked as counted.",
    "- `record`: the one final record of the exchange, and the unit with it where the slot has one. Neither happens twice: a",
    "  tunnel has its record when its 101 has left, the last answer of a connection when it is written.",
    "",
  ].join("\n");
}

function arrow(from: string, input: string, { to, counts, settles }: DrawnTransition): string {
  const effects = [counts === true ? " +1" : "", settles === true ? " (record)" : ""];
  return `  ${from} --> ${to}: ${input}${effects.join("")}`;
}
