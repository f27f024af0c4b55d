import fc from "fast-check";
import { stringify } from "smol-toml";
import { expect, test } from "vitest";
import { keyPositions, type Path } from "./key-positions.ts";

/** The text from the found place to the end of its line. */
function lineAt(text: string, path: Path): string {
  const { line, column } = keyPositions(text)(path);
  return text.split("\n")[line - 1]!.slice(column - 1);
}

test.each<[string, string, Path, string]>([
  ["a key", "\n  a = 1", ["a"], "a = 1"],
  ["behind a byte order mark", "\uFEFFa = 1", ["a"], "a = 1"],
  ["after comments", "# a = 0 [a]\na = 1 # a", ["a"], "a = 1 # a"],
  ["with Windows line ends", "b = 2\r\n a = 1\r\n", ["a"], "a = 1\r"],
  ["a dotted key", "a.b.c = 1", ["a", "b", "c"], "a.b.c = 1"],
  ["a dotted key's table", "x = 1\na . b = 1", ["a"], "a . b = 1"],
  ["a quoted key", '"a b" = 1\n"c\\u0064" = 2', ["cd"], '"c\\u0064" = 2'],
  ["a literal key", "'a.b' = 1", ["a.b"], "'a.b' = 1"],
  ["an empty key", '"" = 1', [""], '"" = 1'],
  ["in a table", "a = 0\n[t]\na = 1", ["t", "a"], "a = 1"],
  ["a table", "x = 1\n[ t . u ] # here\na = 1", ["t", "u"], "[ t . u ] # here"],
  ["in an array of tables", "[[t]]\na = 1\n[[t]]\na = 2", ["t", 1, "a"], "a = 2"],
  [
    "below an array of tables",
    "[[t]]\n[t.u]\na = 1\n[[t]]\n[t.u]\na = 2",
    ["t", 1, "u", "a"],
    "a = 2",
  ],
  [
    "arrays of tables inside each other",
    "[[t]]\n[[t.u]]\n[[t.u]]\na = 1",
    ["t", 0, "u", 1, "a"],
    "a = 1",
  ],
  ["an element", "a = [ 1,\n 22, # no, 3\n 33 ]", ["a", 2], "33 ]"],
  ["a nested element", "a = [[1, 2], [3, 4]]", ["a", 1, 0], "3, 4]]"],
  ["in an inline table", "a = { b = 1, c.d = 2 }", ["a", "c", "d"], "c.d = 2 }"],
  ["after strings with brackets", 'a = \']"}\'\nb = "]\\"\'"\nc = 1', ["c"], "c = 1"],
  [
    "after long strings",
    'a = \'\'\'\n\'\' \' ]\'\'\'\nb = """\n\\""" x = 1"""""\nc = 1',
    ["c"],
    "c = 1",
  ],
  ["after a date with a blank", "a = [1979-05-27 07:32:00, 2]\nb = 1", ["b"], "b = 1"],
  ["the nearest that is written", "[t]\na = 1", ["t", "missing", "deep"], "[t]"],
  ["nothing of it", "a = 1", ["b"], "a = 1"],
])("finds %s", (_name, text, path, found) => {
  expect(lineAt(text, path)).toBe(found);
});

const keys = fc.oneof(
  fc.constantFrom("a", "b", "c d", "", "é", '"', "\\", "]", "#", "="),
  fc.string(),
);
const leaves = fc.oneof(fc.integer(), fc.boolean(), fc.string(), fc.array(fc.string()));
const documents = fc.dictionary(
  keys,
  fc.oneof(
    leaves,
    fc.dictionary(keys, leaves),
    fc.array(fc.dictionary(keys, leaves), { minLength: 1 }),
  ),
);

function leafPaths(value: unknown, path: Path): Path[] {
  const isBranch = typeof value === "object" && value !== null;
  const inner = isBranch
    ? Object.entries(value).flatMap(([key, child]) =>
        leafPaths(child, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : [];
  const isKey = typeof path.at(-1) === "string";
  return isKey && (!isBranch || Array.isArray(value)) ? [path, ...inner] : inner;
}

test("finds every key of any document where that key is written", () => {
  fc.assert(
    fc.property(documents, (document) => {
      const text = stringify(document);
      for (const path of leafPaths(document, []).filter(isWritten)) {
        const line = lineAt(text, path);
        const key = String(path.at(-1));
        const written = [key, JSON.stringify(key)].some((form) => line.startsWith(form));
        const header = line.startsWith("[");
        expect(written || header || line.startsWith('"'), `${text}\n--\n${line}`).toBe(true);
      }
    }),
  );
});

/** Keys that JavaScript itself treats apart. */
function isWritten(path: Path): boolean {
  return !path.includes("__proto__");
}
