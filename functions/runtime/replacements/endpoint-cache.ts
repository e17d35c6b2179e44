/**
 * Replaces the SDK's cache of discovered endpoints in the bundles: DynamoDB's client makes one at its start, and asks
 * for no endpoint unless discovery is switched on.
 */
export class EndpointCache {
  get(): never {
    throw new Error("Endpoint discovery is left out of the bundles (infra/bundle-functions.ts), and was switched on.");
  }
}
