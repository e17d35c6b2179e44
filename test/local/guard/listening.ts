import { readdir, readFile, readlink } from "node:fs/promises";

/** A listening address and port. */
export interface Listening {
  readonly pid: number;
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
}

/** A process and its descendants, from /proc. */
export async function processTree(root: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  for (const name of await readdir("/proc")) {
    const pid = Number(name);
    if (!pid) continue;
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    // The name in parentheses may hold anything; the parent is the second field after it.
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** Every internet socket on which these processes wait for others. */
export async function listeningSockets(pids: readonly number[]): Promise<Listening[]> {
  const owners = new Map<string, number>();
  for (const pid of pids) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => "");
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode !== undefined) owners.set(inode, pid);
    }
  }
  const tables = await Promise.all(["tcp", "tcp6", "udp", "udp6"].map((protocol) => readTable(protocol, owners)));
  return tables.flat();
}

async function readTable(protocol: string, owners: ReadonlyMap<string, number>): Promise<Listening[]> {
  // LISTEN, or for UDP a socket that is connected to nobody.
  const waiting = protocol.startsWith("tcp") ? "0A" : "07";
  const [, ...lines] = (await readFile(`/proc/net/${protocol}`, "utf8")).trim().split("\n");
  return lines.flatMap((line) => {
    const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
    const pid = owners.get(inode);
    if (state !== waiting || pid === undefined) return [];
    const [address = "", port = ""] = local.split(":");
    return [{ pid, protocol, address: readAddress(address), port: Number.parseInt(port, 16) }];
  });
}

/** The kernel writes an address as numbers of 32 bits, each in the machine's own order of bytes. */
function readAddress(hex: string): string {
  const bytes = hex.match(/.{8}/g)?.flatMap((word) => [...Buffer.from(word, "hex")].reverse()) ?? [];
  if (bytes.length === 4) return bytes.join(".");
  return bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1 ? "::1" : Buffer.from(bytes).toString("hex");
}
