// The one error class for a scenario that cannot be played although it has the right shape.

const meanings = {
  "unknown-actor": "no actor of that name takes part",
  "wrong-actor": "an actor of that kind takes no such step",
  "duplicate-label": "two requests bear the same label",
  "unknown-step": "no request bears that label",
  "unknown-worker": "the world has no worker of that id",
  "bad-request": "the request is not protobuf JSON of a Request",
  "bad-answer": "the answer is not protobuf JSON of a WorkerResponse",
  "bad-hex": "the bytes are not pairs of hex digits",
  "after-end": "it lies after the end of the run",
  "no-scripted-master": "the topology wants exactly one scripted master, and a fleet none",
  "reserved-name": "an actor must not bear the name of the master or of a worker",
} as const;

export type ScenarioErrorCode = keyof typeof meanings;

/** `pointer` is a JSON pointer into the scenario. */
export class ScenarioError extends Error {
  readonly code: ScenarioErrorCode;
  readonly pointer: string;

  constructor(code: ScenarioErrorCode, pointer: string, detail: string) {
    super(`${pointer}: ${meanings[code]} (${detail})`);
    this.name = "ScenarioError";
    this.code = code;
    this.pointer = pointer;
  }
}
