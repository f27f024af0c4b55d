// One launched proxy without a command socket: its configuration is written before it starts, it is ready
// when it accepts where the case has it listen, and it is ended with everything it started.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Scenario } from "../../../sim/index.ts";
import type { Launched } from "../launched.ts";
import type { LogTail } from "../log-tail.ts";
import { accepts, ProcessGroup } from "../process-group.ts";
import type { StrayRegister } from "../strays.ts";
import type { LiveDescription } from "../target-file.ts";
import { type Nobody, openNobody } from "./nobody.ts";
import { notInstalled } from "./packages.ts";
import { type PeerName, type PeerWorld, peerWorld } from "./peers.ts";

export interface PeerOptions {
  readonly description: LiveDescription;
  readonly scenario: Scenario;
  readonly register: StrayRegister;
  readonly stop: AbortSignal;
  readonly isCapped: boolean;
}

interface Awaited {
  readonly addresses: PeerWorld["addresses"];
  readonly seconds: number;
  readonly stop: AbortSignal;
}

export class PeerInstance implements Launched {
  readonly commandSocket: string = "";
  readonly auditFiles: Readonly<Record<string, string>> = {};
  readonly sink: undefined = undefined;
  readonly access = undefined;
  private readonly group: ProcessGroup;
  private readonly folder: string;

  private readonly nobody: Nobody;

  private constructor(group: ProcessGroup, folder: string, nobody: Nobody) {
    this.group = group;
    this.folder = folder;
    this.nobody = nobody;
  }

  /** @throws TargetError with the tail of its log when it does not come up. */
  static async launch(options: PeerOptions): Promise<PeerInstance> {
    const { description, scenario, register, stop, isCapped } = options;
    const { by, peer } = description;
    if (by.kind !== "launch" || peer === undefined) throw new Error("it is no such proxy");
    const { launch } = by;
    const folder = mkdtempSync(join(tmpdir(), "kakehi-live-"));
    const nobody = await openNobody();
    const { text, files, addresses } = peerWorld(scenario, peer, { folder, nobody });
    const config = join(folder, "proxy.conf");
    writeFileSync(config, text);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const words = launch.command.map((word) =>
      word.replaceAll("{config}", config).replaceAll("{folder}", folder),
    );
    const group = new ProcessGroup({ words, folder, register, isCapped });
    const instance = new PeerInstance(group, folder, nobody);
    await instance.ready(peer, { addresses, seconds: launch.readySeconds, stop });
    return instance;
  }

  get log(): LogTail {
    return this.group.log;
  }

  get ended(): string | undefined {
    return this.group.ended;
  }

  async workerPids(): Promise<ReadonlyMap<number, number>> {
    return Promise.resolve(new Map());
  }

  async end(): Promise<void> {
    await this.group.end();
    this.nobody.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ready(peer: PeerName, { addresses, seconds, stop }: Awaited): Promise<void> {
    try {
      await this.group.arrival({
        seconds,
        stop,
        accepts: async () => (await Promise.all(addresses.map(accepts))).every(Boolean),
        reason: (ended = `nobody listens after ${seconds} s`) =>
          ended.includes("ENOENT") ? notInstalled(peer) : ended,
      });
    } catch (error) {
      await this.end();
      throw error;
    }
  }
}
