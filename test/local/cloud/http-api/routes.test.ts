import { describe, expect, it } from "vitest";
import { findRoute, readRouteKey } from "../../../../local/cloud/http-api/routes.ts";

const routes = [
  "$default",
  "ANY /{proxy+}",
  "GET /pets/{proxy+}",
  "ANY /pets/dog/{id}",
  "GET /pets/dog/{id}",
  "GET /pets/{kind}/1",
  "GET /pets/dog/1",
  "GET /",
].map((key) => ({ key, ...readRouteKey(key) }));

const found = (method: string, path: string) => {
  const match = findRoute(routes, method, path);
  return match && [match.route.key, match.variables];
};

describe("a route of the embedded HTTP API", () => {
  // The first five are AWS's own example.
  it.each([
    ["GET", "/pets/dog/1", "GET /pets/dog/1", {}],
    ["GET", "/pets/dog/2", "GET /pets/dog/{id}", { id: "2" }],
    ["GET", "/pets/cat/2", "GET /pets/{proxy+}", { proxy: "cat/2" }],
    ["POST", "/test/5", "ANY /{proxy+}", { proxy: "test/5" }],
    ["GET", "/pets/cat/1", "GET /pets/{kind}/1", { kind: "cat" }],
    ["POST", "/pets/dog/1", "ANY /pets/dog/{id}", { id: "1" }],
    ["GET", "/", "GET /", {}],
    ["POST", "/", "$default", {}],
    ["GET", "/pets/", "ANY /{proxy+}", { proxy: "pets/" }],
    ["GET", "/pets/dog/2/", "GET /pets/{proxy+}", { proxy: "dog/2/" }],
  ])("is the most specific one: %s %s is %s", (method, path, key, variables) => {
    expect(found(method, path)).toEqual([key, variables]);
  });

  it("is none where no pattern has the path, and where only another method has it", () => {
    const few = routes.filter(({ key }) => key.startsWith("GET /pets"));
    expect(findRoute(few, "GET", "/pets")).toBeUndefined();
    expect(findRoute(few, "GET", "/pets/")).toBeUndefined();
    expect(findRoute(few, "HEAD", "/pets/dog/1")).toBeUndefined();
  });
});
