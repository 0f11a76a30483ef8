const t = require('../../utils/strings')
const shelf = require('../../utils/shelf')
const { find, terms } = require('../../utils/terms')

const SIZES = [28, 32, 36, 42]

// Justified words tear in a narrow column; Chinese characters do not.
const PARAGRAPH = t.language === 'zh' ? 'para even' : 'para'

/** The article as HTML, for rich-text. */
function htmlOf(term) {
  const rows = term.pentads.map((name, i) => `<tr><td class="cell">${t.first[i]}</td><td class="cell strong">${name}</td></tr>`).join('')
  return `<p class="${PARAGRAPH}"><strong>${term.text}</strong></p>
<p class="${PARAGRAPH}">${t.body}</p>
<h2 class="sub">${t.pentads}</h2>
<table class="table"><tbody>${rows}</tbody></table>
<blockquote class="quote">${t.quote}</blockquote>
<h2 class="sub">${t.about}</h2>
<p class="${PARAGRAPH}">${t.body2}</p>
<script>this is removed</script>`
}

Page({
  data: { t, term: {}, html: '', size: 1, fontSize: SIZES[1], saved: false, progress: 0, next: null },

  onLoad({ id }) {
    const term = find(id)
    if (!term) return wx.switchTab({ url: '/pages/list/list' })
    wx.setNavigationBarTitle({ title: term.name })
    const size = wx.getStorageSync('size')
    const known = SIZES[size] ? size : 1
    this.setData({ term, html: htmlOf(term), saved: shelf.has(term.id), size: known, fontSize: SIZES[known], next: terms[term.number % terms.length] })
  },

  onReady() {
    this.createSelectorQuery().selectViewport().fields({ size: true, scrollOffset: true }, (view) => {
      this.height = view.height
    }).exec()
  },

  onPageScroll({ scrollTop }) {
    this.createSelectorQuery().selectViewport().scrollOffset(({ scrollHeight }) => {
      const room = scrollHeight - (this.height || 0)
      this.setData({ progress: room > 0 ? Math.min(100, Math.round((scrollTop / room) * 100)) : 100 })
    }).exec()
  },

  onShareAppMessage() {
    return { title: `${this.data.term.name} · ${this.data.term.text}`, path: `/pages/article/article?id=${this.data.term.id}` }
  },

  resize(event) {
    const size = Math.max(0, Math.min(SIZES.length - 1, this.data.size + Number(event.currentTarget.dataset.by)))
    this.setData({ size, fontSize: SIZES[size] })
    wx.setStorage({ key: 'size', data: size })
  },

  toggle() {
    const saved = shelf.toggle(this.data.term.id)
    this.setData({ saved })
    wx.showToast({ title: saved ? t.saved : t.unsaved, icon: 'none' })
  },

  preview() {
    const url = `/images/terms/${this.data.term.id}.svg`
    wx.previewImage({ urls: [url], current: url })
  },

  openNext() {
    wx.redirectTo({ url: `/pages/article/article?id=${this.data.next.id}` })
  },
})
