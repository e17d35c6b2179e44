import type * as z from "zod";
import { isWorkspaceFolder } from "../../functions/drops/workspaces.ts";
import { EVERY_WORKSPACE } from "../../functions/page/every-workspace.ts";
import { MOST_EVENTS, mostEvents, mostPolls, shortestLongestPoll } from "../execution-history.ts";
import { foldersText, pageVariables } from "./environment.ts";
import type { Settings } from "./schema.ts";

type Report = (path: PropertyKey[], message: string) => void;

/** Finds settings that are right by themselves, and wrong next to others. */
export function checkTogether(settings: Settings, context: z.RefinementCtx<Settings>): void {
  const wrong: Report = (path, message) => context.addIssue({ code: "custom", path, message });
  checkWorkspaces(settings, wrong);
  checkLists(settings, wrong);
  checkPage(settings, wrong);
  checkHistory(settings, wrong);
  checkPace(settings, wrong);
}

function checkWorkspaces({ workspaces, defaultWorkspaceId }: Settings, wrong: Report): void {
  const ids = workspaces.map(({ id }) => id);
  if (defaultWorkspaceId !== undefined && ids.length > 0 && !ids.includes(defaultWorkspaceId)) {
    wrong(["defaultWorkspaceId"], `It must be one of the workspaces: ${ids.join(", ")}`);
  }
  const names = workspaces.flatMap(({ id, prefix }) => (prefix === undefined ? [id] : [id, prefix]));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) wrong(["workspaces"], `Each id and prefix must be unique, and ${twice} occurs twice`);
}

/** Lambda's limit for all variables is 4 KiB, and the others need a third. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_LISTS_BYTES = 2_500;
/** What ingest has as JSON in its environment, and how to have less of it. */
const LISTS = {
  folders: "put a _dataset.json into the folders instead",
  workspaces: "deploy a second stack for a part of them, or leave the list empty for all that the token can reach",
  severities: "leave out those that are as by default",
} as const;

function checkLists({ folders, workspaces, severities }: Settings, wrong: Report): void {
  const lists = {
    folders: foldersText({ folders }),
    workspaces: JSON.stringify(workspaces),
    severities: JSON.stringify(severities),
  };
  const bytes = Buffer.byteLength(Object.values(lists).join(""));
  if (bytes <= MOST_LISTS_BYTES) return;
  const sizeOf = (list: keyof typeof LISTS) => Buffer.byteLength(lists[list]);
  const largest = (["folders", "workspaces", "severities"] as const).reduce((a, b) => (sizeOf(b) > sizeOf(a) ? b : a));
  wrong(
    [largest],
    `folders, workspaces and severities have ${bytes} bytes of JSON, and a function's environment has room for ${MOST_LISTS_BYTES}: ${LISTS[largest]}`,
  );
}

/** The other variables of the page function, and the names of all. */
const OTHER_PAGE_BYTES = 1_100;
const MOST_PAGE_BYTES = 4096 - OTHER_PAGE_BYTES;

function checkPage(settings: Settings, wrong: Report): void {
  const { page, workspaces } = settings;
  if (!page) return;
  const ids = workspaces.map(({ id }) => id);
  // A name that is no workspace to the pipeline is an ordinary folder, whose definition may name a workspace that these users may not see.
  const isKnown = (id: string) =>
    isWorkspaceFolder(id, { allowed: ids.map((one) => ({ id: one })), defaultId: undefined });
  const needed = ids.length > 0 ? `it must be one of the workspaces: ${ids.join(", ")}` : "name it in workspaces";
  for (const [value, granted] of Object.entries(page.access)) {
    const unknown = granted.filter((id) => id !== EVERY_WORKSPACE && !isKnown(id));
    if (unknown.length > 0) wrong(["page", "access", value], `${unknown.join(", ")}: ${needed}`);
  }
  const bytes = Buffer.byteLength(Object.values(pageVariables({ ...settings, page })).join(""));
  if (bytes <= MOST_PAGE_BYTES) return;
  wrong(
    ["page"],
    `access, with the workspaces, folders and severities, has ${bytes} bytes of JSON, and a function's environment has room for ${MOST_PAGE_BYTES}: give access to fewer values of the claim, or put a _dataset.json into the folders`,
  );
}

function checkHistory({ publish }: Settings, wrong: Report): void {
  const events = mostEvents(publish);
  if (events <= MOST_EVENTS) return;
  wrong(
    ["publish", "longestPollSeconds"],
    `${mostPolls(publish)} polls within publish.limitSeconds ${publish.limitSeconds} may make a history of ${events} events, and Step Functions ends an execution at ${MOST_EVENTS}; ${shortestLongestPoll(publish)} or more is needed`,
  );
}

function checkPace({ limits, ingest }: Settings, wrong: Report): void {
  const longestWait = (ingest.maxConcurrency * 60) / limits.dropsPerMinute;
  if (longestWait <= ingest.timeoutSeconds / 2) return;
  wrong(
    ["limits", "dropsPerMinute"],
    `With ingest.maxConcurrency ${ingest.maxConcurrency}, a drop would wait ${Math.ceil(longestWait)} s for its turn, more than half of ingest.timeoutSeconds ${ingest.timeoutSeconds}; raise this, or lower the concurrency`,
  );
}
