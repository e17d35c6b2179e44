import { rm } from "node:fs/promises";
import { expect, it } from "vitest";
import { startPipeline } from "./pipeline.ts";

it("a drop that was under way goes on after a restart on the same folder, with the same dataset", async () => {
  const before = await startPipeline({ processingMs: 60_000 });
  const drop = await before.put("incoming/restart.csv", "id,a\n1,x\n");
  await before.reached(drop, "processing");
  await before.stop({ keepFolder: true });

  const after = await startPipeline({ folder: before.folder, processingMs: 50 });
  try {
    // What was dropped, and how far it had come, is all still there; only the sandbox's clock is helped along.
    const [dataset] = after.sandbox.datasets();
    expect(dataset).toMatchObject({ status: "PROCESSING", uploads: 1 });
    await after.sandbox.finishProcessing();

    const { report } = await after.tracker.answer(drop);
    expect(report).toMatchObject({ outcome: "ready", dataset: { id: dataset?.id } });
    expect(after.sandbox.datasets()).toHaveLength(1);
  } finally {
    await after.stop();
    await rm(before.folder, { recursive: true, force: true });
  }
});
