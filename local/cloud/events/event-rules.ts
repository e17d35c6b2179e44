import * as z from "zod";
import { arn, nameOfArn } from "../arns.ts";
import { readInput, ServiceFailure } from "../gateway/json-protocol.ts";
import type { Queues } from "../queues/queues.ts";
import type { PropertiesOf, Resources } from "../template/resources.ts";

type Pattern = PropertiesOf<"AWS::Events::Rule">["EventPattern"];
type Target = PropertiesOf<"AWS::Events::Rule">["Targets"][number];

interface Rule {
  readonly name: string;
  readonly pattern: Pattern;
  state: "ENABLED" | "DISABLED";
  targets: Target[];
}

/** An event that a target does not take. */
export interface NotDelivered {
  readonly rule: string;
  readonly targetArn: string;
}

/** A rule's target for an event. */
export interface MatchingTarget {
  readonly rule: string;
  readonly target: Target;
}

const byName = z.object({ Name: z.string() });
const byRule = z.object({ Rule: z.string() });
const target = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
});
const putTargets = byRule.extend({ Targets: z.array(target).min(1) });
const removeTargets = byRule.extend({ Ids: z.array(z.string()).min(1) });

/** EventBridge's rules of the template: which objects they match, and where their events go. */
export class EventRules {
  static readonly OPERATIONS: ReadonlySet<string> = new Set([
    "DescribeRule",
    "DisableRule",
    "EnableRule",
    "ListTargetsByRule",
    "PutTargets",
    "RemoveTargets",
  ]);

  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #queues: Queues;
  readonly #notDelivered: (failure: NotDelivered) => void;

  /** @param notDelivered called for each event that a target does not take: what `FailedInvocations` counts */
  constructor(resources: Resources, queues: Queues, notDelivered: (failure: NotDelivered) => void) {
    const rules = resources.ofType("AWS::Events::Rule").map(({ name, properties }): [string, Rule] => {
      const { EventPattern: pattern, State: state, Targets } = properties;
      return [name, { name, pattern, state, targets: [...Targets] }];
    });
    this.#rules = new Map(rules);
    this.#queues = queues;
    this.#notDelivered = notDelivered;
  }

  /** The buckets whose events the rules are for. */
  get buckets(): string[] {
    return [...this.#rules.values()].flatMap(({ pattern }) => pattern.detail.bucket.name);
  }

  handle(operation: string, input: Record<string, unknown>): unknown {
    switch (operation) {
      case "DescribeRule": {
        const { name, state, pattern } = this.#find(readInput(byName, input).Name);
        return { Name: name, Arn: ruleArn(name), State: state, EventPattern: JSON.stringify(pattern) };
      }
      case "EnableRule":
        this.#find(readInput(byName, input).Name).state = "ENABLED";
        return {};
      case "DisableRule":
        this.#find(readInput(byName, input).Name).state = "DISABLED";
        return {};
      case "ListTargetsByRule":
        return { Targets: this.#find(readInput(byRule, input).Rule).targets };
      case "PutTargets": {
        const { Rule, Targets } = readInput(putTargets, input);
        const rule = this.#find(Rule);
        rule.targets = [...rule.targets.filter(({ Id }) => !Targets.some((other) => other.Id === Id)), ...Targets];
        return { FailedEntryCount: 0, FailedEntries: [] };
      }
      case "RemoveTargets": {
        const { Rule, Ids } = readInput(removeTargets, input);
        const rule = this.#find(Rule);
        rule.targets = rule.targets.filter(({ Id }) => !Ids.includes(Id));
        return { FailedEntryCount: 0, FailedEntries: [] };
      }
      default:
        throw ServiceFailure.unknownOperation("EventBridge", operation);
    }
  }

  /** The targets that get the event of an object. */
  matching(bucket: string, key: string): MatchingTarget[] {
    return [...this.#rules.values()]
      .filter(({ state }) => state === "ENABLED")
      .filter(({ pattern: { detail } }) => detail.bucket.name.includes(bucket))
      .filter(({ pattern: { detail } }) => key.startsWith(detail.object.key[0].prefix))
      .flatMap(({ name, targets }) => targets.map((target) => ({ rule: name, target })));
  }

  /** Sends an event to a target; without its queue, to the dead-letter queue, where the target has one. */
  deliver({ rule, target }: MatchingTarget, body: string): void {
    const { Arn, DeadLetterConfig } = target;
    if (this.#queues.has(nameOfArn(Arn))) {
      this.#queues.send(nameOfArn(Arn), body);
      return;
    }
    this.#notDelivered({ rule, targetArn: Arn });
    const deadLetters = DeadLetterConfig && nameOfArn(DeadLetterConfig.Arn);
    if (deadLetters === undefined || !this.#queues.has(deadLetters)) return;
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    this.#queues.send(deadLetters, body, {
      RULE_ARN: ruleArn(rule),
      TARGET_ARN: Arn,
      ERROR_CODE: "NO_RESOURCE",
      ERROR_MESSAGE: "The specified queue does not exist.",
    });
  }

  #find(name: string): Rule {
    const rule = this.#rules.get(name);
    if (rule) return rule;
    throw new ServiceFailure(400, "ResourceNotFoundException", `Rule ${name} does not exist on EventBus default.`);
  }
}

function ruleArn(name: string): string {
  return arn("events", `rule/${name}`);
}
