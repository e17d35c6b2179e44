import { type LocalAddresses, withAddress } from "./queues/local-addresses.ts";
import type { S3Store } from "./s3/s3-store.ts";
import type { Resources } from "./template/resources.ts";

/** Creates the template's buckets with their versioning and their rules for browsers. */
export function createBuckets(resources: Resources, { index, cors }: S3Store, addresses: LocalAddresses): void {
  for (const { name, properties } of resources.ofType("AWS::S3::Bucket")) {
    index.buckets.create(name);
    index.buckets.setVersioning(name, properties.VersioningConfiguration?.Status ?? null);
    const rules = properties.CorsConfiguration?.CorsRules.map((rule) => ({
      origins: rule.AllowedOrigins.map((origin) => withAddress(origin, addresses)),
      methods: rule.AllowedMethods,
      headers: rule.AllowedHeaders ?? [],
      exposed: rule.ExposedHeaders ?? [],
      maxAgeSeconds: rule.MaxAge,
    }));
    if (rules) cors.set(name, rules);
  }
}
