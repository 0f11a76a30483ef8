Page({
  data: { rows: [], theme: '' },

  onLoad() {
    const { windowWidth, windowHeight, pixelRatio, statusBarHeight } = wx.getWindowInfo()
    const { platform, brand } = wx.getDeviceInfo()
    const { language, SDKVersion, theme } = wx.getAppBaseInfo()
    const capsule = wx.getMenuButtonBoundingClientRect()
    this.setData({
      theme,
      rows: [['window', `${windowWidth} × ${windowHeight} @${pixelRatio}`], ['statusBar', statusBarHeight], ['platform', `${platform} ${brand}`], ['language', language], ['SDKVersion', SDKVersion], ['capsule', `${capsule.width} × ${capsule.height}`]].map(([key, value]) => ({ key, value })),
    })
    this.onTheme = ({ theme: next }) => this.setData({ theme: next })
    wx.onThemeChange(this.onTheme)
  },

  onUnload() {
    wx.offThemeChange(this.onTheme)
  },
})
