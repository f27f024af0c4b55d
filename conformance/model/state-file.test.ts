import { fromJson } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { encodeRequest, RequestSchema } from "../../wire/index.ts";
import { readStateFile, writeStateFile } from "./state-file.ts";

const cluster = encodeRequest(fromJson(RequestSchema, { addCluster: { clusterId: "c1" } }));

function verbsOf(bytes: Uint8Array): readonly (string | undefined)[] | undefined {
  const records = readStateFile(Buffer.from(bytes).toString("utf8"));
  return records?.map((record) => record?.requestType.case);
}

test("what was written is read", () => {
  expect(verbsOf(writeStateFile([cluster, cluster]))).toEqual(["addCluster", "addCluster"]);
  expect(verbsOf(writeStateFile([]))).toEqual([]);
});

test("a record that is none shows as one, and so does one that is missing", () => {
  expect(verbsOf(writeStateFile([cluster, "{bad}"]))).toEqual(["addCluster", undefined]);
  const whole = writeStateFile([cluster, cluster]);
  const half = whole.subarray(0, whole.length - 5);
  expect(verbsOf(half)).toEqual(["addCluster", undefined]);
  const line = Buffer.from(whole).toString("utf8").split("\n")[1]!.length + 1;
  expect(verbsOf(whole.subarray(0, whole.length - line))).toEqual(["addCluster", undefined]);
});

test("what is no state file has no records", () => {
  expect(verbsOf(Buffer.from("addCluster c1\n"))).toBeUndefined();
  expect(verbsOf(Buffer.from(""))).toBeUndefined();
});
