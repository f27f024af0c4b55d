// A directory, hosts with toy machines and connections to them; all gone after each test.
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { ListenReport } from "../listeners.ts";
import { NodeHost, type NodeHostOptions } from "../node-host.ts";
import { seededRandomness } from "../random.ts";
import { ToyMachine } from "./toy-machine.ts";

export interface Toy {
  readonly machine: ToyMachine;
  readonly host: NodeHost;
  readonly reports: ListenReport[];
  readonly exits: number[];
}

/** One in a test file. */
export class ToyStage {
  directory = "";
  readonly #cleanups: (() => Promise<void> | void)[] = [];

  constructor() {
    beforeEach(() => {
      this.directory = mkdtempSync(join(tmpdir(), "kakehi-host-"));
    });
    afterEach(async () => {
      await this.clear();
      rmSync(this.directory, { recursive: true, force: true });
    });
  }

  afterwards(cleanup: () => Promise<void> | void): void {
    this.#cleanups.push(cleanup);
  }

  /** Ends what was raised, the last one first. */
  async clear(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup();
  }

  get path(): string {
    return join(this.directory, "toy.sock");
  }

  raise(prepare: (machine: ToyMachine) => void, given: Partial<NodeHostOptions> = {}): Toy {
    const reports: ListenReport[] = [];
    const exits: number[] = [];
    let machine: ToyMachine | undefined;
    const host = new NodeHost({
      name: "toy",
      config: new Uint8Array([1, 2, 3]),
      createMachine: (created) => (machine = new ToyMachine(created)),
      randomness: seededRandomness(7, "toy"),
      sinks: {},
      directory: this.directory,
      launch: () => {
        throw new Error("no children here");
      },
      credentials: () => undefined,
      allowRemote: false,
      report: (report) => {
        reports.push(report);
      },
      exited: (code) => {
        exits.push(code);
      },
      ...given,
    });
    prepare(machine!);
    host.start();
    this.afterwards(() => host.close());
    return { machine: machine!, host, reports, exits };
  }

  async listening(
    prepare: (machine: ToyMachine) => void = () => undefined,
    given: Partial<NodeHostOptions> = {},
  ): Promise<Toy> {
    const toy = this.raise((machine) => {
      machine.atStart = (host) => {
        host.listen(1, { kind: "unix", path: this.path }, {});
      };
      prepare(machine);
    }, given);
    await seen(toy, "listen 1 listening");
    return toy;
  }

  dial(): Socket {
    const socket = connect({ path: this.path, allowHalfOpen: true });
    socket.on("error", () => undefined);
    this.afterwards(() => {
      socket.destroy();
    });
    return socket;
  }

  async loopbackServer(serve: (socket: Socket) => void): Promise<number> {
    const server: Server = createServer({ allowHalfOpen: true }, serve);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.afterwards(() => {
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }
}

export function until(observed: () => void): Promise<void> {
  return vi.waitFor(observed, { timeout: 20_000, interval: 5 });
}

export function seen({ machine }: Toy, input: string): Promise<void> {
  return until(() => {
    expect(machine.inputs).toContain(input);
  });
}

export function collect(socket: Socket): { bytes: Buffer; ended: boolean; closed: boolean } {
  const all = { bytes: Buffer.alloc(0), ended: false, closed: false };
  socket.on("data", (chunk: Buffer) => {
    all.bytes = Buffer.concat([all.bytes, chunk]);
  });
  socket.on("end", () => (all.ended = true));
  socket.on("close", () => (all.closed = true));
  return all;
}
