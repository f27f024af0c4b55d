// A server and a client that talk over one connection, for the tests of the network.

import type { Action } from "../../action.ts";
import type { Host } from "../../machine.ts";
import type { NodeOptions, WorldOptions } from "../../options.ts";
import { type Behaviour, bytesOf, testMachine } from "../../test-machine.ts";
import { World } from "../../world.ts";

export const socket = { kind: "unix", path: "/s" } as const;

export interface Play {
  readonly world?: WorldOptions;
  readonly server?: Behaviour;
  readonly client?: Behaviour;
  readonly clientOptions?: NodeOptions;
  readonly backlog?: number;
  readonly actions?: readonly (readonly [number, Action])[];
  readonly until?: number;
}

export interface Played {
  readonly server: readonly string[];
  readonly client: readonly string[];
  readonly world: World;
}

/** A server that listens on the socket and a client that connects to it; turns are left out. */
export function play(options: Play): Played {
  const server: string[] = [];
  const client: string[] = [];
  const world = new World({ overwriteOffered: true, ...options.world });
  const listens = (host: Host): void => {
    host.listen(1, socket, options.backlog === undefined ? {} : { backlog: options.backlog });
  };
  const connects = (host: Host): void => {
    host.connect(2, socket);
  };
  world.addNode("server", testMachine({ start: listens, ...options.server }, server));
  world.addNode("client", testMachine({ start: connects, ...options.client }, client), {
    ...options.clientOptions,
  });
  for (const [at, action] of options.actions ?? []) world.at(at, action);
  world.run(options.until ?? 1_000_000);
  const inputs = (lines: readonly string[]): readonly string[] =>
    lines.filter((line) => !/ (turn|start .*|listen .*)$/.test(line));
  return { server: inputs(server), client: inputs(client), world };
}

export const writes =
  (...texts: readonly string[]) =>
  (host: Host, conn: number): void => {
    for (const text of texts) host.write(conn, bytesOf(text));
  };
