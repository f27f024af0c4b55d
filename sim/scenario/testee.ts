// What is put into the world to be judged: a master and its workers, as machines, and the boot
// configuration that each of them reads. The player knows nothing else about them.

import type { Host, Machine } from "../machine.ts";
import type { StateRecord } from "./file-spec.ts";
import type { WorldSettings } from "./world-settings.ts";

export interface Testee {
  /** The bytes that the master is started with. */
  masterConfig(world: WorldSettings): Uint8Array;
  /** The bytes that a worker is started with where no master starts it. */
  workerConfig(world: WorldSettings, id: number): Uint8Array;
  /** A state file with these records, in the testee's own format. */
  stateFile(records: readonly StateRecord[]): Uint8Array;
  createMaster(host: Host): Machine;
  createWorker(host: Host): Machine;
}
