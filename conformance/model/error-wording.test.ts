// Which words make a reply more than a plain success.
import { expect, test } from "vitest";
import { showsErrors } from "./error-wording.ts";

test.each([
  ["done", false],
  ["6 ok messages, 0 errors", false],
  ["6 ok messages, 10 errors", true],
  ["no errors, but worker 1 was silent", true],
  ["completed with worker errors", true],
])("%s", (message, shows) => {
  expect(showsErrors("ok", message)).toBe(shows);
});
