// The listeners of the whole file: those declared and, later, those that frontends imply; and the
// certificates that frontends bring to them.

import { type Request } from "../../../wire/index.ts";
import { impliedListener, type Listener, type Timeouts } from "./listeners.ts";
import { type PemFiles, type PemPair, readPair } from "./pem-files.ts";
import { requestOf } from "./request.ts";
import { hostPortText, socketAddress } from "./socket-address.ts";
import type { TableReader } from "./table-reader.ts";

interface Brought {
  readonly address: Listener["address"];
  readonly pair: PemPair;
}

export class ListenerBook {
  readonly #byAddress = new Map<string, Listener>();
  readonly #certificates = new Map<string, Brought>();
  readonly #defaults: Timeouts;
  readonly #files: PemFiles | undefined;

  constructor(declared: readonly Listener[], defaults: Timeouts, files: PemFiles | undefined) {
    this.#defaults = defaults;
    this.#files = files;
    for (const listener of declared) this.#byAddress.set(hostPortText(listener.address), listener);
  }

  all(): readonly Listener[] {
    return [...this.#byAddress.values()];
  }

  /** Each once for each listener, in the order of the file. */
  certificates(): readonly Request[] {
    return [...this.#certificates.values()].map(({ address, pair }) => {
      const { certificate, certificateChain, key } = pair;
      const value = {
        address: socketAddress(address),
        certificate: { certificate, certificateChain: [...certificateChain], key },
      };
      return requestOf({ case: "addCertificate", value });
    });
  }

  /** Whether an HTTP frontend at its address speaks TLS; its certificate is taken. Throws ValueFault. */
  isSecure(frontend: TableReader, address: Listener["address"]): boolean {
    const text = hostPortText(address);
    const known = this.#byAddress.get(text);
    if (known?.protocol === "tcp" || known?.protocol === "udp") {
      frontend.refuse("address", `the listener at ${text} is a ${known.protocol} listener`);
    }
    const hasCertificate = frontend.value("certificate") !== undefined;
    const protocol = hasCertificate ? "https" : "http";
    if (known === undefined) {
      this.#byAddress.set(text, impliedListener(address, protocol, this.#defaults));
    } else if (known.protocol === "http" && hasCertificate) {
      frontend.refuse("certificate", `the listener at ${text} does not speak TLS`);
    }
    this.#bring(frontend, address, known?.certificate);
    return (known?.protocol ?? protocol) === "https";
  }

  #bring(frontend: TableReader, address: Listener["address"], own: string | undefined): void {
    if (this.#files === undefined) {
      frontend.unused(["certificate", "key", "certificate_chain"]);
      return;
    }
    const pair = readPair(frontend, this.#files);
    if (pair === undefined || pair.certificate === own) return;
    this.#certificates.set(`${hostPortText(address)} ${pair.certificate}`, { address, pair });
  }
}
