import { Logger } from "@aws-lambda-powertools/logger";

/** One logger for a whole function: JSON lines, which escape whatever a name or an answer holds. The stack's name is on each. */
export const logger = new Logger();
