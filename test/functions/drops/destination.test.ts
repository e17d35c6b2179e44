import { describe, expect, it } from "vitest";
import { resolveDestination } from "../../../functions/drops/destination.ts";

const resolve = (key: string, metadata: Record<string, string> = {}, fallback: string | undefined = "default") =>
  resolveDestination(key, metadata, fallback);

describe("a drop's destination", () => {
  it.each([
    ["incoming/ws1/reviews.csv", "ws1", "reviews", "reviews.csv"],
    ["incoming/reviews.csv", "default", "reviews", "reviews.csv"],
    ["incoming/ws1/2024/q4/reviews.csv", "ws1", "2024/q4/reviews", "2024/q4/reviews.csv"],
    ["incoming/ws1/REVIEWS.CSV", "ws1", "REVIEWS", "REVIEWS.CSV"],
    ['incoming/ws1/50% + "quotes" 🎉.csv', "ws1", '50% + "quotes" 🎉', '50% + "quotes" 🎉.csv'],
    ["incoming/ws1/v1.2.csv", "ws1", "v1.2", "v1.2.csv"],
  ])("is read from the key %s", (key, workspaceId, datasetName, fileName) => {
    expect(resolve(key)).toEqual({ ok: true, destination: { workspaceId, datasetName, fileName } });
  });

  it("is overridden by the object's metadata", () => {
    expect(resolve("incoming/ws1/a.csv", { "dataset-name": "Q4", "workspace-id": "ws2" })).toMatchObject({
      destination: { workspaceId: "ws2", datasetName: "Q4" },
    });
  });

  it("reads metadata that S3 had to encode", () => {
    expect(
      resolve("incoming/a.csv", { "dataset-name": "=?UTF-8?B?w4lwcmV1dmU=?= =?UTF-8?Q?_n=C2=B05?=" }),
    ).toMatchObject({
      destination: { datasetName: "Épreuve n°5" },
    });
  });

  it("leaves an encoded word in an unknown character set as it stands", () => {
    expect(resolve("incoming/a.csv", { "dataset-name": "=?x-nope?B?QUJD?=" })).toMatchObject({
      destination: { datasetName: "=?x-nope?B?QUJD?=" },
    });
  });

  it("is missing where no workspace is named and there is no default", () => {
    expect(resolveDestination("incoming/a.csv", {}, undefined)).toMatchObject({
      ok: false,
      finding: { code: "workspace-missing" },
    });
  });

  it("is missing where the key leaves no name", () => {
    expect(resolve("incoming/ws/.csv")).toMatchObject({ ok: false, finding: { code: "name-missing" } });
  });
});
