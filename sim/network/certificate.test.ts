import { expect, test } from "vitest";
import { certificateNames } from "./certificate.ts";

test.each([
  ["127.0.0.1:443", ["127.0.0.1:443"]],
  [
    '{"certificates":[{"chain":"a.test, *.b.test\\nc.test","key":""}]}',
    ["a.test", "*.b.test", "c.test"],
  ],
  ['{"certificates":[]}', []],
])("%s bears %j", (tls, names) => {
  expect(certificateNames(tls)).toEqual(names);
});
