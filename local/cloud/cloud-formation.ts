import { arn } from "./arns.ts";
import { ServiceFailure } from "./gateway/json-protocol.ts";
import { element, elements, type Xml } from "./gateway/xml.ts";

/** CloudFormation with one call, which returns the stack's outputs. */
export class CloudFormation {
  readonly #stackName: string;
  readonly #outputs: Readonly<Record<string, string>>;
  readonly #started = new Date();

  constructor(stackName: string, outputs: Readonly<Record<string, string>>) {
    this.#stackName = stackName;
    this.#outputs = outputs;
  }

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
  handle(operation: string, input: URLSearchParams): Xml {
    if (operation !== "DescribeStacks") throw ServiceFailure.unknownOperation("CloudFormation", operation);
    const asked = input.get("StackName");
    const id = arn("cloudformation", `stack/${this.#stackName}/embedded`);
    if (asked !== null && asked !== this.#stackName && asked !== id) {
      throw new ServiceFailure(400, "ValidationError", `Stack with id ${asked} does not exist`);
    }
    const outputs = Object.entries(this.#outputs).map(([key, value]) =>
      element("member", elements([element("OutputKey", key), element("OutputValue", value)])),
    );
    const stack = elements([
      element("StackName", this.#stackName),
      element("StackId", id),
      element("CreationTime", this.#started.toISOString()),
      element("StackStatus", "CREATE_COMPLETE"),
      element("Outputs", elements(outputs)),
    ]);
    return element("Stacks", element("member", stack));
  }
}
