import { expect } from "vitest";
import { API, put, SandboxClient, TOKEN } from "./client.ts";

/** A field of each type. */
export const SCHEMA = {
  fields: {
    question: { type: "text", label: "Question" },
    picture: { type: "image_url" },
    clip: { type: "audio_url" },
    film: { type: "video_url" },
    source: { type: "metadata" },
    group: { type: "task_group_id" },
  },
};

/** One text field, and one that participants do not see. */
export const SMALL = { fields: { question: { type: "text" }, source: { type: "metadata" } } };

/** A new sandbox for each test of a file, used as by a client of version 4. */
export class TypedClient extends SandboxClient {
  /** @returns the dataset's id */
  async createTyped(schema: unknown = SMALL): Promise<string> {
    const { status, body } = await this.call("POST", API, { name: "n", workspace_id: "w", schema });
    expect(status).toBe(201);
    return body.id;
  }

  async importUrl(id: string, filename = "reviews.csv"): Promise<{ import_id: string; upload_url: string }> {
    const { status, body } = await this.call("GET", `${API}/${id}/upload-url/${encodeURIComponent(filename)}`);
    expect(status).toBe(201);
    return body;
  }

  /** Uploads a file to a new import. @returns the import's id */
  async import(id: string, content: string | Uint8Array, filename = "reviews.csv"): Promise<string> {
    const { import_id, upload_url } = await this.importUrl(id, filename);
    expect((await this.put(upload_url, content)).status).toBe(200);
    return import_id;
  }

  /** With the content type of the URL's file. */
  put(url: string, content: string | Uint8Array) {
    const isJsonl = new URL(url).pathname.endsWith(".jsonl");
    return put(url, content, { headers: { "content-type": isJsonl ? "application/x-ndjson" : "text/csv" } });
  }

  async importOf(id: string, importId: string) {
    return (await this.call("GET", `${API}/${id}/imports/${importId}`)).body;
  }

  /** Uploads a file to a new import. @returns the import when it has ended */
  async ended(id: string, content: string | Uint8Array, filename = "reviews.csv") {
    const importId = await this.import(id, content, filename);
    await this.sandbox.finishProcessing();
    return this.importOf(id, importId);
  }

  async append(id: string, content: string | Uint8Array, contentType = "application/x-ndjson") {
    const response = await fetch(`${this.sandbox.url}${API}/${id}/datapoints`, {
      method: "POST",
      headers: { authorization: `Token ${TOKEN}`, "content-type": contentType },
      body: content,
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }
}

export function jsonl(...records: unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}
