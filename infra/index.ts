export { Dropset, type DropsetProps } from "./dropset.ts";
export type { DropsetMetrics } from "./dropset-metrics.ts";
export { DropsetStack, type DropsetStackProps } from "./dropset-stack.ts";
