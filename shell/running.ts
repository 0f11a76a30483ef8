// Programs that run: each in a frame of its own origin. The last few stay alive, hidden, and are there at once when they are opened again.
// In: programs to show, messages of their frames. Out: frames on the stage; news of what the program on top is. Must not: take a message for a
// program's that does not come from the very window of that program's frame, at that program's origin.

import type { Program } from './kept';
import { placeOf } from './route';

/** Alive at once; the one not used for longest goes first. A program with pictures takes 50 to 100 MB. */
export const ALIVE_MAX = 4;
/** What programs may ask the person for, as they may at their own address. */
const ALLOWED = 'accelerometer; autoplay; camera; clipboard-read; clipboard-write; encrypted-media; fullscreen; geolocation; gyroscope; magnetometer; microphone; picture-in-picture; screen-wake-lock';
/** All that a page at its own address may, but lead this one away. */
const SANDBOX = 'allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-popups allow-popups-to-escape-sandbox allow-pointer-lock allow-presentation allow-orientation-lock allow-top-navigation-to-custom-protocols';
const TEXT_LENGTH_MAX = 200;
const ADDRESS_LENGTH_MAX = 4_096;
const ITEMS_MAX = 40;
const NONCE_LENGTH_MAX = 64;

/** What a program's frame says of the page on top. */
export interface Page {
  title: string;
  /** Path and query, without a slash at the beginning. */
  at: string;
  /** The colour of its bar; empty where it says none. */
  colour: string;
  canShare: boolean;
}

export interface Running {
  program: Program;
  frame: HTMLIFrameElement;
  page: Page;
  usedAt: number;
  isReady: boolean;
  /** The program has said hello and hears what is said to it; before, another document may be in its frame. */
  isGreeted: boolean;
}

export type News =
  | { kind: 'page' | 'ready' | 'menu' | 'close'; running: Running }
  | { kind: 'share'; running: Running; title: string; at: string }
  | { kind: 'consent'; running: Running; asked: AskedConsent };

/** What a program wants to have asked. The words come from the platform. */
export interface AskedConsent {
  nonce: string;
  mode: string;
  items: string;
  scope: string;
}

/** The shape of every message of a frame; anything else is none. */
function heard(data: unknown): { word: string; fields: Record<string, unknown> } | null {
  if (typeof data !== 'object' || data === null) return null;
  const fields = data as Record<string, unknown>;
  return typeof fields.minnow === 'string' ? { word: fields.minnow, fields } : null;
}

const text = (value: unknown, lengthMax: number): string => (typeof value === 'string' ? value.slice(0, lengthMax) : '');

/** A colour as the browser writes computed ones, and nothing that could be more than a colour. */
const colour = (value: unknown): string => (typeof value === 'string' && /^rgba?\([\d., ]{5,40}\)$/.test(value) ? value : '');

function consentOf({ nonce, mode, items, scope }: Record<string, unknown>): AskedConsent {
  const list = Array.isArray(items) ? items.slice(0, ITEMS_MAX) : [];
  return { nonce: text(nonce, NONCE_LENGTH_MAX), mode: text(mode, TEXT_LENGTH_MAX), items: list.map((item) => text(item, TEXT_LENGTH_MAX)).join(' '), scope: text(scope, TEXT_LENGTH_MAX) };
}

export class Stage {
  readonly element: HTMLElement;
  private alive = new Map<string, Running>();
  private shown: Running | undefined;

  constructor(private readonly tell: (news: News) => void) {
    this.element = document.createElement('div');
    this.element.className = 'stage';
    document.body.append(this.element);
    addEventListener('message', (event) => this.receive(event));
  }

  /** Shows a program at a page; one that is alive at that page, or is opened without one, goes on where it was. */
  show(program: Program, at: string): Running {
    let running = this.alive.get(program.id);
    const place = placeOf(at);
    if (running && place && running.page.at !== place) {
      running.page = { ...running.page, at: place };
      running.isReady = false;
      running.isGreeted = false;
      running.frame.contentWindow?.location.replace(`${program.origin}/${at}`);
    }
    running ??= this.start(program, at);
    running.usedAt = performance.now();
    if (this.shown !== running) {
      this.hide();
      this.shown = running;
      running.frame.classList.add('is-shown');
      running.frame.inert = false;
      this.say(running, { minnow: 'shown' });
    }
    this.element.classList.add('is-open');
    this.trim();
    return running;
  }

