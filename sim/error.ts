// The one error class for misuse of the world: by whoever builds it or by a machine that breaks the
// rules of its Host. Faults of peers never come here; they are inputs of machines. A broken
// assertion of our own is an AssertionFault instead.

const meanings = {
  "unknown-node": "no node of that name was added",
  "node-exists": "a node of that name is already there",
  "node-alive": "a process of that name is still running",
  "nodes-full": "more nodes than a world may hold",
  "queue-full": "more events wait than a world may hold",
  "connections-full": "more connections are open than a world may hold",
  "conn-id": "a machine numbers the connections it opens 2, 4, 6, …, each once",
  "took-out-of-range": "onData must return how many of the offered bytes it took",
  "listener-in-use": "a machine must not listen twice under one listener id",
  "time-not-integer": "times are non-negative integer microseconds",
  "no-spawner": "the world was given no spawnMachine",
  "option-out-of-range": "an option is outside its bounds",
  "re-entered": "a world must not be driven from inside a machine",
} as const;

export type WorldErrorCode = keyof typeof meanings;

/** Misuse of the world. `code` names what was wrong, `detail` the node, name or value it was about. */
export class WorldError extends Error {
  readonly code: WorldErrorCode;
  readonly detail: string;

  constructor(code: WorldErrorCode, detail: string) {
    super(`${code}: ${meanings[code]} (${detail})`);
    this.name = "WorldError";
    this.code = code;
    this.detail = detail;
  }
}

/** A fault of the world itself. */
export class AssertionFault extends Error {
  constructor(statement: string) {
    super(`assertion failed: ${statement}`);
    this.name = "AssertionFault";
  }
}

export function assert(holds: boolean, statement: string): asserts holds {
  if (!holds) throw new AssertionFault(statement);
}
