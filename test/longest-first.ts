import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, by waiting: started last, they would run alone at the end. */
const LONGEST = [
  "local/faults/histories",
  "local/faults/matrix",
  "cli/redrive",
  "page/page",
  "page/uploads",
  "local/typed",
  "local/publish-endings",
  "local/permissions",
  "cli/doctor",
  "page/sign-in",
  "local/faults/crash",
  "local/run-ends",
];

/** Starts the files that take longest first, also in a clone where Vitest has not measured them yet. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = LONGEST.findIndex((name) => moduleId.endsWith(`test/${name}.test.ts`));
      return index === -1 ? LONGEST.length : index;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
