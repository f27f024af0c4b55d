// Who is at the other end of a Unix socket: its process, user and group, as the kernel recorded
// them when it connected. Node has no call for this, so getsockopt is reached through koffi, an
// optional dependency. It deliberately never fails: without koffi, without a descriptor or on
// another platform there are no credentials, and the reason is there to be told once.

import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import type { Credentials } from "../../host.ts";

export type CredentialsReader =
  | { readonly ok: true; read(socket: Socket): Credentials | undefined }
  | { readonly ok: false; readonly reason: string };

/** The filled part of the option's value, or undefined when the call failed. */
type GetOption = (
  fd: number,
  level: number,
  option: number,
  bytesMax: number,
) => Buffer | undefined;

type Layout = (get: GetOption, fd: number) => Credentials | undefined;

// SOL_SOCKET 1, SO_PEERCRED 17: struct ucred { pid_t pid; uid_t uid; gid_t gid }.
const linux: Layout = (get, fd) => {
  const value = get(fd, 1, 17, 12);
  if (value?.length !== 12) return undefined;
  const pid = value.readInt32LE(0);
  return { pid, uid: value.readUInt32LE(4), gid: value.readUInt32LE(8), comm: nameOf(pid) };
};

/** Undefined when the process has gone, or is hidden from us. */
function nameOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").replace(/\n$/u, "");
  } catch {
    return undefined;
  }
}

// SOL_LOCAL 0, LOCAL_PEERPID 2: pid_t. LOCAL_PEERCRED 1: struct xucred { version, uid, ngroups
// (16 bits, padded), groups[16] }, whose first group is the effective one.
const darwin: Layout = (get, fd) => {
  const pid = get(fd, 0, 2, 4);
  const user = get(fd, 0, 1, 76);
  if (pid?.length !== 4 || user === undefined || user.length < 16) return undefined;
  return { pid: pid.readInt32LE(0), uid: user.readUInt32LE(4), gid: user.readUInt32LE(12) };
};

const layouts: Readonly<Partial<Record<NodeJS.Platform, Layout>>> = { linux, darwin };

const signature = ["int", "int", "int", "_Out_ uint8_t *", "_Inout_ uint32_t *"];

async function loadGetOption(): Promise<GetOption> {
  const koffi = await import("koffi");
  const call = koffi.load(null).func("getsockopt", "int", signature);
  return (fd, level, option, bytesMax) => {
    const value = Buffer.alloc(bytesMax);
    const length = [bytesMax];
    const result: unknown = call(fd, level, option, value, length);
    return result === 0 ? value.subarray(0, length[0]) : undefined;
  };
}

/** The descriptor under a socket. Node does not document it: its absence is an ordinary case. */
function descriptor(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, "_handle");
  if (typeof handle !== "object" || handle === null) return undefined;
  const fd: unknown = Reflect.get(handle, "fd");
  return typeof fd === "number" && fd >= 0 ? fd : undefined;
}

/** Loads what is needed once; `platform` is for tests. */
export async function credentialsReader(
  platform: NodeJS.Platform = process.platform,
): Promise<CredentialsReader> {
  const layout = layouts[platform];
  if (layout === undefined) return { ok: false, reason: `${platform} does not offer them here` };
  let get: GetOption;
  try {
    get = await loadGetOption();
  } catch {
    return { ok: false, reason: "the optional dependency koffi is not installed" };
  }
  return {
    ok: true,
    read(socket) {
      const fd = descriptor(socket);
      return fd === undefined ? undefined : layout(get, fd);
    },
  };
}
