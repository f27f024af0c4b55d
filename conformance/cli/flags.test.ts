// A flag that nobody tries is a flag that may do nothing: every one that help names stands in a test.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { commandNames, commandsFor } from "./commands.ts";

const tests = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".test.ts") && name !== "flags.test.ts")
  .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"));

const commands = await commandsFor(undefined);

function withParts(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withParts)];
}

test("each command is loaded by its name, alone", async () => {
  expect(commands.map((command) => command.name())).toEqual(commandNames);
  for (const name of commandNames) {
    expect((await commandsFor(name)).map((command) => command.name())).toEqual([name]);
  }
});

test.each(
  commands
    // The proxy's own flags are tried with the proxy.
    .filter((command) => command.name() !== "serve")
    .flatMap(withParts)
    .map((command) => [command.name(), command] as const),
)("every flag of %s is tried in a test", (_, command) => {
  const flags = command.options.map(({ long }) => long ?? "without a long name");
  const untried = flags.filter((flag) => !tests.some((text) => text.includes(`"${flag}"`)));
  expect(untried).toEqual([]);
});
