// A world of one server and one busy client, for the tests of nodes.

import type { Action } from "../../action.ts";
import type { Host } from "../../machine.ts";
import type { WorldOptions } from "../../options.ts";
import { bytesOf, testMachine } from "../../test-machine.ts";
import { World } from "../../world.ts";

export const socket = { kind: "unix", path: "/s" } as const;

export const listens = (host: Host): void => {
  host.listen(1, socket, {});
};

/** A world with a listener and a client of three connections that each send one letter at 10. */
export function busyWorld(
  options: WorldOptions,
  costMicros = 0,
): { world: World; lines: string[] } {
  const lines: string[] = [];
  const world = new World(options);
  world.addNode("server", testMachine({ start: listens }, lines), { costMicros });
  world.addNode(
    "client",
    testMachine({
      start: (host) => {
        for (const conn of [2, 4, 6]) host.connect(conn, socket);
        host.setDeadline(10);
      },
      deadline: (host) => {
        for (const conn of [2, 4, 6]) host.write(conn, bytesOf("x"));
      },
    }),
    { startAt: 1 },
  );
  return { world, lines };
}

export function actions(world: World, ...list: readonly (readonly [number, Action])[]): void {
  for (const [at, action] of list) world.at(at, action);
}
