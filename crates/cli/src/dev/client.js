// The development server's part of the page: hands a changed package to the view, or loads the page again; shows over the page what did not compile and which scripts threw while
// they were loaded, and sends the console to the terminal. In: server-sent events, errors and consoles of both realms. Out: changes, a reload, an overlay that closes itself, lines. Must not: touch the program or its styles.
(() => {
  /** The build the page shows. */
  let own = document.currentScript.dataset.build;
  const zh = /^zh/i.test(navigator.language);
  let host = null;
  let dismissed = '';
  const element = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const style = `
    :host { all: initial; position: fixed; inset: 0; z-index: 2147483647; }
    .back { position: absolute; inset: 0; overflow: auto; background: rgba(10, 12, 16, .72); padding: 4vh 16px; }
    .box { max-width: 860px; margin: 0 auto; background: #16181d; color: #e6e8ec; border-radius: 10px; border-top: 4px solid #ff5d5d;
      font: 14px/1.55 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif; box-shadow: 0 12px 48px rgba(0, 0, 0, .5); }
    header { display: flex; gap: 12px; align-items: start; padding: 16px 20px 0; }
    h1 { flex: 1; margin: 0; font-size: 17px; color: #ff7b7b; }
    h1 small { display: block; font-size: 12px; font-weight: 400; color: #a3a9b5; }
    button { all: unset; cursor: pointer; padding: 2px 10px; border-radius: 6px; color: #a3a9b5; font-size: 20px; line-height: 1.3; }
    button:hover, button:focus-visible { background: #2a2e37; color: #fff; }
    article { padding: 14px 20px; border-top: 1px solid #272b33; margin-top: 14px; }
    .message { font-weight: 600; white-space: pre-wrap; overflow-wrap: anywhere; }
    .place, .code { color: #8fb7ff; font: 12px/1.6 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
    .code { color: #8b919e; margin-left: 8px; }
    pre { margin: 8px 0; padding: 10px 0; overflow-x: auto; background: #0e1014; border-radius: 6px; font: 12.5px/1.6 ui-monospace, Menlo, Consolas, monospace; tab-size: 2; }
    pre div { padding: 0 12px; min-width: max-content; white-space: pre; }
    pre .hit { background: #2b1b1f; }
    pre i { font-style: normal; color: #5b6270; display: inline-block; min-width: 3.2em; text-align: right; margin-right: 14px; user-select: none; }
    mark { background: none; color: #ff9a9a; text-decoration: underline wavy #ff5d5d; text-underline-offset: 3px; }
    .stack { padding: 10px 12px; white-space: pre-wrap; overflow-wrap: anywhere; color: #a3a9b5; }
    pre .label { position: sticky; left: 0; width: fit-content; min-width: 0; color: #ff9a9a; padding-left: calc(3.2em + 26px); }
    .help { color: #9fd6a8; white-space: pre-wrap; overflow-wrap: anywhere; }
    footer { padding: 10px 20px 14px; color: #8b919e; font-size: 12px; border-top: 1px solid #272b33; }`;

  function frame(error) {
    const pre = element('pre');
    // Long lines scroll sideways, by keys too.
    pre.tabIndex = 0;
    for (const [number, text, start, end] of error.frame) {
      const hit = end > start;
      const row = element('div', hit ? 'hit' : '');
      row.append(element('i', '', number));
      // By characters, as the server counts: a surrogate pair is one.
      const characters = Array.from(text);
      row.append(characters.slice(0, start).join(''));
      if (hit) row.append(element('mark', '', characters.slice(start, end).join('') || ' '));
      row.append(characters.slice(Math.max(start, end)).join('') || (hit ? '' : ' '));
      pre.append(row);
    }
    if (error.label) pre.append(element('div', 'label', `↑ ${error.label}`));
    return pre;
  }

  /** Of a line that is longer than the box, the part with the error. */
  function showMark(mark) {
    const pre = mark.closest('pre');
    const { left, width } = pre.getBoundingClientRect();
    const at = mark.getBoundingClientRect().left - left;
    if (at > width * 0.7) pre.scrollLeft = at - width / 3;
  }

  function card(error) {
    const article = element('article');
    article.append(element('div', 'message', error.message));
    const place = error.line ? `${error.file}:${error.line}:${error.column}` : error.file;
    const line = element('div');
    if (place) line.append(element('span', 'place', place));
    line.append(element('span', 'code', error.code));
    article.append(line);
    if (error.frame?.length) article.append(frame(error));
    if (error.stack) article.append(element('pre', 'stack', error.stack));
    if (error.help) article.append(element('div', 'help', `${zh ? '提示' : 'help'}: ${error.help}`));
    return article;
  }

  function close() {
    host?.remove();
    host = null;
  }

  /** Both languages: the person's own is the larger one. */
  function both(chinese, english) {
    const title = element('h1', '', zh ? chinese : english);
    title.append(element('small', '', zh ? english : chinese));
    return title;
  }

  function show(errors) {
    const title = both(`编译失败：${errors.length} 个错误`, `Not compiled: ${errors.length} error${errors.length === 1 ? '' : 's'}`);
    draw(title, errors, () => (dismissed = JSON.stringify(errors)));
  }

  function draw(title, errors, dismiss) {
    close();
    host = element('minnow-overlay');
    const root = host.attachShadow({ mode: 'open' });
    // Built by script: the page's policy allows no style element.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    const back = element('div', 'back');
    const box = element('div', 'box');
    box.setAttribute('role', 'alertdialog');
    box.setAttribute('aria-label', title.firstChild.data);
    const header = element('header');
    const button = element('button', '', '×');
    button.setAttribute('aria-label', zh ? '关闭' : 'Close');
    button.tabIndex = 0;
    button.onclick = () => {
      dismiss();
      close();
    };
    header.append(title, button);
    box.append(header, ...errors.map(card), element('footer', '', '改好并保存后，这里会自己关闭。 Closes by itself once the errors are mended and saved.'));
    back.append(box);
    back.addEventListener('keydown', (event) => event.key === 'Escape' && button.onclick());
    root.append(back);
    document.documentElement.append(host);
    for (const mark of root.querySelectorAll('mark')) showMark(mark);
    // Where Escape is heard.
    button.focus({ preventScroll: true });
  }

  // Scripts that threw while they were loaded. The page below shows what it can, as it will for everybody.
  const stopped = [];
  addEventListener('minnow:stopped', ({ detail }) => {
    // Frames that are still addresses are the runtime's own.
    const stack = (detail.stack ?? '').split('\n').filter((line) => !/https?:\/\//.test(line) && line !== detail.text).join('\n');
    stopped.push({ message: detail.text, file: '', code: detail.where, stack });
    // What did not compile is newer than the program that runs.
    if (compiled) showStopped();
  });
  const showStopped = () => draw(both('脚本加载时出错，之后的代码没有运行', 'A script threw while it was loaded; the rest of it did not run'), stopped, () => stopped.splice(0));
  let compiled = true;

  /** Whether the view takes it (runtime/view/development). */
  const offer = (name, detail = {}) => !dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));

  function receive(status) {
    // The server keeps the last whole package while errors last, so another one is always worth seeing.
    if (status.build !== own) {
      if (!offer('minnow:change', status.change)) {
        // The view remembers which pages are open.
        if (!offer('minnow:reload')) location.reload();
        return;
      }
      own = status.build;
    }
    compiled = !status.errors.length;
    if (compiled) {
      dismissed = '';
      close();
      if (stopped.length) showStopped();
    } else if (JSON.stringify(status.errors) !== dismissed) {
      show(status.errors);
    }
  }

  // The console: the logic realm's calls come as events, what the view writes (its own errors, and those the logic realm reports) is heard here.
  const { console: consolePath } = JSON.parse(document.getElementById('minnow-host')?.textContent ?? '{}');
  let lines = [];
  const send = () => {
    if (!lines.length) return;
    const body = JSON.stringify(lines.splice(0));
    // `keepalive`: a page that is left still says its last words. Without a server there is no terminal.
    fetch(consolePath, { method: 'POST', headers: { 'content-type': 'application/json' }, body, keepalive: body.length < 60_000 }).catch(() => {});
  };
  const tell = (line) => {
    if (lines.push(line) === 1) setTimeout(send, 50);
  };
  const textOf = (value) => {
    if (value instanceof Error) return value.stack || String(value);
    if (typeof value !== 'object' || value === null) return String(value);
    try {
      return JSON.stringify(value);
    } catch {
      return String(value);
    }
  };
  function followConsole() {
    const page = () => location.pathname.replace(/^\/|\/$|\.html$/g, '');
    for (const level of ['debug', 'log', 'info', 'warn', 'error']) {
      const native = console[level];
      console[level] = (...values) => {
        native.apply(console, values);
        tell({ level, text: values.map(textOf).join(' '), page: page() });
      };
    }
    addEventListener('minnow:console', ({ detail }) => tell(detail));
    addEventListener('error', ({ error, message }) => message && tell({ level: 'error', text: textOf(error ?? message), page: page() }));
    addEventListener('unhandledrejection', ({ reason }) => tell({ level: 'error', text: `Unhandled promise rejection: ${textOf(reason)}`, page: page() }));
    addEventListener('pagehide', send);
  }
  if (consolePath) followConsole();

  const events = new EventSource(`/_minnow/events?build=${own}`);
  events.onmessage = (event) => receive(JSON.parse(event.data));
  // A page that waits for its next document must not hold a connection: a browser opens only six to one host.
  addEventListener('pagehide', () => events.close());
})();