  /** Puts the program on top away; it stays alive. */
  hide(): void {
    this.element.classList.remove('is-open');
    if (!this.shown) return;
    this.shown.frame.classList.remove('is-shown');
    this.shown.frame.inert = true;
    this.say(this.shown, { minnow: 'hidden' });
    this.shown = undefined;
  }

  restart(id: string): void {
    const running = this.alive.get(id);
    if (!running) return;
    const { program } = running;
    this.drop(running);
    this.show(program, '');
  }

  /** Ends all of them: the browser is somebody else's from now on. `kept`: one that has asked who he is, and hears it. */
  clear(kept?: Running): void {
    if (!kept) this.hide();
    for (const running of [...this.alive.values()]) if (running !== kept) this.drop(running);
  }

  /** Asks the program on top what it shares. */
  askShare(running: Running): void {
    this.say(running, { minnow: 'share' });
  }

  /** Tells a program how its question ended. */
  tellConsent(running: Running, nonce: string, outcome: string): void {
    this.say(running, { minnow: 'consent', nonce, outcome });
  }

  focus(): void {
    this.shown?.frame.focus();
  }

  ids(): string[] {
    return [...this.alive.keys()];
  }

  private start(program: Program, at: string): Running {
    const frame = document.createElement('iframe');
    frame.title = program.name;
    // Browsers that know no sharing of the system complain about its name.
    frame.allow = 'share' in navigator ? `${ALLOWED}; web-share` : ALLOWED;
    frame.setAttribute('sandbox', SANDBOX);
    frame.className = 'program';
    frame.src = `${program.origin}/${at}`;
    const running: Running = { program, frame, page: { title: program.name, at: placeOf(at), colour: '', canShare: false }, usedAt: 0, isReady: false, isGreeted: false };
    this.alive.set(program.id, running);
    frame.addEventListener('load', () => this.ready(running));
    this.element.append(frame);
    return running;
  }

  private ready(running: Running): void {
    if (running.isReady) return;
    running.isReady = true;
    this.tell({ kind: 'ready', running });
  }

  private trim(): void {
    const waiting = [...this.alive.values()].filter((running) => running !== this.shown).sort((one, other) => one.usedAt - other.usedAt);
    for (const running of waiting.slice(0, Math.max(0, this.alive.size - ALIVE_MAX))) this.drop(running);
  }

  private drop(running: Running): void {
    if (this.shown === running) this.shown = undefined;
    this.alive.delete(running.program.id);
    running.frame.remove();
  }

  private say(running: Running, message: object): void {
    if (running.isGreeted) running.frame.contentWindow?.postMessage(message, running.program.origin);
  }

  private receive(event: MessageEvent): void {
    const running = [...this.alive.values()].find(({ frame }) => frame.contentWindow === event.source);
    if (!running || event.origin !== running.program.origin) return;
    const message = heard(event.data);
    if (!message) return;
    const { word, fields } = message;
    if (word === 'hello') {
      running.isGreeted = true;
      this.say(running, { minnow: 'welcome' });
      if (running !== this.shown) this.say(running, { minnow: 'hidden' });
      return;
    }
    if (word === 'page') {
      running.page = { title: text(fields.title, TEXT_LENGTH_MAX), at: text(fields.at, ADDRESS_LENGTH_MAX), colour: colour(fields.colour), canShare: fields.canShare === true };
      this.ready(running);
    }
    // What is not seen opens nothing.
    if (running !== this.shown) return;
    if (word === 'page' || word === 'menu' || word === 'close') this.tell({ kind: word, running });
    if (word === 'consent') this.tell({ kind: 'consent', running, asked: consentOf(fields) });
    if (word === 'share') this.tell({ kind: 'share', running, title: text(fields.title, TEXT_LENGTH_MAX), at: text(fields.at, ADDRESS_LENGTH_MAX) });
  }
}
