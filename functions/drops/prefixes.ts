/** Where people drop: the notification and the permissions name this prefix. */
export const INCOMING_PREFIX = "incoming/";
/** Where the answers are written. */
export const RESULTS_PREFIX = "results/";
/** Where what was learned at ingest waits for the report; a lifecycle rule empties it. */
export const WORK_PREFIX = "work/";
