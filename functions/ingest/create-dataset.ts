import type { DatasetService } from "../datasets/dataset-service.ts";
import { DatasetServiceAccessRefused, DatasetServiceRefused } from "../datasets/errors.ts";
import { type SchemaJson, schemaDifference, schemaJson } from "../datasets/schema-json.ts";
import type { Destination } from "../drops/destination.ts";
import type { Drop } from "../drops/drop.ts";
import { refusedByService, schemaNeeded, workspaceOutOfReach } from "../drops/findings.ts";
import { definitionConflict, definitionLate } from "../drops/folder-findings.ts";
import { type AppliedDefinition, folderId } from "../drops/folders.ts";
import type { Ledger } from "../drops/ledger.ts";
import type { Pace } from "../drops/pace.ts";
import type { CreatedDataset } from "../drops/publish-input.ts";
import type { Finding } from "../validation/findings.ts";
import { quoteValue } from "../validation/rules/quote-value.ts";

export interface DatasetDependencies {
  readonly datasets: DatasetService;
  readonly ledger: Ledger;
  readonly pace: Pace;
  readonly measure: (measured: "PacedSeconds", value: number) => void;
  /** Called where the drop has to wait for its turn, with when that is, in milliseconds since the epoch. */
  readonly paced: (until: number) => Promise<void>;
}

/** The dataset that a drop goes to, or why there is none. */
export type DatasetOutcome =
  | { readonly ok: true; readonly dataset: CreatedDataset }
  | {
      readonly ok: false;
      readonly verdict: "rejected" | "failed";
      readonly dataset: CreatedDataset | null;
      readonly finding: Finding;
    };

export interface DatasetRequest {
  readonly drop: Drop;
  /** The attempt whose dataset is used. */
  readonly datasetAttempt: number;
  readonly destination: Destination;
  /** The definition of the drop's folder; undefined where it has none. */
  readonly applied: AppliedDefinition | undefined;
}

/**
 * Creates the dataset that a drop goes to: one for each drop, or one for its folder, however often and by however many drops
 * it is asked for.
 *
 * @throws {ClaimedElsewhere} another invocation creates it
 * @throws {DatasetServiceError} what is worth another try
 */
export async function createDataset(
  request: DatasetRequest,
  dependencies: DatasetDependencies,
): Promise<DatasetOutcome> {
  const { applied, destination } = request;
  try {
    if (applied?.definition.files === "one-dataset") return await folderDataset(request, applied, dependencies);
    return await dropDataset(request, dependencies);
  } catch (error) {
    if (error instanceof DatasetServiceAccessRefused) {
      return refuse("rejected", workspaceOutOfReach(destination.workspaceId, error));
    }
    if (!(error instanceof DatasetServiceRefused)) throw error;
    return refuse("failed", refusedByService(error));
  }
}

async function dropDataset(
  { drop, datasetAttempt, destination: { workspaceId, datasetName }, applied }: DatasetRequest,
  { datasets, ledger, pace, measure, paced }: DatasetDependencies,
): Promise<DatasetOutcome> {
  const schema = applied?.definition.schema;
  const { needsSchema, ...dataset } = await ledger.once("dataset", drop, datasetAttempt, async () => {
    measure("PacedSeconds", await pace.takeTurn(paced));
    const { id, needsSchema } = await datasets.create({ name: datasetName, workspaceId, schema });
    return { id, name: datasetName, workspaceId, needsSchema, ...(schema && { typed: true }) };
  });
  // A try ended between the two, and the folder has its definition since.
  if (schema && !dataset.typed) return refuse("failed", definitionLate(dataset.id));
  if (needsSchema) return { ok: false, verdict: "failed", dataset, finding: schemaNeeded(dataset.id) };
  return { ok: true, dataset };
}

/** What the ledger remembers of a folder's dataset. */
export interface FolderDataset extends CreatedDataset {
  /** As JSON: the table takes no field called `__proto__`, and thousands of fields as one text take less of an item's 400 KB. Not so in what an earlier version kept. */
  readonly schema: string | SchemaJson;
}

async function folderDataset(
  { drop, destination: { workspaceId, datasetName } }: DatasetRequest,
  { definition: { schema } }: AppliedDefinition,
  { datasets, ledger, pace, measure, paced }: DatasetDependencies,
): Promise<DatasetOutcome> {
  const { schema: itsSchema, ...dataset } = await ledger.onceForFolder(
    folderId(drop),
    async (): Promise<FolderDataset> => {
      measure("PacedSeconds", await pace.takeTurn(paced));
      const { id } = await datasets.create({ name: datasetName, workspaceId, schema });
      return { id, name: datasetName, workspaceId, typed: true, schema: JSON.stringify(schemaJson(schema)) };
    },
  );
  const conflict = conflictWith({ ...dataset, schema: itsSchema }, { workspaceId, schema: schemaJson(schema) });
  return conflict ? refuse("rejected", conflict) : { ok: true, dataset };
}

/** What keeps a definition from applying to a folder that has its dataset already. */
export function conflictWith(
  dataset: FolderDataset,
  wanted: { readonly workspaceId: string; readonly schema: SchemaJson },
): Finding | undefined {
  // Written by this function alone.
  const itsSchema: SchemaJson = typeof dataset.schema === "string" ? JSON.parse(dataset.schema) : dataset.schema;
  const difference = schemaDifference(itsSchema, wanted.schema);
  if (difference !== undefined) return definitionConflict(dataset.id, "schema", difference);
  if (dataset.workspaceId === wanted.workspaceId) return undefined;
  return definitionConflict(dataset.id, "workspace", `it is in ${quoteValue(dataset.workspaceId)}`);
}

function refuse(verdict: "rejected" | "failed", finding: Finding): DatasetOutcome {
  return { ok: false, verdict, dataset: null, finding };
}
