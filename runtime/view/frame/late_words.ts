// The frame's own words in sheets, dialogs and notes, Chinese and English. In: a language. Out: texts.
// Must not: hold any of a program's words, or one that a first page shows.

import { wordsIn, type Words } from './words';

const zh = {
  share: '转发',
  copyLink: '复制链接',
  copied: '链接已复制',
  copyFailed: '无法复制链接',
  restart: '重新进入',
  about: '关于',
  settings: '设置',
  cancel: '取消',
  confirm: '确定',
  left: '已离开',
  reopen: '重新打开',
  others: '更多小程序',
  platform: '收藏与更多',
  version: '版本',
  origin: '来源',
  poweredBy: '由 Minnow 运行',
  newMessages: '有新消息',
};

export type LateWords = Words & typeof zh;

const en: typeof zh = {
  share: 'Share',
  copyLink: 'Copy link',
  copied: 'Link copied',
  copyFailed: 'The link cannot be copied',
  restart: 'Restart',
  about: 'About',
  settings: 'Settings',
  cancel: 'Cancel',
  confirm: 'OK',
  left: 'You have left',
  reopen: 'Open again',
  others: 'More mini programs',
  platform: 'Favourite and more',
  version: 'Version',
  origin: 'Origin',
  poweredBy: 'Runs on Minnow',
  newMessages: 'new messages',
};

/** These, and those of a first page. */
export function lateWordsIn(language: 'zh' | 'en'): LateWords {
  return { ...wordsIn(language), ...(language === 'zh' ? zh : en) };
}
