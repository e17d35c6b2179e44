/** How long a request for changes waits for one. API Gateway ends a request after 30 seconds. */
export const LONGEST_WAIT_SECONDS = 20;
