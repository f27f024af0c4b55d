import { expect, test } from "vitest";
import type { Host } from "../machine.ts";
import type { DiskEntry } from "../options.ts";
import { testMachine } from "../test-machine.ts";
import { World } from "../world.ts";

const bytes = Uint8Array.of(97, 98);
const files = new Map<string, DiskEntry>([
  ["there", bytes],
  ["stuck", "stuck"],
  ["directory", "directory"],
]);

const acts = {
  load: (host: Host, name: string): void => {
    host.load(name);
  },
  store: (host: Host, name: string): void => {
    host.store(name, bytes);
  },
};

function linesOf(name: string, act: keyof typeof acts): readonly string[] {
  const lines: string[] = [];
  const world = new World();
  const machine = testMachine(
    {
      start: (host) => {
        acts[act](host, name);
      },
    },
    lines,
  );
  world.addNode("node", machine, { files });
  world.run(1_000_000_000);
  return lines.filter((line) => /loaded|stored/.test(line));
}

test.each([
  ["there", "load", ["0 loaded there ab"]],
  ["missing", "load", ["0 loaded missing nothing"]],
  ["directory", "load", ["0 loaded directory nothing"]],
  ["stuck", "load", []],
  ["there", "store", ["0 stored there well"]],
  ["missing", "store", ["0 stored missing well"]],
  ["directory", "store", ["0 stored directory badly"]],
  ["stuck", "store", []],
] as const)("%s is what it is to a %s", (name, act, expected) => {
  expect(linesOf(name, act)).toEqual(expected);
});
