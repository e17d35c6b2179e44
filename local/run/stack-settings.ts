import { type DefinedFolders, definedFolders } from "../../functions/drops/folders.ts";
import { workspaceList } from "../../functions/drops/workspaces.ts";
import type { Severities } from "../../functions/validation/findings.ts";
import { severitiesSchema } from "../../functions/validation/severities.ts";
import type { Workspace } from "../../page/server/drop-line.ts";
import type { Cloud } from "../cloud/cloud.ts";

/** The settings of the running stack that the page needs. */
export interface StackSettings {
  /** The severities of findings. */
  readonly severities: Severities;
  /** How many datasets are created in a minute, on average. */
  readonly dropsPerMinute: number;
  /** Where files may go, the default workspace first. */
  readonly workspaces: readonly Workspace[];
  /** Folders that the settings define. */
  readonly folders: DefinedFolders;
}

/** Reads them from the environment that the template gives to the ingest function. */
export function readStackSettings({ resources }: Pick<Cloud, "resources">): StackSettings {
  const ingest = resources
    .ofType("AWS::Lambda::Function")
    .map(({ properties }) => properties.Environment?.Variables ?? {})
    .find((variables) => variables.FINDING_SEVERITIES !== undefined);
  const {
    DROPS_PER_MINUTE = "60",
    FINDING_SEVERITIES = "{}",
    FOLDERS = "{}",
    WORKSPACES = "[]",
    DEFAULT_WORKSPACE_ID: defaultId,
  } = ingest ?? {};
  const named = workspaceList.parse(JSON.parse(WORKSPACES));
  const others = named.filter(({ id }) => id !== defaultId);
  const label = (id: string) => named.find((workspace) => workspace.id === id)?.prefix ?? id;
  return {
    dropsPerMinute: Number(DROPS_PER_MINUTE),
    folders: definedFolders.parse(JSON.parse(FOLDERS)),
    severities: severitiesSchema.parse(JSON.parse(FINDING_SEVERITIES)),
    workspaces: [
      ...(defaultId ? [{ id: defaultId, label: label(defaultId), prefix: "" }] : []),
      ...others.map(({ id, prefix = id }) => ({ id, label: prefix, prefix: `${prefix}/` })),
    ],
  };
}
