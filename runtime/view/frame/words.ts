// The frame's own words, Chinese and English. In: a language. Out: texts. Must not: hold any of a program's words.

const zh = {
  lang: 'zh-CN',
  back: '返回',
  home: '返回首页',
  menu: '菜单',
  close: '关闭',
  share: '转发',
  copyLink: '复制链接',
  copied: '链接已复制',
  copyFailed: '无法复制链接',
  restart: '重新进入',
  about: '关于',
  settings: '设置',
  cancel: '取消',
  confirm: '确定',
  notFound: '页面不存在',
  notFoundHint: '这个页面可能已被移除，或链接有误。',
  broken: '无法打开小程序',
  brokenHint: '请稍后再试。',
  pageBroken: '无法打开页面',
  pageBrokenHint: '请检查网络后重试。',
  goHome: '回到首页',
  retry: '重试',
  left: '已离开',
  reopen: '重新打开',
  version: '版本',
  origin: '来源',
  poweredBy: '由 Minnow 运行',
  loading: '加载中',
  newMessages: '有新消息',
  tabs: '底部导航',
  pulling: '下拉刷新',
};

export type Words = typeof zh;

const en: Words = {
  lang: 'en',
  back: 'Back',
  home: 'Home',
  menu: 'Menu',
  close: 'Close',
  share: 'Share',
  copyLink: 'Copy link',
  copied: 'Link copied',
  copyFailed: 'The link cannot be copied',
  restart: 'Restart',
  about: 'About',
  settings: 'Settings',
  cancel: 'Cancel',
  confirm: 'OK',
  notFound: 'Page not found',
  notFoundHint: 'The page may have been removed, or the link is wrong.',
  broken: 'The mini program cannot be opened',
  brokenHint: 'Please try again later.',
  pageBroken: 'The page cannot be opened',
  pageBrokenHint: 'Please check the network and try again.',
  goHome: 'Go to home page',
  retry: 'Try again',
  left: 'You have left',
  reopen: 'Open again',
  version: 'Version',
  origin: 'Origin',
  poweredBy: 'Runs on Minnow',
  loading: 'Loading',
  newMessages: 'new messages',
  tabs: 'Tabs',
  pulling: 'Pull to refresh',
};

export function languageOf(tag: string): 'zh' | 'en' {
  return /^zh\b/i.test(tag) ? 'zh' : 'en';
}

export function wordsIn(language: 'zh' | 'en'): Words {
  return language === 'zh' ? zh : en;
}
