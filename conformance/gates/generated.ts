// Generated files are committed; this proves that they are what their sources make of them today.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { packageRoot } from "../package-root.ts";

const generated = ["wire/command/command_pb.ts", "wire/access/access_log_pb.ts"];
const folder = mkdtempSync(join(tmpdir(), "kakehi-generated-"));
try {
  // buf finds its plugin by the PATH, which has it only when npm runs this.
  const tools = join(packageRoot, "node_modules", ".bin");
  const env = { ...process.env, PATH: `${tools}${delimiter}${process.env["PATH"] ?? ""}` };
  execFileSync(join(tools, "buf"), ["generate", "--output", folder], {
    cwd: packageRoot,
    env,
    stdio: "inherit",
  });
  for (const file of generated) {
    const fresh = readFileSync(join(folder, file), "utf8");
    if (fresh === readFileSync(join(packageRoot, file), "utf8")) continue;
    process.stderr.write(`${file} is not current: run \`npm run generate\` and commit it\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
