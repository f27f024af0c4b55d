// A StatsD sink: takes datagrams at an address and keeps their lines. It does not read metrics.

import { getTextEncoding } from "@bufbuild/protobuf/wire";
import type { Address, Host, ListenerId, Machine, Micros } from "../machine.ts";
import type { Ignore } from "./ignore.ts";
import { ignore } from "./ignore.ts";
import { noteDatagram, type ActorJournal } from "./journal.ts";

export interface StatsdSinkOptions {
  readonly host: string;
  readonly port: number;
  readonly journal: ActorJournal;
}

export class StatsdSink implements Machine {
  readonly onListen: Ignore = ignore;
  readonly onAccept: Ignore = ignore;
  readonly onSecure: Ignore = ignore;
  readonly onConnect: Ignore = ignore;
  readonly onWritable: Ignore = ignore;
  readonly onEnd: Ignore = ignore;
  readonly onReset: Ignore = ignore;
  readonly onDeadline: Ignore = ignore;
  readonly onLoaded: Ignore = ignore;
  readonly onStored: Ignore = ignore;
  readonly onChildExit: Ignore = ignore;
  readonly onTurnEnd: Ignore = ignore;
  readonly #host: Host;
  readonly #options: StatsdSinkOptions;

  constructor(host: Host, options: StatsdSinkOptions) {
    this.#host = host;
    this.#options = options;
  }

  onStart(): void {
    const at: Address = { kind: "inet", host: this.#options.host, port: this.#options.port };
    this.#host.listen(1, at, { datagram: true });
  }

  /** It listens for datagrams only: a stream that comes all the same is read and forgotten. */
  onData(_now: Micros, _conn: number, bytes: Uint8Array): number {
    return bytes.length;
  }

  onDatagram(now: Micros, _listener: ListenerId, _from: Address, bytes: Uint8Array): void {
    const text = getTextEncoding().decodeUtf8(bytes);
    const lines = text.split("\n").filter((line) => line !== "");
    noteDatagram(this.#options.journal, { at: now, lines });
  }

  digest(): void {
    // What it keeps is for those who look later and changes nothing that it does.
  }
}
