// What goes on while a platform is killed: publications, releases, tokens, users, entries, launches; and what was acknowledged of it.
// In: the platform's address, who may. Out: records of what was acknowledged and of what was only asked. Must not: take an answer that broke off for one.

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { ask as askPlatform } from '../platform/start.mjs';

export const APP = 'crash';
const HOST = 'mini.localhost';

/** Asks as `label.mini.localhost`, or the platform itself; null when no whole answer came. `origin`: as one of its own pages. */
export function ask(port, path, { label, origin, cookie, ...more } = {}) {
  const address = `http://${label ? `${label}.` : ''}${HOST}:${port}`;
  const headers = { ...(origin && { origin: address }), ...(cookie && { cookie }) };
  return askPlatform(address, path, { ...more, headers }).catch(() => null);
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** Everything that was asked of the platform, over all its lives. */
export class Work {
  constructor(token) {
    this.token = token;
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.privateKey = privateKey;
    this.publicKey = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
    this.count = 0;
    this.versions = new Set();
    this.upload = null;
    this.tokens = [];
    this.users = [];
    this.entries = [];
    /** The newest release that was acknowledged, and one that was only asked for. */
    this.released = null;
    this.releasing = null;
    this.launches = { sent: 0, acknowledged: 0 };
  }

  /** Does all of it at once, until the platform no longer answers. */
  async begin(port) {
    this.port = port;
    await Promise.all([this.publish(), this.release(), this.keep(() => this.makeToken()), this.keep(() => this.makeUser()), this.keep(() => this.enter())]);
  }

  /** Again and again; `step` says whether the platform answered. */
  async keep(step) {
    while (await step());
  }

  api(path, options) {
    return ask(this.port, `/api/v1${path}`, { token: this.token, ...options });
  }

  publish() {
    return this.keep(async () => {
      // What an earlier life began goes on.
      this.upload ??= await this.announce();
      if (!this.upload) return false;
      const { id, number, missing, files } = this.upload;
      for (const digest of missing) {
        const text = Object.values(files).find((text) => sha256(text) === digest);
        if ((await this.api(`/uploads/${id}/files/${digest}`, { method: 'PUT', raw: text }))?.status !== 204) return false;
      }
      if ((await this.api(`/uploads/${id}/finish`, { method: 'POST' }))?.status !== 201) return false;
      if ((await this.api(`/apps/${APP}/versions/${number}/submit`, { method: 'POST' }))?.status !== 200) return false;
      this.versions.add(number);
      this.upload = null;
      return true;
    });
  }

  /** An upload that was acknowledged. */
  async announce() {
    const number = `1.0.${++this.count}`;
    const files = {
      'app.json': JSON.stringify({ pages: ['pages/home/home'] }), 'project.config.json': JSON.stringify({ appid: APP }),
      'pages/home/home.wxml': `<text>version ${number}</text>`, 'pages/home/home.js': 'Page({})',
    };
    const key = await this.api('/keys', { method: 'POST', body: { name: 'crash', public_key: this.publicKey } });
    if (!key?.answer) return null;
    const sources = Object.keys(files).sort().map((path) => ({ path, digest: sha256(files[path]), size_bytes: Buffer.byteLength(files[path]) }));
    const listing = JSON.stringify({ files: sources });
    const signature = sign(null, `minnow upload 1\n${APP}\n${number}\n${sha256(listing)}\n`, this.privateKey).toString('base64');
    const { answer } = (await this.api(`/apps/${APP}/uploads`, { method: 'POST', body: { number, listing, key: key.answer.id, signature } })) ?? {};
    return answer?.upload ? { id: answer.upload, number, missing: answer.missing, files } : null;
  }

  release() {
    return this.keep(async () => {
      const numbers = [...this.versions].filter((number) => number !== this.released).slice(-5);
      if (!numbers.length) return !!(await this.api('/me'));
      this.releasing = numbers[Math.floor(Math.random() * numbers.length)];
      const answer = await this.api(`/apps/${APP}/releases`, { method: 'POST', body: { version: this.releasing, percent: 100 } });
      if (answer?.status !== 201) return false;
      this.released = this.releasing;
      return true;
    });
  }

  async makeToken() {
    const made = await this.api('/tokens', { method: 'POST', body: { name: 'crash', scopes: ['read'] } });
    if (made?.status === 201) this.tokens.push(made.answer.token);
    // Beyond a number of tokens there are no more: the ones there are suffice.
    return made?.status === 201;
  }

  /** Somebody who opens the program and calls wx.login for the first time. */
  async makeUser() {
    const ticket = await ask(this.port, '/api/v1/tickets', { method: 'POST', origin: true, body: { app: APP } });
    if (ticket?.status === 429) return new Promise((resolve) => setTimeout(resolve, 50, true));
    if (ticket?.status !== 201) return false;
    const login = await ask(this.port, '/_minnow/login', { label: APP, method: 'POST', origin: true, body: { ticket: ticket.answer.ticket } });
    if (login?.status !== 200) return false;
    this.users.push(login.headers['set-cookie'][0].split(';')[0]);
    return true;
  }

  async enter() {
    if (this.entries.length < 20) {
      const made = await this.api(`/apps/${APP}/entries`, { method: 'POST', body: { kind: 'code', page: 'pages/home/home', query: `n=${this.entries.length}` } });
      if (made?.status !== 201) return false;
      this.entries.push(new URL(made.answer.address).pathname);
    }
    this.launches.sent++;
    const opened = await ask(this.port, this.entries[this.launches.sent % this.entries.length], { label: APP });
    if (opened?.status !== 200) return false;
    this.launches.acknowledged++;
    return true;
  }
}
