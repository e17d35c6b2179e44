/** A key whose signatures can be checked. */
export interface AccessKey {
  readonly secret: string;
  /** Whether only this run and its functions know it. */
  readonly isSecret: boolean;
}

/** By their ids. */
export type AccessKeys = ReadonlyMap<string, AccessKey>;
