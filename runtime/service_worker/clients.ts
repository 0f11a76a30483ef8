// Which version each open page came with. Kept in a cache too, since a browser ends a worker that has nothing to do.
// In: pages as they open. Out: their versions. Must not: grow; pages that are closed are dropped when a version takes over.

const PATH = '/versions';

export class Clients {
  private read: Promise<Record<string, string>> | null = null;

  constructor(readonly cache: string) {}

  async note(client: string, version: string): Promise<void> {
    const versions = await this.versions();
    versions[client] = version;
    await this.write(versions);
  }

  async versionOf(client: string): Promise<string | undefined> {
    return (await this.versions())[client];
  }

  async keepOnly(open: string[]): Promise<Record<string, string>> {
    const versions = await this.versions();
    for (const client of Object.keys(versions)) if (!open.includes(client)) delete versions[client];
    await this.write(versions);
    return versions;
  }

  private versions(): Promise<Record<string, string>> {
    this.read ??= caches.match(PATH, { cacheName: this.cache }).then((kept) => kept?.json() ?? {});
    return this.read;
  }

  private async write(versions: Record<string, string>): Promise<void> {
    await (await caches.open(this.cache)).put(PATH, new Response(JSON.stringify(versions)));
  }
}
