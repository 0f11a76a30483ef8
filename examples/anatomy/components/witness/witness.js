// Writes down its own life.
const note = (line) => getApp().note(line)

Component({
  properties: { name: String },
  lifetimes: {
    created() {
      note('component.created')
    },
    attached() {
      note(`${this.data.name}.attached`)
    },
    ready() {
      note(`${this.data.name}.ready`)
    },
    detached() {
      note(`${this.data.name}.detached`)
    },
  },
  pageLifetimes: {
    show() {
      note(`${this.data.name}.pageShow`)
    },
    hide() {
      note(`${this.data.name}.pageHide`)
    },
  },
})
