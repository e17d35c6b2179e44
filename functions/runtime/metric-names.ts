/** Under which name CloudWatch keeps our metrics. */
export const NAMESPACE = "Dropset";
