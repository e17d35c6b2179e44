import { describe, expect, it } from "vitest";
import { explainFailure, isAccessDenied } from "../../../cli/stack/explain-failure.ts";

const failure = (name: string, facts: object = {}) => Object.assign(new Error("AWS's words"), { name, ...facts });

describe("a failed call to AWS", () => {
  it.each<[string, object?]>([
    ["AccessDeniedException"],
    ["AccessDenied"],
    ["AuthorizationErrorException"],
    ["KmsAccessDeniedException"],
    ["Unknown", { $metadata: { httpStatusCode: 403 } }],
  ])("lacks a permission: %s", (name, facts = {}) => {
    expect(isAccessDenied(failure(name, facts))).toBe(true);
  });

  it.each<[string, object?]>([
    ["ExpiredTokenException", { $metadata: { httpStatusCode: 403 } }],
    ["InvalidClientTokenId", { $metadata: { httpStatusCode: 403 } }],
    ["ThrottlingException", { $metadata: { httpStatusCode: 400 } }],
    ["TypeError"],
  ])("failed for another reason: %s", (name, facts = {}) => {
    expect(isAccessDenied(failure(name, facts))).toBe(false);
  });

  it("may come to no connection in time", () => {
    expect(explainFailure(failure("TimeoutError"))).toBe(
      "AWS could not be reached. Check the network and the region. (AWS's words)",
    );
    expect(explainFailure(failure("TimeoutError"), "http://127.0.0.1:1")).toMatch(
      /127\.0\.0\.1:1 could not be reached/,
    );
  });
});
