// Basic credentials (RFC 7617) and the hashes of a cluster, each `name:sha256 of the password`.
import { createHash } from "node:crypto";

export function isAuthorized(offered: readonly string[], hashes: readonly string[]): boolean {
  const [line] = offered;
  if (line === undefined || offered.length > 1) return false;
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(line.trim())?.[1];
  if (encoded === undefined) return false;
  const text = Buffer.from(encoded, "base64").toString("latin1");
  const colon = text.indexOf(":");
  if (colon < 0) return false;
  const password = Buffer.from(text.slice(colon + 1), "latin1");
  const digest = createHash("sha256").update(password).digest("hex");
  const known = `${text.slice(0, colon)}:${digest}`;
  return hashes.some((hash) => {
    const at = hash.lastIndexOf(":");
    return `${hash.slice(0, at)}:${hash.slice(at + 1).toLowerCase()}` === known;
  });
}
