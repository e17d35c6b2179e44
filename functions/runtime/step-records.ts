import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { connectRecordWriter, type RecordWriter } from "../drops/records/record-writer.ts";
import { number, text } from "./environment.ts";
import { logger } from "./logger.ts";
import { metrics } from "./metrics.ts";

/** What a function that writes records reads from its environment. */
export const RECORD_SETTINGS = { RECORD_DAYS: number, RECORDS_TABLE: text };

/** Where the functions write how far a drop is. */
export function connectStepRecords(settings: {
  readonly RECORD_DAYS: number;
  readonly RECORDS_TABLE: string;
}): RecordWriter {
  return connectRecordWriter({
    tableName: settings.RECORDS_TABLE,
    // The next step writes what this one could not.
    client: new DynamoDBClient({ maxAttempts: 2 }),
    keptDays: settings.RECORD_DAYS,
    notWritten(error) {
      metrics.addMetric("RecordsNotWritten", MetricUnit.Count, 1);
      logger.warn("Record not written", { error: error instanceof Error ? error : String(error) });
    },
  });
}
