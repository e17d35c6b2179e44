import { SnsError } from "../../../node_modules/fauxqs/dist/common/errors.js";
import { SnsStore } from "../../../node_modules/fauxqs/dist/sns/snsStore.js";

/** fauxqs's SNS, with AWS's answers about a topic's subscriptions: a pending one has no ARN yet, and a topic may be missing. */
export class UnconfirmedSnsStore extends SnsStore {
  override listSubscriptionsByTopic(...of: Parameters<SnsStore["listSubscriptionsByTopic"]>) {
    if (!this.getTopic(of[0])) throw new SnsError("NotFound", "Topic does not exist", 404);
    const { subscriptions, ...page } = super.listSubscriptionsByTopic(...of);
    // https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
    const shown = subscriptions.map((one) => (one.confirmed ? one : { ...one, arn: "PendingConfirmation" }));
    return { ...page, subscriptions: shown };
  }
}
