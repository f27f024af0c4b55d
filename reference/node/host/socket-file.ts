// The file of a Unix listener: cleared of a dead owner's leftover, never of a living one's, bound
// with mode 0600, and its ways to fail told apart. It deliberately removes nothing that is not a
// socket.

import { chmodSync, lstatSync, unlinkSync, type Stats } from "node:fs";
import { connect, type Server } from "node:net";
import { dirname } from "node:path";
import { socketPathBytesMax, staleProbeMillisMax } from "../bounds.ts";
import { errorCode } from "./addresses.ts";

/** An error of the shape that Node's own have, so that one table gives its outcome and reason. */
function refusal(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function fileAt(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** Whether somebody accepts connections at `path`; silence counts as somebody. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const settle = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(staleProbeMillisMax, () => {
      settle(true);
    });
    socket.once("connect", () => {
      settle(true);
    });
    socket.on("error", (error) => {
      settle(!["ECONNREFUSED", "ENOENT"].includes(errorCode(error)));
    });
  });
}

/**
 * Makes `path` free to bind. Throws an Error with a `code`: ENAMETOOLONG, EADDRINUSE (somebody
 * answers there), EEXIST (not a socket), or what the file system said.
 */
export async function clearSocketPath(path: string): Promise<void> {
  const bytes = Buffer.byteLength(path);
  // Node binds a longer path cut short without a word.
  if (bytes > socketPathBytesMax) {
    throw refusal(
      "ENAMETOOLONG",
      `the path has ${bytes} bytes, and a socket's may have ${socketPathBytesMax}`,
    );
  }
  const found = fileAt(path);
  if (found === undefined) {
    // Binding would call this a lack of permission.
    if (fileAt(dirname(path)) === undefined) throw refusal("ENOENT", "no directory");
    return;
  }
  if (!found.isSocket()) throw refusal("EEXIST", "there is a file that is not a socket");
  if (await answers(path)) throw refusal("EADDRINUSE", "somebody answers there");
  // Two programs may find the same leftover at once: only the file that was asked may go.
  const present = fileAt(path);
  if (present === undefined) return;
  if (present.ino !== found.ino) throw refusal("EADDRINUSE", "somebody has just bound it");
  unlinkSync(path);
}

/** The umask of the process, where it can be set: a worker thread may only read it. */
function setUmask(mask: number): number | undefined {
  try {
    return process.umask(mask);
  } catch {
    return undefined;
  }
}

/** Listens at `path` so that at no instant anybody but the owner can connect. */
export function listenAtPath(server: Server, path: string, backlog: number): void {
  const previous = setUmask(0o177);
  try {
    server.listen({ path, backlog }, () => {
      if (fileAt(path)?.isSocket() === true) chmodSync(path, 0o600);
    });
  } finally {
    if (previous !== undefined) setUmask(previous);
  }
}
