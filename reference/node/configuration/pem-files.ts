// Certificates and keys that a configuration names by their files. A file that cannot be used is an
// error at the key that names it, found before anything listens.

import { X509Certificate, createPrivateKey } from "node:crypto";
import { resolve } from "node:path";
import type { TableReader } from "./table-reader.ts";

export interface PemPair {
  readonly certificate: string;
  readonly certificateChain: readonly string[];
  readonly key: string;
}

export interface PemFiles {
  /** Where relative paths begin. */
  readonly directory: string;
  /** Undefined: there is no regular file that can be read. */
  readonly readText: (path: string) => string | undefined;
}

/** Undefined when the table names none. Throws ValueFault. */
export function readPair(table: TableReader, files: PemFiles): PemPair | undefined {
  const certificate = pemOf(table, "certificate", files);
  const chain = pemOf(table, "certificate_chain", files);
  const key = pemOf(table, "key", files);
  if (certificate === undefined) {
    if (key !== undefined) table.refuse("key", "certificate is missing beside it");
    return undefined;
  }
  if (key === undefined) {
    return table.refuse(
      "certificate",
      "key is missing beside it: name the file of its private key",
    );
  }
  checkMatch(table, certificate, key);
  return { certificate, certificateChain: chain === undefined ? [] : [chain], key };
}

function pemOf(table: TableReader, name: string, files: PemFiles): string | undefined {
  const path = table.text(name);
  if (path === undefined) return undefined;
  const full = resolve(files.directory, path);
  const text = files.readText(full);
  if (text === undefined) return table.refuse(name, `${full} is no regular file that can be read`);
  if (!text.includes("-----BEGIN ")) return table.refuse(name, `${full} is not PEM`);
  return text;
}

function checkMatch(table: TableReader, certificate: string, key: string): void {
  const read = readAs(table, "certificate", () => new X509Certificate(certificate));
  const secret = readAs(table, "key", () => createPrivateKey(key));
  if (!read.checkPrivateKey(secret)) table.refuse("key", "it is not the key of this certificate");
}

function readAs<T>(table: TableReader, name: string, read: () => T): T {
  try {
    return read();
  } catch {
    return table.refuse(name, `the file holds no ${name} that can be read`);
  }
}
