// Every life cycle callback is written down here; pages/lifecycle shows it.
App({
  log: [],

  note(line) {
    this.log.push(line)
  },

  onLaunch(options) {
    this.note(`App.onLaunch ${options.path}`)
  },

  onShow() {
    this.note('App.onShow')
  },

  onHide() {
    this.note('App.onHide')
  },
})
