import type { S3Client } from "@aws-sdk/client-s3";
import type { DefinedFolders } from "../../functions/drops/folders.ts";
import type { Severities } from "../../functions/validation/findings.ts";
import type { Workspace } from "./drop-line.ts";
import type { DropSource } from "./drop-source.ts";

/** The pipeline behind the pages. */
export interface WebPipeline {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly drops: DropSource;
  /** Files go to the first one unless another is chosen. */
  readonly workspaces: readonly Workspace[];
  /** Folders that the stack's settings define. */
  readonly folders: DefinedFolders;
  /** How many datasets are created in a minute, on average. */
  readonly dropsPerMinute: number;
  /** The pipeline's severities. */
  readonly severities: Severities;
}
