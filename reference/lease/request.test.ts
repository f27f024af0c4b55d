import { expect, test } from "vitest";
import { unknownBinding } from "./binding.ts";
import { judgeRequest, type LeaseRequest } from "./request.ts";

const plainApply: LeaseRequest = {
  clientId: "a",
  detail: 3,
  ttlSeconds: 60,
  clear: false,
  binding: unknownBinding,
};

function ttlOf(ttlSeconds: number | undefined): number | string {
  const verdict = judgeRequest({ ...plainApply, ttlSeconds });
  const order = verdict.ok ? verdict.order : undefined;
  return order?.kind === "apply" ? order.ttlSeconds : "refused";
}

test.each([
  [undefined, 60],
  [0, 60],
  [1, 1],
  [300, 300],
  [301, "refused"],
  [2 ** 32 - 1, "refused"],
])("a ttl of %s becomes %s", (ttlSeconds, expected) => {
  expect(ttlOf(ttlSeconds)).toBe(expected);
});

test.each([
  ["", false],
  ["a", true],
  ["a".repeat(64), true],
  ["a".repeat(65), false],
  ["\u{1F600}".repeat(16), true],
  ["\u{1F600}".repeat(16) + "a", false],
  ["€".repeat(21) + "a", true],
  ["€".repeat(22), false],
])("client_id %j is accepted: %s, on apply and on clear", (clientId, accepted) => {
  expect(judgeRequest({ ...plainApply, clientId }).ok).toBe(accepted);
  expect(judgeRequest({ ...plainApply, clientId, clear: true }).ok).toBe(accepted);
});

test.each([4, 99, -1])("detail %d is refused by its number", (detail) => {
  const verdict = judgeRequest({ ...plainApply, detail });
  expect(verdict).toMatchObject({ ok: false });
  expect(JSON.stringify(verdict)).toContain(` ${detail}`);
});

test("neither detail nor clear is refused", () => {
  expect(judgeRequest({ ...plainApply, detail: undefined }).ok).toBe(false);
});

test.each([undefined, 0, 3, 4, -1])("a clear ignores detail %s and any ttl", (detail) => {
  const verdict = judgeRequest({ ...plainApply, clear: true, detail, ttlSeconds: 301 });
  expect(verdict).toEqual({
    ok: true,
    order: { kind: "clear", clientId: "a", binding: unknownBinding },
  });
});

test("no refusal repeats the client_id", () => {
  const clientId = "secret".repeat(20);
  const verdict = judgeRequest({ ...plainApply, clientId });
  expect(verdict.ok).toBe(false);
  expect(JSON.stringify(verdict)).not.toContain("secret");
});
