/** How many datapoints are read, and shown, at a time. */
export const DATAPOINTS_AT_ONCE = 20;
