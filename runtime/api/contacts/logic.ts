// Address book and calendar. In: options. Out: files that the person's own apps take in. Must not: add anything by itself.
import type { LogicApiHost } from '../host';

export default function contacts(host: LogicApiHost): void {
  // A page adds nothing to the address book or calendar by itself: it hands the person a file their own app takes in.
  const consent = (scope: string) => host.use<{ ensure(scope: string): Promise<void> }>('permissions').ensure(scope);
  host.asynchronous('addPhoneContact', { firstName: 'string' }, async (options) => {
    await consent('scope.addPhoneContact');
    const lines = ['BEGIN:VCARD', 'VERSION:3.0', `N:${escaped(options.lastName)};${escaped(options.firstName)};${escaped(options.middleName)};;`, `FN:${escaped([options.firstName, options.lastName].filter(Boolean).join(' '))}`];
    const add = (name: string, value: unknown) => value && lines.push(`${name}:${escaped(value)}`);
    add('TEL;TYPE=CELL', options.mobilePhoneNumber);
    add('TEL;TYPE=WORK', options.workPhoneNumber ?? options.hostNumber);
    add('TEL;TYPE=HOME', options.homePhoneNumber);
    add('ORG', options.organization);
    add('TITLE', options.title);
    add('EMAIL', options.email);
    add('URL', options.url);
    add('NOTE', options.remark);
    add('NICKNAME', options.nickName);
    lines.push('END:VCARD');
    await host.view('file.download', { blob: new host.native.Blob([lines.join('\r\n')], { type: 'text/vcard' }), name: `${options.firstName}.vcf` });
  });
  const calendar = (repeats: boolean) => async (options: any) => {
    await consent('scope.addPhoneCalendar');
    const time = (seconds: number) => new Date(seconds * 1000).toISOString().replace(/[-:]|\.\d+/g, '');
    const end = Number(options.endTime) || options.startTime + 1800;
    const lines = [
      'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//minnow//calendar', 'BEGIN:VEVENT', `UID:${options.startTime}-${Math.random().toString(36).slice(2)}@minnow`, `DTSTAMP:${time(Date.now() / 1000)}`,
      options.allDay ? `DTSTART;VALUE=DATE:${time(options.startTime).slice(0, 8)}` : `DTSTART:${time(options.startTime)}`,
      ...(options.allDay ? [] : [`DTEND:${time(end)}`]), `SUMMARY:${escaped(options.title)}`,
    ];
    if (options.description) lines.push(`DESCRIPTION:${escaped(options.description)}`);
    if (options.location) lines.push(`LOCATION:${escaped(options.location)}`);
    if (repeats) {
      const rule = { day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', year: 'YEARLY' }[options.repeatInterval as string] ?? 'MONTHLY';
      lines.push(`RRULE:FREQ=${rule}${options.repeatEndTime ? `;UNTIL=${time(options.repeatEndTime)}` : ''}`);
    }
    if (options.alarm !== false) lines.push('BEGIN:VALARM', 'ACTION:DISPLAY', 'DESCRIPTION:Reminder', `TRIGGER:-PT${Math.round((options.alarmOffset ?? 0) / 60)}M`, 'END:VALARM');
    lines.push('END:VEVENT', 'END:VCALENDAR');
    await host.view('file.download', { blob: new host.native.Blob([lines.join('\r\n')], { type: 'text/calendar' }), name: `${options.title}.ics` });
  };
  host.asynchronous('addPhoneCalendar', { title: 'string', startTime: 'number' }, calendar(false));
  host.asynchronous('addPhoneRepeatCalendar', { title: 'string', startTime: 'number' }, calendar(true));
}

/** Text of a vCard or iCalendar value. */
function escaped(value: unknown): string {
  return String(value ?? '').replace(/[\\;,]/g, (mark) => `\\${mark}`).replace(/\r?\n/g, '\\n');
}
