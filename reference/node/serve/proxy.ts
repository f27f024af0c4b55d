// A proxy on real sockets: the master on a host of its own, its workers as processes or in this one,
// from the first bind to the last worker's end. It deliberately knows the machines only by the
// functions that make them.

import { existsSync } from "node:fs";
import type { Socket } from "node:net";
import type { Credentials, Host, Machine } from "../../host.ts";
import { stopMillisMax } from "../bounds.ts";
import type { Launch } from "../children/child.ts";
import { inProcessLaunch } from "../children/in-process-launch.ts";
import { processLaunch } from "../children/process-launch.ts";
import type { Settings } from "../configuration/settings.ts";
import { addressText } from "../host/addresses.ts";
import { credentialsReader } from "../host/credentials.ts";
import type { ListenReport } from "../host/listeners.ts";
import { NodeHost } from "../host/node-host.ts";
import { seededRandomness, systemRandomness } from "../host/random.ts";
import { ListenHub } from "../share/hub.ts";
import { ServeError } from "./serve-error.ts";
import { openSinks, type OpenSinks } from "./sinks.ts";
import { askToStop } from "./soft-stop.ts";

export interface RunningProxy {
  /** The absolute path operators connect to. */
  readonly commandSocket: string;
  /** What the configuration made somebody think twice about; `file:line:column: message` each. */
  readonly warnings: readonly string[];
  /** The master's exit code, once everything is closed and every worker has ended. */
  readonly exited: Promise<number>;
  /** Asks the machine to stop, and ends it if it will not. Resolves with `exited`. */
  stop(): Promise<number>;
  /** Ends it at once. Resolves with `exited`. */
  kill(): Promise<number>;
}

export interface ProxyMachines {
  createMaster(host: Host): Machine;
  createWorker(host: Host): Machine;
  /** The master's Boot configuration. */
  masterConfig(settings: Settings): Uint8Array;
}

export interface ProxyOptions {
  readonly settings: Settings;
  readonly warnings: readonly string[];
  readonly machines: ProxyMachines;
  /** Workers in this process, for debugging. */
  readonly inProcess: boolean;
  readonly allowRemote: boolean;
  /** Takes the log's lines instead of the configured target. */
  readonly log: ((line: string) => void) | undefined;
  /** For keyed draws; undefined draws from the operating system. */
  readonly seed: number | undefined;
  /** The compiled script of a worker process. */
  readonly workerEntry: string;
}

const masterName = "master";

/** The code of a master that was not asked. */
const killedCode = 1;

/** Resolves when the command socket accepts. Throws ServeError. */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { settings, warnings, workerEntry } = options;
  if (!options.inProcess && settings.workerCount > 0 && !existsSync(workerEntry)) {
    throw new ServeError(
      "worker-entry",
      `${workerEntry} is missing: build first, or run in process`,
    );
  }
  const sinks = openSinks(settings, options.log);
  for (const warning of warnings) sinks.log(`WARN configuration: ${warning}`);
  const credentials = await credentialsReader();
  if (!credentials.ok) {
    sinks.log(`WARN host: no peer credentials (${credentials.reason}): leases are not bound`);
  }
  return new Promise((resolve, reject) => {
    let refusal: ServeError | undefined;
    const proxy = new Run(options, sinks, ({ outcome, at, reason = outcome }) => {
      if (outcome === "listening") {
        resolve(proxy);
        return;
      }
      refusal = new ServeError("command-socket", `cannot listen on ${addressText(at)}: ${reason}`);
      void proxy.kill();
    });
    void proxy.exited.then((code) => {
      const ended = `the master ended with code ${code} before it listened`;
      reject(refusal ?? new ServeError("ended", ended));
    });
    proxy.start((socket) => (credentials.ok ? credentials.read(socket) : undefined));
  });
}

class Run implements RunningProxy {
  readonly commandSocket: string;
  readonly warnings: readonly string[];
  readonly exited: Promise<number>;
  readonly #options: ProxyOptions;
  readonly #sinks: OpenSinks;
  readonly #hub: ListenHub;
  /** Told once what became of the command socket. */
  readonly #settle: (report: ListenReport) => void;
  #host: NodeHost | undefined;
  #stopping: Promise<number> | undefined;
  #leaving: Promise<void> | undefined;
  #finish: (code: number) => void = () => undefined;

  constructor(options: ProxyOptions, sinks: OpenSinks, settle: (report: ListenReport) => void) {
    this.commandSocket = options.settings.commandSocket;
    this.warnings = options.warnings;
    this.exited = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.#options = options;
    this.#sinks = sinks;
    this.#hub = new ListenHub({
      transfers: !options.inProcess,
      report: ({ host, port }, outcome, reason) => {
        this.#report({ listener: 0, at: { kind: "inet", host, port }, outcome, reason });
      },
    });
    this.#settle = settle;
  }

  start(credentials: (socket: Socket) => Credentials | undefined): void {
    const { settings, machines, allowRemote, seed } = this.#options;
    this.#host = new NodeHost({
      name: masterName,
      config: machines.masterConfig(settings),
      createMachine: (host) => machines.createMaster(host),
      randomness: seed === undefined ? systemRandomness() : seededRandomness(seed, masterName),
      sinks: this.#sinks.sinks,
      directory: settings.directory,
      launch: this.#launch(),
      credentials,
      allowRemote,
      report: (report) => {
        this.#report(report);
      },
      exited: (code) => {
        void this.#leave(code);
      },
    });
    this.#host.start();
  }

  stop(): Promise<number> {
    this.#stopping ??= this.#askAndWait();
    return this.#stopping;
  }

  async kill(): Promise<number> {
    await this.#leave(killedCode);
    return this.exited;
  }

  async #askAndWait(): Promise<number> {
    const patience = setTimeout(() => {
      void this.kill();
    }, stopMillisMax);
    if (!(await askToStop(this.commandSocket))) await this.kill();
    const code = await this.exited;
    clearTimeout(patience);
    return code;
  }

  #launch(): Launch {
    const { machines, inProcess, workerEntry, seed, allowRemote, settings } = this.#options;
    const { log, access } = this.#sinks;
    if (!inProcess) {
      return processLaunch({
        entry: workerEntry,
        parent: masterName,
        seed,
        allowRemote,
        hub: this.#hub,
        access: settings.accessTarget,
        line: log,
      });
    }
    return inProcessLaunch({
      createMachine: (host) => machines.createWorker(host),
      parent: masterName,
      seed,
      log,
      access,
      allowRemote,
      hub: this.#hub,
    });
  }

  #report(report: ListenReport): void {
    const { at, outcome, reason } = report;
    const where = addressText(at);
    this.#sinks.log(
      outcome === "listening"
        ? `INFO host: listening on ${where}`
        : `ERROR host: cannot listen on ${where}: ${reason ?? outcome}`,
    );
    if (at.kind === "unix" && at.path === this.commandSocket) this.#settle(report);
  }

  #leave(code: number): Promise<void> {
    this.#leaving ??= (async () => {
      await this.#host?.close();
      this.#hub.close();
      await this.#sinks.close();
      this.#finish(code);
    })();
    return this.#leaving;
  }
}
