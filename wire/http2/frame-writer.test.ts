import { expect, test } from "vitest";
import { WireMisuseError } from "../misuse.ts";
import {
  writeData,
  writeDataHead,
  writeGoaway,
  writeHeaders,
  writePaddedData,
  writePing,
  writePriority,
  writePushPromise,
  writeRawFrame,
  writeReset,
  writeWindowUpdate,
} from "./frame-writer.ts";
import { OctetWriter } from "./octet-writer.ts";

const EIGHT = { bytes: new Uint8Array(10), start: 1, end: 9 };
const NOTHING = new Uint8Array(0);
const priority = { isExclusive: false, dependsOn: 0, weight: 16 };
const headers = { streamId: 1, endStream: false, frameBytesMax: 16_384 };

const hexOf = (write: (out: OctetWriter) => void): string => {
  const out = new OctetWriter(1);
  write(out);
  return Buffer.from(out.take()).toString("hex");
};

// Octets as RFC 9113 §6 lays them out.
test.each<[string, (out: OctetWriter) => void]>([
  [
    "000008" + "00" + "01" + "7fffffff" + "0000000000000000",
    (out) => {
      writeData(out, 0x7fff_ffff, EIGHT, true);
    },
  ],
  [
    "00000b" + "00" + "09" + "00000001" + "02" + "0000000000000000" + "0000",
    (out) => {
      writePaddedData(out, EIGHT, { streamId: 1, endStream: true, paddingBytes: 2 });
    },
  ],
  [
    "000004" + "01" + "04" + "00000001" + "82868441",
    (out) => {
      writeHeaders(out, Uint8Array.of(0x82, 0x86, 0x84, 0x41), headers);
    },
  ],
  [
    "000008" + "01" + "2d" + "00000003" + "01" + "80000001" + "ff" + "82" + "00",
    (out) => {
      writeHeaders(out, Uint8Array.of(0x82), {
        streamId: 3,
        endStream: true,
        frameBytesMax: 8,
        priority: { isExclusive: true, dependsOn: 1, weight: 256 },
        paddingBytes: 1,
      });
    },
  ],
  [
    "000004" + "03" + "00" + "00000001" + "00000008",
    (out) => {
      writeReset(out, 1, 8);
    },
  ],
  [
    "000008" + "06" + "01" + "00000000" + "0000000000000000",
    (out) => {
      writePing(out, EIGHT, true);
    },
  ],
  [
    "00000a" + "07" + "00" + "00000000" + "7fffffff" + "0000000b" + "6869",
    (out) => {
      writeGoaway(out, 0x7fff_ffff, 11, Uint8Array.of(0x68, 0x69));
    },
  ],
  [
    "000004" + "08" + "00" + "00000000" + "7fffffff",
    (out) => {
      writeWindowUpdate(out, 0, 0x7fff_ffff);
    },
  ],
  [
    "ffffff" + "ff" + "ff" + "ffffffff" + "01",
    (out) => {
      const payload = Uint8Array.of(1);
      const declaredBytes = 0xffffff;
      writeRawFrame(out, { type: 255, flags: 255, streamId: 0xffff_ffff, payload, declaredBytes });
    },
  ],
])("%s is written octet by octet", (octets, write) => {
  expect(hexOf(write)).toBe(octets);
});

test.each<[string, (out: OctetWriter) => void]>([
  [
    "DATA on stream 0",
    (out) => {
      writeDataHead(out, 0, 1, false);
    },
  ],
  [
    "a stream of 32 bits",
    (out) => {
      writeReset(out, 2 ** 31, 0);
    },
  ],
  [
    "a stream that is no number",
    (out) => {
      writeHeaders(out, NOTHING, { ...headers, streamId: Number.NaN });
    },
  ],
  [
    "a payload of 16 MiB",
    (out) => {
      writeDataHead(out, 1, 2 ** 24, false);
    },
  ],
  [
    "padding of 256 octets",
    (out) => {
      writePaddedData(out, EIGHT, { streamId: 1, endStream: false, paddingBytes: 256 });
    },
  ],
  [
    "padding that leaves no room",
    (out) => {
      writeHeaders(out, NOTHING, { ...headers, paddingBytes: 9, frameBytesMax: 10 });
    },
  ],
  [
    "a promise in frames of four octets",
    (out) => {
      writePushPromise(out, NOTHING, { streamId: 1, promisedId: 2, frameBytesMax: 4 });
    },
  ],
  [
    "a weight of 0",
    (out) => {
      writePriority(out, 1, { ...priority, weight: 0 });
    },
  ],
  [
    "a dependency of 32 bits",
    (out) => {
      writePriority(out, 1, { ...priority, dependsOn: 2 ** 31 });
    },
  ],
  [
    "seven octets of PING",
    (out) => {
      writePing(out, { ...EIGHT, end: 8 }, false);
    },
  ],
  [
    "a last stream of -1",
    (out) => {
      writeGoaway(out, -1, 0);
    },
  ],
  [
    "an increment of 0",
    (out) => {
      writeWindowUpdate(out, 1, 0);
    },
  ],
])("%s is the caller's mistake", (_, write) => {
  expect(() => hexOf(write)).toThrow(WireMisuseError);
  expect(() => hexOf(write)).toThrow(expect.objectContaining({ code: "http2-frame" }));
});
