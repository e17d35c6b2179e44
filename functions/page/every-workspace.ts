/** In the access that a claim's value gives: every workspace, and drops of none. */
export const EVERY_WORKSPACE = "*";
