// Where a launched proxy sends its StatsD lines, or the records of its access log: an address of this machine
// that listens and never asks, so that whoever is watched is not woken by being watched. What is said there is
// judged elsewhere.
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

export interface Sunk {
  /** Of `process.hrtime`, when it was read. */
  readonly nanos: bigint;
  /** The port that it came from: a worker has its own. */
  readonly source: number;
  readonly text: string;
}

/** A program that is judged may send without end. */
const datagramsMax = 10_000;

export class DatagramSink {
  private readonly socket: Socket;
  private readonly kept: Sunk[] = [];
  private lost = false;

  private constructor(socket: Socket, encoding: BufferEncoding) {
    this.socket = socket;
    socket.on("message", (bytes, { port: source }) => {
      const nanos = process.hrtime.bigint();
      if (this.kept.length < datagramsMax) {
        this.kept.push({ nanos, source, text: bytes.toString(encoding) });
      } else {
        this.lost = true;
      }
    });
  }

  /** `encoding`: how each datagram becomes a text. */
  static async open(encoding: BufferEncoding): Promise<DatagramSink> {
    const socket = createSocket("udp4").unref();
    const sink = new DatagramSink(socket, encoding);
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    return sink;
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** Undefined when there was more than anybody could keep. */
  get datagrams(): readonly Sunk[] | undefined {
    return this.lost ? undefined : this.kept;
  }

  close(): void {
    this.socket.close();
  }
}
