import { describe, expect, it } from "vitest";
import { readSettings } from "../../infra/settings.ts";

describe("the settings", () => {
  it("have a default for everything", () => {
    expect(readSettings({})).toMatchObject({
      datasetApiUrl: "https://api.prolific.com",
      publish: { firstPollSeconds: 2, longestPollSeconds: 60, limitSeconds: 3600 },
    });
  });

  it("stop the synthesis with the name of what is wrong and what was given", () => {
    expect(() => readSettings({ publish: { limitSeconds: -5 } })).toThrow(/dropset\.publish\.limitSeconds.*-5/);
  });

  it("refuse a name that they don't know", () => {
    expect(() => readSettings({ defaultWorkspace: "x" })).toThrow(/defaultWorkspace/);
  });
});
