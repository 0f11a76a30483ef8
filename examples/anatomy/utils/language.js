// Everything here is said in two languages; the system's language goes first.
module.exports = { chinese: /^zh/i.test(wx.getAppBaseInfo().language) }
