// A testee for tests: its master answers every request OK with the name of the verb, its workers do
// the same on their channel. It leases nothing and judges nothing. Nothing but tests uses it.

import {
  create,
  decodeRequest,
  decodeWorkerRequest,
  encodeResponse,
  encodeWorkerResponse,
  FrameDecoder,
  frameOf,
  ResponseSchema,
  ResponseStatus,
  WorkerResponseSchema,
} from "../../wire/index.ts";
import type { ConnId, Host, Machine } from "../machine.ts";
import { testMachine } from "../test-machine.ts";
import type { Behaviour } from "../test-machine.ts";
import type { Testee } from "./testee.ts";

const commandSocket = { kind: "unix", path: "/run/kakehi/command.sock" } as const;
const frameBytesMax = 2_000_000;

/** `lines` takes what the machines were told, as test-machine.ts writes it. */
export function toyTestee(lines: string[] = []): Testee {
  return {
    masterConfig: () => new Uint8Array(),
    workerConfig: (_world, id) => Uint8Array.of(id),
    stateFile: (records) => Uint8Array.of(records.length),
    createMaster: (host) => machine(host, master(), lines),
    createWorker: (host) => machine(host, worker(), lines),
  };
}

function machine(host: Host, behaviour: Behaviour, lines: string[]): Machine {
  return testMachine(behaviour, lines)(host);
}

function master(): Behaviour {
  return {
    start: (host) => {
      host.listen(1, commandSocket, {});
    },
    data: framesOf((host, conn, payload) => {
      const request = decodeRequest(payload);
      const message = request.ok ? (request.message.requestType.case ?? "no verb") : "no request";
      const status = request.ok ? ResponseStatus.OK : ResponseStatus.FAILURE;
      host.write(conn, frameOf(encodeResponse(create(ResponseSchema, { status, message }))));
    }),
    end: (host, conn) => {
      host.end(conn);
    },
  };
}

function worker(): Behaviour {
  return {
    data: framesOf((host, conn, payload) => {
      const request = decodeWorkerRequest(payload);
      const id = request.ok ? request.message.id : "";
      const message = request.ok ? (request.message.content?.requestType.case ?? "") : "";
      const response = create(WorkerResponseSchema, { id, status: ResponseStatus.OK, message });
      host.write(conn, frameOf(encodeWorkerResponse(response)));
    }),
  };
}

type TakeFrame = (host: Host, conn: ConnId, payload: Uint8Array) => void;

function framesOf(take: TakeFrame): (host: Host, conn: ConnId, bytes: Uint8Array) => number {
  const decoders = new Map<ConnId, FrameDecoder>();
  return (host, conn, bytes) => {
    const decoder = decoders.get(conn) ?? new FrameDecoder(frameBytesMax);
    decoders.set(conn, decoder);
    decoder.push(bytes);
    for (let next = decoder.next(); next?.kind === "frame"; next = decoder.next()) {
      take(host, conn, next.payload);
    }
    return bytes.length;
  };
}
