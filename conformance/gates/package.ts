// What an installation from the packed tarball can do: everything a user needs and nothing from the
// checkout.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import {
  create,
  decodeResponse,
  EmptySchema,
  encodeRequest,
  FRAME_BYTES_DEFAULT_MAX,
  FrameDecoder,
  frameOf,
  RequestSchema,
  type Response,
  ResponseStatus,
} from "../../wire/index.ts";
import { packageRoot } from "../package-root.ts";

const folder = mkdtempSync(join(tmpdir(), "kakehi-package-"));
try {
  const packed = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: packageRoot,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const tarball = /"filename":\s*"([^"]+)"/.exec(packed)?.[1];
  if (tarball === undefined) throw new Error("npm pack named no tarball");
  writeFileSync(join(folder, "package.json"), '{ "name": "installed", "private": true }\n');
  execFileSync(
    "npm",
    ["install", "--ignore-scripts", "--no-audit", "--no-fund", join(folder, tarball)],
    {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  run(["run", "--family", "LEASE"]);
  run(["defects", "--only", "cap-off-by-one"]);
  run(["explain", "LEASE-CAP"]);
  await serveAnswers();
  process.stdout.write("the installed package runs\n");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function command(): string {
  return join(folder, "node_modules", ".bin", "kakehi");
}

function run(args: readonly string[]): void {
  process.stdout.write(`kakehi ${args.join(" ")}\n`);
  execFileSync(command(), args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}

/** The master and its workers answer, and all of them leave when they are told to. */
async function serveAnswers(): Promise<void> {
  const socket = join(folder, "command.sock");
  process.stdout.write("kakehi serve\n");
  const server = spawn(command(), ["serve", "--socket", socket, "--workers", "1"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const left = once(server, "exit");
  try {
    await answered(socket);
  } finally {
    server.kill("SIGTERM");
    const code: unknown = (await left)[0];
    process.stdout.write(`kakehi serve ended with code ${String(code)}\n`);
  }
}

/** Asks for the status of the workers until they have one. */
async function answered(socket: string): Promise<void> {
  const status = create(RequestSchema, {
    requestType: { case: "status", value: create(EmptySchema) },
  });
  for (let attempt = 0; attempt < 100; attempt++) {
    const reply = await ask(socket, frameOf(encodeRequest(status)));
    if (reply?.status === ResponseStatus.OK) return;
    await wait(100);
  }
  throw new Error("kakehi serve did not answer on its socket");
}

/** The terminal reply; undefined when nobody is there yet. */
function ask(path: string, request: Uint8Array): Promise<Response | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    const frames = new FrameDecoder(FRAME_BYTES_DEFAULT_MAX);
    const finish = (reply: Response | undefined): void => {
      socket.destroy();
      resolve(reply);
    };
    socket.once("connect", () => socket.write(request));
    socket.on("data", (bytes) => {
      frames.push(bytes);
      for (let next = frames.next(); next?.kind === "frame"; next = frames.next()) {
        const reply = decodeResponse(next.payload);
        const isLast = reply.ok && reply.message.status !== ResponseStatus.PROCESSING;
        if (isLast) finish(reply.message);
      }
    });
    socket.once("error", () => {
      finish(undefined);
    });
    socket.once("close", () => {
      finish(undefined);
    });
  });
}
