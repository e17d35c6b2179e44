import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { describeError, NoticeNotSent } from "../drops/errors.ts";
import type { Report } from "../drops/report.ts";
import type { ReportPlaces } from "./message.ts";
import { DETAIL_TYPES, detailOf, EVENT_SOURCE } from "./outcome-event.ts";

/** Where every outcome is an event that rules can match. */
export interface EventBus {
  /** @param workspaceId where it is known, also of a drop without a dataset @throws {NoticeNotSent} */
  put(report: Report, places: ReportPlaces, workspaceId: string | undefined): Promise<void>;
}

export function connectEventBus(name: string, client: EventBridgeClient): EventBus {
  return {
    async put(report, places, workspaceId) {
      const entry = {
        EventBusName: name,
        Source: EVENT_SOURCE,
        DetailType: DETAIL_TYPES[report.outcome],
        Detail: JSON.stringify(detailOf(report, places, workspaceId)),
        Time: new Date(report.finishedAt),
      };
      const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [entry] })).catch((error: unknown) => {
        throw new NoticeNotSent(`The event could not be sent: ${describeError(error)}`, { cause: error });
      });
      // The call succeeds whatever becomes of its entries.
      const [{ ErrorCode, ErrorMessage } = {}] = Entries;
      if (ErrorCode !== undefined) throw new NoticeNotSent(`The event was not accepted: ${ErrorCode}: ${ErrorMessage}`);
    },
  };
}
