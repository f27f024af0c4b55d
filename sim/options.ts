// What a world is built from, and the defaults that make an empty set of options a calm world.

import type { Choice } from "./engine/choice-log.ts";
import type { Address, Credentials, Host, Machine, Micros, NodeName } from "./machine.ts";
import type { NetworkSettings } from "./network/settings.ts";
import type { Observer } from "./trace/event.ts";

export type MachineFactory = (host: Host) => Machine;

/**
 * Fault families, each off (absent or 0) or happening once in so many occasions, by choice.
 * Nothing is drawn for a family that is off.
 */
export interface FaultOptions {
  readonly refuseOneIn?: number;
  /** A SYN that nobody answers. */
  readonly hangOneIn?: number;
  readonly unreachableOneIn?: number;
  readonly noDescriptorOneIn?: number;
  readonly listenDeniedOneIn?: number;
  readonly shortWriteOneIn?: number;
  readonly datagramLossOneIn?: number;
  /** A crash of which the peers hear nothing. */
  readonly silentCrashOneIn?: number;
  readonly appendOneIn?: number;
  readonly storeOneIn?: number;
  readonly buggifyOneIn?: number;
}

export interface WorldOptions {
  /** A safe integer. Absent, with `choices` absent too, it is 0. */
  readonly seed?: number;
  /** Replays these instead of drawing from the seed; what is missing is calm. */
  readonly choices?: readonly Choice[];
  /** Order at one instant: first come first served, or by choice. A stream keeps its own order. */
  readonly ties?: "fifo" | "random";
  readonly network?: Partial<NetworkSettings> | undefined;
  /** Overrides for one connection, by who opens it and to where. */
  readonly networkOf?: (opener: NodeName, to: Address) => Partial<NetworkSettings> | undefined;
  readonly faults?: FaultOptions;
  /** Latency of load and store. */
  readonly diskMicros?: readonly [Micros, Micros];
  readonly observe?: Observer;
  readonly probing?: boolean;
  /** Overwrites bytes handed to a machine with 0xDD when it returns. */
  readonly overwriteOffered?: boolean;
  /** Choices recorded at most; 0 records none. */
  readonly choicesRecordedMax?: number;
  /** Queue events of one `run` at most. */
  readonly eventsMax?: number;
  readonly wallStartMicros?: number;
  /** The machine of a spawned child. */
  readonly spawnMachine?: (child: NodeName, config: Uint8Array) => MachineFactory;
}

/**
 * What a name of a disk leads to: its bytes; `stuck`, which is never done, as on a file system that
 * has gone; `directory`, which can be neither read nor written.
 */
export type DiskEntry = Uint8Array | "stuck" | "directory";

export interface NodeOptions {
  /** What is on its disk before its first process starts. */
  readonly files?: ReadonlyMap<string, DiskEntry>;
  readonly config?: Uint8Array;
  readonly credentials?: Credentials;
  /** Microseconds the node is busy after each turn. */
  readonly costMicros?: Micros;
  /** When its first process starts. */
  readonly startAt?: Micros;
  /** The address its inet connections come from. */
  readonly host?: string;
}
