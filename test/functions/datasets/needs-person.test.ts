import { expect, it } from "vitest";
import {
  DatasetServiceThrottled,
  DatasetServiceTokenRefused,
  DatasetServiceUnavailable,
} from "../../../functions/datasets/errors.ts";
import { NEEDS_PERSON, needsPerson } from "../../../functions/datasets/needs-person.ts";
import { TokenMalformed } from "../../../functions/datasets/token.ts";

const unavailable = (code?: string) =>
  new DatasetServiceUnavailable("no answer", { status: null, mayHaveTakenEffect: false, ...(code && { code }) });
const named = (name: string) => Object.assign(new Error("no"), { name });

it.each([
  [new DatasetServiceTokenRefused("401", 401), true],
  [new TokenMalformed("a space"), true],
  [named("TokenMissing"), true],
  [named("TokenMalformed"), true],
  [named("DatasetServiceTokenRefused"), true],
  [named("Other"), false],
  [{ name: "TokenMissing" }, false],
  ["TokenMissing", false],
  [new DatasetServiceThrottled("429", null), false],
  [unavailable(), false],
  [unavailable("ECONNREFUSED"), false],
  [unavailable("ENOTFOUND"), true],
  [unavailable("NOT_ENOTFOUND"), false],
  [unavailable("ENOTFOUND_AGAIN"), false],
  [unavailable("ERR_INVALID_URL"), true],
  [unavailable("ERR_TLS_CERT_ALTNAME_INVALID"), true],
  [unavailable("CERT_HAS_EXPIRED"), true],
  [unavailable("DEPTH_ZERO_SELF_SIGNED_CERT"), true],
  [unavailable("SELF_SIGNED_CERT_IN_CHAIN"), true],
])("whether %s needs a person: %s", (error, needs) => expect(needsPerson(error)).toBe(needs));

it("the state machine's names of what needs a person are these", () => {
  expect([...NEEDS_PERSON].sort()).toEqual(["DatasetServiceTokenRefused", "TokenMalformed", "TokenMissing"]);
});
