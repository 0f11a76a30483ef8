// The frame's own words, Chinese and English: those of a first page and of failures (late_words.ts has those of sheets and dialogs).
// In: a language. Out: texts. Must not: hold any of a program's words.

const zh = {
  lang: 'zh-CN',
  back: '返回',
  home: '返回首页',
  menu: '菜单',
  close: '关闭',
  notFound: '页面不存在',
  notFoundHint: '这个页面可能已被移除，或链接有误。',
  broken: '无法打开小程序',
  brokenHint: '请稍后再试。',
  pageBroken: '无法打开页面',
  pageBrokenHint: '请检查网络后重试。',
  goHome: '回到首页',
  retry: '重试',
  loading: '加载中',
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
  notFound: 'Page not found',
  notFoundHint: 'The page may have been removed, or the link is wrong.',
  broken: 'The mini program cannot be opened',
  brokenHint: 'Please try again later.',
  pageBroken: 'The page cannot be opened',
  pageBrokenHint: 'Please check the network and try again.',
  goHome: 'Go to home page',
  retry: 'Try again',
  loading: 'Loading',
  tabs: 'Tabs',
  pulling: 'Pull to refresh',
};

export function languageOf(tag: string): 'zh' | 'en' {
  return /^zh\b/i.test(tag) ? 'zh' : 'en';
}

export function wordsIn(language: 'zh' | 'en'): Words {
  return language === 'zh' ? zh : en;
}
