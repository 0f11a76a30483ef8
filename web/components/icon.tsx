// Small pictures beside words: lines of one weight on a field of 24, in the colour of the text around them.
// In: a name. Out: SVG that a screen reader passes over; the words beside it say what it means. Must not: stand alone without a label.

const SHAPES = {
  apps: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM17 14v6M14 17h6',
  review: 'M5 4h14v12H9l-4 4zM9 9h6M9 12h4',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20c.6-3.800 3.600-6 7.500-6s6.900 2.200 7.500 6',
  members: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c.4-3.5 2.800-5.500 6-5.500s5.600 2 6 5.500M16 4.500a3.200 3.200 0 0 1 0 6M17.500 14.700c2 .7 3.200 2.500 3.500 5.300',
  log: 'M6 3h9l4 4v14H6zM15 3v4h4M9 11h7M9 14h7M9 17h4',
  key: 'M8 17a4 4 0 1 1 3.700-5.500H21v3h-2v2h-3v-2h-4.300A4 4 0 0 1 8 17z',
  settings: 'M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4',
  health: 'M3 12h4l2.500-6 4 12 2.500-6h5',
  plus: 'M12 5v14M5 12h14',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  cross: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  open: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  down: 'M6 9l6 6 6-6',
  warning: 'M12 4l9 16H3zM12 10v4M12 17v.5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  out: 'M10 4H4v16h6M15 8l4 4-4 4M19 12H9',
  passkey: 'M10 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM3 20c.5-3.800 3.200-6 7-6 1 0 2 .2 2.800.500M18 12a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5zM18 17v5M18 20h2',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16',
  heart: 'M12 20S4 15 4 9.500A4.500 4.500 0 0 1 12 7a4.500 4.500 0 0 1 8 2.500C20 15 12 20 12 20z',
  share: 'M14 5l6 6-6 6v-4c-5 0-8 1.500-10 4.500.500-6 4-9 10-9z',
  restart: 'M19 12a7 7 0 1 1-2.200-5.100M17.500 3v4.400h-4.400',
  about: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 11v5M12 8v.2',
  flag: 'M5 21V4h12l-2 4 2 4H5',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700l-1.200 1.200M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700l1.200-1.200',
  code: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9v.2',
  offline: 'M3 3l18 18M5 12a10 10 0 0 1 4-2.400M2 9a15 15 0 0 1 4-2.700M15 10a10 10 0 0 1 4 2M11 6a15 15 0 0 1 11 3M9 15.500a5 5 0 0 1 6 0M12 19v.2',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  mail: 'M3 6h18v12H3zM3 7l9 7 9-7',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5',
} as const;

export type IconName = keyof typeof SHAPES;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
