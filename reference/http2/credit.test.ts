import fc from "fast-check";
import { expect, test } from "vitest";
import { ReceiveCredit, SendCredit } from "./credit.ts";

const MAX = 0x7fff_ffff;

test("a window holds 2^31-1 and no more", () => {
  const credit = new SendCredit(65_535);
  expect(credit.grant(MAX - 65_535)).toBe(true);
  expect([credit.bytes, credit.grant(1), credit.bytes]).toEqual([MAX, false, MAX]);
});

test("a window that became negative is paid back before anything is sent", () => {
  const credit = new SendCredit(10);
  credit.spend(10);
  expect(credit.grant(-30)).toBe(true);
  expect(credit.bytes).toBe(-30);
  expect(credit.grant(30) && credit.bytes === 0).toBe(true);
  expect(() => {
    credit.spend(1);
  }).toThrow("1 bytes of DATA");
});

test("what was received is credited in full, and at rest less than half of the window is owed", () => {
  const size = fc.integer({ min: 1, max: 70_000 });
  fc.assert(
    fc.property(size, fc.array(fc.nat(40_000), { maxLength: 60 }), (window, frames) => {
      const credit = new ReceiveCredit(window, window);
      let [received, announced] = [0, 0];
      for (const bytes of frames.filter((frame) => frame <= window)) {
        const isWithin = bytes <= window - received + announced;
        expect(credit.receive(bytes)).toBe(isWithin);
        received += isWithin ? bytes : 0;
        credit.release(isWithin ? bytes : 0);
        announced += credit.takeIncrement();
        expect(received - announced).toBe(credit.owed);
        expect(credit.bytes).toBe(window - credit.owed);
        expect(credit.owed).toBeLessThanOrEqual(window / 2);
        expect(credit.bytes).toBeGreaterThan(0);
      }
    }),
  );
});

test("no increment is 0", () => {
  const credit = new ReceiveCredit(1, 1);
  expect(credit.takeIncrement()).toBe(0);
  expect(credit.receive(1)).toBe(true);
  credit.release(1);
  expect(credit.takeIncrement()).toBe(1);
});
