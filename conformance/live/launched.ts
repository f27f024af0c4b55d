// What a live case needs of the proxy that it is played against, whether the run launched it or found
// it running.
import type { LogTail } from "./log-tail.ts";
import type { DatagramSink } from "./datagram-sink.ts";

export interface Launched {
  readonly commandSocket: string;
  readonly log: LogTail;
  /** Undefined: it sends its StatsD lines to somebody else. */
  readonly sink: DatagramSink | undefined;
  /** Undefined: it writes its access log somewhere else, or as nobody here reads it. */
  readonly access: DatagramSink | undefined;
  /** By sink: the file that the proxy writes its audit trail to. */
  readonly auditFiles: Readonly<Record<string, string>>;
  /** Why it is not running any more, or undefined. */
  readonly ended: string | undefined;
  /** The process of each worker, by its id. */
  workerPids(): Promise<ReadonlyMap<number, number>>;
  /** Leaves it as it should be left. */
  end(): Promise<void>;
}
