/**
 * Replaces the SDK's event streams in the bundles: of S3's operations only SelectObjectContent answers with one, and
 * nothing here calls it.
 */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;

export function eventStreamSerdeProvider(): never {
  throw new Error(
    "Event streams are left out of the bundles (infra/bundle-functions.ts), and an operation asks for one.",
  );
}

export class EventStreamSerde {
  constructor() {
    eventStreamSerdeProvider();
  }
}
