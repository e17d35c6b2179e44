/**
 * Replaces Powertools' JMESPath in the bundles: its idempotency brings the whole language along, for options that pick
 * a part of an event, and none of ours is set. Setting one fails here.
 */
export function search(expression: string): never {
  throw new Error(`JMESPath is left out of the bundles (infra/bundle-functions.ts), and ${expression} asks for it.`);
}

/** The functions that Powertools adds to the language. */
export class PowertoolsFunctions {}
