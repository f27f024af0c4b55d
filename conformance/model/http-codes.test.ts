// Two tables that nobody copied from each other.
import { expect, test } from "vitest";
import { ErrorCode } from "../../wire/index.ts";
import { errorCodes } from "./http-codes.ts";

test("the codes of errors are those that are written on the wire", () => {
  expect(ErrorCode).toMatchObject(errorCodes);
});
