import { basename, join } from "node:path";
import { csvNameOf } from "../../functions/validation/file-endings.ts";
import { makeTemporaryFolder } from "../terminal/temporary-folder.ts";
import { fixFile } from "./fix-file.ts";
import { showFix } from "./show-fix.ts";
import { fileTarget } from "./targets.ts";

/** A file that is ready to be uploaded. */
export interface FileToUpload {
  /** The fixed file, named as the dropped one is to be; the file itself if nothing in it could be fixed. */
  readonly path: string;
  remove(): Promise<void>;
}

/** Fixes a file into a temporary folder and shows what was changed. The file itself is not changed. */
export async function fixForUpload(path: string, out: NodeJS.WriteStream): Promise<FileToUpload> {
  const { path: folder, remove } = await makeTemporaryFolder("dropset-fix-");
  try {
    const fixed = join(folder, csvNameOf(basename(path)));
    const result = await fixFile(path, fileTarget(fixed, { takesUnchanged: false, overwrites: false }), {
      fileName: basename(path),
    });
    showFix(path, result, basename(fixed), out, "uploaded as");
    if (result.outcome === "fixed") return { path: fixed, remove };
  } catch (error) {
    await remove();
    throw error;
  }
  await remove();
  return { path, remove: async () => {} };
}
