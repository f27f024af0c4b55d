// `--target`, where a command judges one.
import { Option } from "commander";
import { targetDefault } from "../targets/by-name.ts";

export function targetOption(): Option {
  return new Option(
    "--target <kind[:spec]>",
    "reference, reference:DEFECT for a planted defect, profile:NAME for a release, or live:FILE",
  ).default(targetDefault);
}
