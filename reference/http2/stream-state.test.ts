import { expect, test } from "vitest";
import {
  receivedInputs,
  sentInputs,
  stepOf,
  type StreamState,
  streamStates,
} from "./stream-state.ts";

// RFC 9113 §5.1, written down once more, as a picture of the whole product. `C1`, `C5`: a connection error
// PROTOCOL_ERROR, STREAM_CLOSED; `S5`: a stream error STREAM_CLOSED; `-`: nothing; `~`: nothing, for a
// while; a state: taken, and what follows; `!`: not ours to do.
const table = `
              idle unopened open half-closed-local half-closed-remote ended reset-local reset-remote forgotten
headers       open C1 open half-closed-local S5 C5 ~ S5 C1
headers-end   half-closed-remote C1 half-closed-remote ended S5 C5 ~ S5 C1
data          C1 C1 open half-closed-local S5 S5 - S5 S5
data-end      C1 C1 half-closed-remote ended S5 S5 - S5 S5
priority      - - - - - - - - -
rst-stream    C1 C1 reset-remote reset-remote reset-remote ~ ~ ~ ~
push-promise  C1 C1 C1 C1 C1 C1 C1 C1 C1
window-update C1 C1 open - half-closed-remote ~ ~ ~ ~
unknown       - - - - - - - - -
send-headers  ! open open ! half-closed-remote ! ! ! !
send-end      ! ! half-closed-local ! ended ! ! ! !
send-reset    ! ! reset-local reset-local reset-local ! ! ! !
`;

const [heads, ...rows] = table
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));

const marks = {
  ignore: () => "-",
  late: () => "~",
  take: (_code: number, next: StreamState) => next,
  "stream-error": (code: number) => `S${code}`,
  "connection-error": (code: number) => `C${code}`,
} as const;

function cell(
  state: StreamState,
  input: (typeof receivedInputs | typeof sentInputs)[number],
): string {
  try {
    const { verdict, code, next } = stepOf(state, input);
    return marks[verdict](code, next);
  } catch {
    return "!";
  }
}

test("every frame in every state does what RFC 9113 says", () => {
  expect(heads).toEqual(streamStates);
  expect(rows).toEqual(
    [...receivedInputs, ...sentInputs].map((input) => [
      input,
      ...streamStates.map((state) => cell(state, input)),
    ]),
  );
});

test("what is ignored leaves the state alone, a stream error ends in a reset of ours", () => {
  for (const state of streamStates) {
    for (const input of receivedInputs) {
      const { verdict, next } = stepOf(state, input);
      const after = { take: next, "stream-error": "reset-local" }[verdict as string] ?? state;
      expect([state, input, next]).toEqual([state, input, after]);
    }
  }
});
