// An actor between its machine and its real host: everything passes through unchanged, and onto the tape.
// Accounts of exchanges are copied when they are told, since they go on changing.
import type {
  Address,
  ClientHello,
  ConnId,
  ExchangeProbe,
  Host,
  Machine,
  Micros,
  ProbeEvent,
  TlsFacts,
} from "../../../sim/index.ts";
import { copyOf, isExchangeProbe } from "./packed-exchange.ts";
import type { ActorTape } from "./tape.ts";

type Address4 = Extract<Address, { readonly kind: "inet" }>;

/** The actor's end of a connection, as the proxy sees it; known once that stands. */
export type NearEnd = (conn: ConnId) => {
  readonly local: Address4;
  readonly tls: TlsFacts | undefined;
};

export interface Recorded {
  readonly tape: ActorTape;
  readonly nearEnd: NearEnd;
  /** Told before the connection is dialled. */
  readonly greets: (conn: ConnId, hello: ClientHello) => void;
  readonly make: (host: Host) => Machine;
}

export function recordedActor(host: Host, recorded: Recorded): Machine {
  const { tape, make, nearEnd } = recorded;
  const dialled = new Map<ConnId, Address4>();
  const machine = make(recordedHost(host, recorded, dialled));
  const at = (now: Micros): Micros => {
    tape.at = now;
    return now;
  };
  return {
    ...quietInputs(machine, at),
    onAccept: (now, conn, facts) => {
      at(now);
      if (facts.local.kind === "inet") tape.accepted(conn, facts);
      machine.onAccept(now, conn, facts);
    },
    onConnect: (now, conn, outcome) => {
      at(now);
      const remote = dialled.get(conn);
      if (remote !== undefined) {
        const { local, tls } =
          outcome === "connected" ? nearEnd(conn) : { local: remote, tls: undefined };
        tape.settled(conn, outcome, { local, remote, tls });
      }
      machine.onConnect(now, conn, outcome);
    },
    onData: (now, conn, bytes) => {
      at(now);
      // What is not taken comes again, and the bytes are the host's own when the call returns.
      const copy = new Uint8Array(bytes);
      const place = tape.place;
      const taken = machine.onData(now, conn, bytes);
      tape.took(conn, copy.subarray(0, taken), place);
      return taken;
    },
    onWritable: (now, conn) => {
      machine.onWritable(at(now), conn);
    },
    onEnd: (now, conn) => {
      at(now);
      tape.over(conn, "ended");
      machine.onEnd(now, conn);
    },
    onReset: (now, conn) => {
      at(now);
      tape.over(conn, "was-reset");
      machine.onReset(now, conn);
    },
    onTurnEnd: (now) => {
      machine.onTurnEnd(at(now));
      tape.turnEnded();
    },
  };
}

type Quiet =
  "onStart" | "onListen" | "onSecure" | "onDatagram" | "onDeadline" | "onLoaded" | "onStored";

/** Inputs of which nothing is recorded but their instant. */
function quietInputs(
  machine: Machine,
  at: (now: Micros) => Micros,
): Pick<Machine, Quiet | "onChildExit"> {
  return {
    onStart: (now, boot) => {
      machine.onStart(at(now), boot);
    },
    onListen: (now, listener, outcome) => {
      machine.onListen(at(now), listener, outcome);
    },
    onSecure: (now, conn, outcome) => {
      machine.onSecure(at(now), conn, outcome);
    },
    onDatagram: (now, listener, from, bytes) => {
      machine.onDatagram(at(now), listener, from, bytes);
    },
    onDeadline: (now) => {
      machine.onDeadline(at(now));
    },
    onLoaded: (now, name, bytes) => {
      machine.onLoaded(at(now), name, bytes);
    },
    onStored: (now, name, ok) => {
      machine.onStored(at(now), name, ok);
    },
    onChildExit: (now, child, cause) => {
      machine.onChildExit(at(now), child, cause);
    },
  };
}

function recordedHost(
  host: Host,
  { tape, greets }: Recorded,
  dialled: Map<ConnId, Address4>,
): Host {
  return {
    probing: true,
    listen: (listener, address, options) => {
      host.listen(listener, address, options);
    },
    unlisten: (listener) => {
      host.unlisten(listener);
    },
    connect: (conn, to, hello) => {
      if (to.kind === "inet") {
        dialled.set(conn, to);
        tape.dialled(conn, to);
      }
      if (hello !== undefined) greets(conn, hello);
      host.connect(conn, to);
    },
    write: (conn, bytes) => {
      const taken = host.write(conn, bytes);
      tape.wrote(conn, new Uint8Array(bytes.subarray(0, taken)));
      return taken;
    },
    resume: (conn) => {
      host.resume(conn);
    },
    end: (conn) => {
      tape.finished(conn, "end");
      host.end(conn);
    },
    reset: (conn) => {
      tape.finished(conn, "reset");
      host.reset(conn);
    },
    sendDatagram: (to, bytes) => {
      host.sendDatagram(to, bytes);
    },
    setDeadline: (at) => {
      host.setDeadline(at);
    },
    clock: () => host.clock(),
    wall: () => host.wall(),
    random: (key) => host.random(key),
    roundTrip: (conn) => host.roundTrip(conn),
    append: (sink, line) => host.append(sink, line),
    load: (name) => {
      host.load(name);
    },
    store: (name, bytes) => {
      host.store(name, bytes);
    },
    spawn: (child, config) => {
      host.spawn(child, config);
    },
    kill: (child) => {
      host.kill(child);
    },
    exit: (code) => {
      host.exit(code);
    },
    buggify: (site) => host.buggify(site),
    probe: (event) => {
      tape.probed(copied(event));
    },
  };
}

function copied(event: ProbeEvent): ProbeEvent {
  if (!isExchangeProbe(event)) return event;
  const { phase, exchange } = event;
  const told: ExchangeProbe = { kind: "exchange", phase, exchange: copyOf(exchange) };
  return told;
}
