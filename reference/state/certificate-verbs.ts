// The verb that gives a TLS listener one more certificate. Whether a certificate is one is for whoever
// shows it; here it is a text that has to look like PEM and belong to a listener.

import type { AddCertificate } from "../../wire/index.ts";
import { checkedAddress } from "./address.ts";
import { certificateLengthMax } from "./bounds.ts";
import { keyOf, type Certificate, type Model } from "./model.ts";
import { refuse, refuseSecond } from "./refusal.ts";
import type { Change } from "./registry.ts";

export function addCertificate(model: Model, message: AddCertificate): readonly Change[] {
  const { certificate: pair } = message;
  const address = checkedAddress(message.address);
  if (pair === undefined) refuse("the certificate is missing");
  checkPem("certificate", pair.certificate);
  checkPem("key", pair.key);
  for (const link of pair.certificateChain) checkPem("certificate chain", link);
  if (model.listeners.get(address)?.kind !== "https") {
    refuse(`there is no https listener at ${address}`);
  }
  const key = keyOf(address, pair.certificate);
  const added: Certificate = { address, message };
  const there = model.certificates.get(key);
  if (there !== undefined) {
    const text = `the listener at ${address} has this certificate already`;
    refuseSecond(text, requestOf(there), requestOf(added));
  }
  return [model.certificates.put(key, added)];
}

export function requestOf({ message }: Certificate): {
  readonly case: "addCertificate";
  readonly value: AddCertificate;
} {
  return { case: "addCertificate", value: message };
}

/** RFC 7468. */
function checkPem(what: string, text: string): void {
  if (text.length > certificateLengthMax) {
    refuse(`the ${what} is longer than ${certificateLengthMax} characters`);
  }
  if (!text.includes("-----BEGIN ")) refuse(`the ${what} is not PEM`);
}
