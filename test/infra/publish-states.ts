import { App, Duration, Stack } from "aws-cdk-lib";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { StateGraph } from "aws-cdk-lib/aws-stepfunctions";
import { StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import { publishDefinition } from "../../infra/publish-definition.ts";
import { readSettings } from "../../infra/settings/settings.ts";
import { APP_FOLDER } from "./stacks.ts";

const { publish } = readSettings({ publish: { limitSeconds: 1000, uninitialisedLimitSeconds: 600 } });

/** How long each function may run, in seconds; the report's has no limit of its own. */
const TIMEOUTS = { Upload: 900, Poll: 90, Refused: 900, Report: undefined };

/** The definition of the publish state machine, built in this process so that its mutants are noticed. */
export function buildDefinition(): StateMachineDefinition {
  const stack = new Stack(new App({ outdir: APP_FOLDER }), "Test");
  const functionNamed = (name: keyof typeof TIMEOUTS) => {
    const seconds = TIMEOUTS[name];
    return new LambdaFunction(stack, `${name}Function`, {
      code: Code.fromInline("exports.handler = () => {};"),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      ...(seconds !== undefined && { timeout: Duration.seconds(seconds) }),
    });
  };
  const functions = {
    upload: functionNamed("Upload"),
    poll: functionNamed("Poll"),
    refused: functionNamed("Refused"),
    report: functionNamed("Report"),
  };
  const { startState } = publishDefinition(stack, functions, publish);
  const graph = stack.resolve(new StateGraph(startState, "publish").toGraphJson());
  // A function's ARN is known only once it is deployed.
  return JSON.parse(JSON.stringify(graph, (_, value) => (isReference(value) ? ARN : value)));
}

const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:test";

function isReference(value: unknown): boolean {
  return typeof value === "object" && value !== null && "Fn::GetAtt" in value;
}

type Task = "Upload" | "Poll" | "Find refused rows" | "Write report";
/** What a function answers, or the error that it ends with, in the order of its calls. The last one is repeated. */
export type Answers = Readonly<Partial<Record<Task, readonly (object | Error)[]>>>;

// Compiling the language's schema takes a second for each run; the embedded cloud's own tests validate the definition.
const NOT_VALIDATED = { validationOptions: { noValidate: true } };

/** Runs the definition on a runner of the states language, with these answers in place of the functions. */
export async function runDefinition(definition: StateMachineDefinition, input: object, answers: Answers) {
  const calls: { task: Task; input: unknown }[] = [];
  const handler = (task: Task) => async (given: unknown) => {
    const earlier = calls.filter((call) => call.task === task).length;
    calls.push({ task, input: given });
    const prepared = answers[task] ?? [];
    const answer = prepared.at(Math.min(earlier, prepared.length - 1));
    if (answer instanceof Error) throw answer;
    return JSON.parse(JSON.stringify(answer ?? {}));
  };
  const states = Object.keys(definition.States);
  const noPauses = Object.fromEntries(states.map((state) => [state, 0]));
  const execution = new StateMachine(definition, NOT_VALIDATED).run(JSON.parse(JSON.stringify(input)), {
    overrides: {
      taskResourceLocalHandlers: {
        Upload: handler("Upload"),
        Poll: handler("Poll"),
        "Find refused rows": handler("Find refused rows"),
        "Write report": handler("Write report"),
      },
      waitTimeOverrides: noPauses,
      retryIntervalOverrides: noPauses,
    },
  });
  const entered: string[] = [];
  const watched = (async () => {
    for await (const event of execution.eventLogs) if (event.type === "StateEntered") entered.push(event.state.name);
  })();
  const end: unknown = await execution.result.catch((error: unknown) => error);
  await watched;
  return { calls, entered, end };
}
