import { expect, test } from "vitest";
import { UsageError } from "../usage-error.ts";
import { withEnvironment } from "./environment-words.ts";

const held = { BIN: "/opt/a", EMPTY: "" };

test.each([
  ["${BIN}", "/opt/a"],
  ["${BIN:-sozu}", "/opt/a"],
  ["${BIN}/bin/${BIN}", "/opt/a/bin//opt/a"],
  ["${NONE:-sozu}", "sozu"],
  ["${NONE:-}", ""],
  ["${EMPTY:-sozu}", "sozu"],
  ["{config}", "{config}"],
  ["$BIN", "$BIN"],
  ["${1}", "${1}"],
])("the word %s is %s", (word, expected) => {
  expect(withEnvironment([word], held, "a.toml")).toEqual([expected]);
});

test.each(["${NONE}", "${EMPTY}"])("of %s it is said what is missing, and where", (word) => {
  const read = () => withEnvironment(["nice", word], held, "a.toml");
  expect(read).toThrow(UsageError);
  expect(read).toThrow(/^a\.toml: \[launch\] command 1: the environment holds no (NONE|EMPTY); /);
});
