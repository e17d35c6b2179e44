import { expect, it } from "vitest";
import { EndpointCache } from "../../../functions/runtime/replacements/endpoint-cache.ts";
import {
  EventStreamSerde,
  eventStreamSerdeProvider,
  resolveEventStreamSerdeConfig,
} from "../../../functions/runtime/replacements/event-streams.ts";
import { search } from "../../../functions/runtime/replacements/jmespath.ts";

it.each([
  ["endpoint discovery", () => new EndpointCache().get()],
  ["an event stream", () => eventStreamSerdeProvider()],
  ["an event stream's serializer", () => new EventStreamSerde()],
  ["JMESPath", () => search("a.b")],
])("%s, which the bundles leave out, says so when it is used", (_, use) => {
  expect(use).toThrow(/left out of the bundles \(infra\/bundle-functions\.ts\)/);
});

it("a client's settings pass by the event streams unchanged", () => {
  const settings = { region: "eu-west-1" };
  expect(resolveEventStreamSerdeConfig(settings)).toBe(settings);
});

it("JMESPath names the expression that asks for it", () => {
  expect(() => search("a.b")).toThrow("a.b");
});
