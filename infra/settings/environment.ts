import { definitionJson } from "../../functions/drops/folder-definition.ts";
import type { PageSettings } from "./page-schema.ts";
import type { Settings } from "./schema.ts";

/** The folders as the ingest function's environment has them. */
export function foldersText({ folders }: Pick<Settings, "folders">): string {
  return JSON.stringify(Object.fromEntries(Object.entries(folders).map(([path, one]) => [path, definitionJson(one)])));
}

/** What the page function has in its environment of the settings. */
export function pageVariables(
  settings: Pick<Settings, "workspaces" | "defaultWorkspaceId" | "folders" | "severities" | "limits"> & {
    readonly page: PageSettings;
  },
): Record<string, string> {
  const { page, limits, defaultWorkspaceId } = settings;
  const { issuer, clientId, scope } = page;
  return {
    ACCESS: JSON.stringify(page.access),
    ACCESS_CLAIM: page.claim,
    DROPS_PER_MINUTE: String(limits.dropsPerMinute),
    FINDING_SEVERITIES: JSON.stringify(settings.severities),
    FOLDERS: foldersText(settings),
    LARGEST_FILE_BYTES: String(limits.fileBytes),
    SIGN_IN: JSON.stringify({ issuer, clientId, scope }),
    SIGN_IN_ORIGINS: JSON.stringify(page.signInOrigins),
    WORKSPACES: JSON.stringify(settings.workspaces),
    ...(defaultWorkspaceId !== undefined && { DEFAULT_WORKSPACE_ID: defaultWorkspaceId }),
  };
}
