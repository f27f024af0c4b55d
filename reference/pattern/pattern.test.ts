import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePattern, type Pattern } from "./pattern.ts";

function patternOf(source: string): Pattern {
  const result = compilePattern(source);
  return result.ok ? result.pattern : expect.fail(`${source}: ${result.reason}`);
}

const matching: readonly (readonly [source: string, yes: string, no: string])[] = [
  ["", "", "a"],
  ["/a", "/a", "/ab"],
  ["/r[0-9]+", "/r12", "/r12/x"],
  ["/(?:a|bc)*/", "/abcbca/", "/abca"],
  [".*", "anything", "\u0100"],
  ["a{2}", "aa", "aaa"],
  ["a{2,}", "aaaaa", "a"],
  ["a{1,3}", "aaa", "aaaa"],
  ["a{0}", "", "a"],
  ["a??b+?", "abbb", "aab"],
  ["\\d\\D\\w\\W\\s\\S", "1a_- x", "1a__ x"],
  ["[^a-c]", "d", "b"],
  ["[]a]", "]", "["],
  ["[a-]", "-", "b"],
  ["[\\d.]+", "1.2", "a"],
  ["\\x41\\.", "A.", "B."],
  ["^a$", "a", "aa"],
  ["(?i)aB[^c]", "Abd", "abC"],
  ["a{x}", "a{x}", "a"],
  ["(?P<n>a)(?<m>b)", "ab", "a"],
  ["\\t\\n", "\t\n", "tn"],
];

test.each(matching)("%j matches %j and not %j, always as a whole", (source, yes, no) => {
  const pattern = patternOf(source);
  expect(pattern.matches(yes)).toBe(true);
  expect(pattern.matches(no)).toBe(false);
});

test.each([
  ["(a)(b)?", "a", ["a", ""]],
  ["/v(\\d+)/(.*)", "/v12/x/y", ["12", "x/y"]],
  ["(a+)(a*)", "aaa", ["aaa", ""]],
  ["(a+?)(a*)", "aaa", ["a", "aa"]],
  ["(a|ab)(b?)", "ab", ["a", "b"]],
  ["(?:(a)|(b))+", "ab", ["a", "b"]],
  ["abc", "abc", []],
])("groups of %j in %j", (source, subject, groups) => {
  expect(patternOf(source).capture(subject)).toEqual(groups);
});

test("without a match there are no groups", () => {
  expect(patternOf("(a)").capture("b")).toBeUndefined();
});

test.each([
  ["(a)\\1", "back references are not offered"],
  ["(?=a)", "look-around and flags inside are not offered"],
  ["(?<!a)b", "look-around and flags inside are not offered"],
  ["a(?i)b", "look-around and flags inside are not offered"],
  ["a**", "a repetition follows another"],
  ["+", "nothing stands before +"],
  ["^*", "an anchor cannot be repeated"],
  ["(a", "a ( is not closed"],
  ["a)", "a ) closes nothing"],
  ["[a", "it ends too early"],
  ["a\\", "it ends too early"],
  ["[b-a]", "a range ends early"],
  ["[[:alpha:]]", "classes inside a class are not offered"],
  ["\\bword", "\\b is not offered"],
  ["a{101}", "it repeats more than 100 times"],
  ["a{3,2}", "a repetition ends early"],
  ["ā", '"ā" is in no path and no name'],
  ["(?:a{100}){100}", "it takes more than 512 steps"],
  ["(?:(?:(?:(?:){100}){100}){100}){100}", "it repeats too much"],
  ["(".repeat(17) + ")".repeat(17), "it has more than 9 groups"],
  ["(?:".repeat(17) + ")".repeat(17), "more than 16 groups deep"],
  ["a".repeat(1025), "it is longer than 1024 characters"],
])("%j is refused", (source, reason) => {
  expect(compilePattern(source)).toEqual({ ok: false, reason });
});

const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\d", "^", "$");
const source = fc.letrec<{ tree: string; sequence: string; item: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    tie("sequence"),
    fc.tuple(tie("sequence"), tie("tree")).map((sides) => sides.join("|")),
  ),
  sequence: fc.array(tie("item"), { maxLength: 3 }).map((items) => items.join("")),
  item: fc.oneof(
    { maxDepth: 3 },
    atom,
    fc
      .tuple(
        fc.constantFrom("a", "b", "[ab]"),
        fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "*?"),
      )
      .map((pair) => pair.join("")),
    fc
      .tuple(tie("tree"), fc.constantFrom("", "*", "+", "?", "{2}"))
      .map(([tree, count]) => `(?:${tree})${count}`),
  ),
})).tree;

test("it agrees with the language's own regular expressions", () => {
  const subject = fc.string({ unit: fc.constantFrom("a", "b", "1"), maxLength: 8 });
  fc.assert(
    fc.property(source, subject, (text, word) => {
      const theirs = new RegExp(`^(?:${text})$`, "s").test(word);
      expect(patternOf(text).matches(word)).toBe(theirs);
    }),
    { numRuns: 3000 },
  );
});

test("what makes others run for ever takes time in proportion", () => {
  for (const evil of ["(?:a+)+", "(?:a|aa)+", "(?:a*)*", "(?:.*){20}", "(?:a?){99}a{99}"]) {
    expect(patternOf(evil).matches(`${"a".repeat(4000)}!`), evil).toBe(evil === "(?:.*){20}");
  }
});
