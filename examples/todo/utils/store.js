// The list, kept in storage. Pages subscribe and get the new list after each change.
const strings = require('./strings')

const KEY = 'todos'
let items = []
let nextId = 1
const listeners = []

function load() {
  const kept = wx.getStorageSync(KEY)
  items = Array.isArray(kept) ? kept : strings.first.map((name, i) => ({ id: i + 1, name, note: '', due: '', done: i === 1, important: i === 0 }))
  nextId = items.reduce((max, item) => Math.max(max, item.id), 0) + 1
}

function changed() {
  wx.setStorageSync(KEY, items)
  listeners.forEach((listener) => listener(items))
}

function subscribe(listener) {
  listeners.push(listener)
  listener(items)
  return () => listeners.splice(listeners.indexOf(listener), 1)
}

function add(name) {
  items = [{ id: nextId++, name, note: '', due: '', done: false, important: false }, ...items]
  changed()
}

function update(id, fields) {
  items = items.map((item) => (item.id === id ? { ...item, ...fields } : item))
  changed()
}

function remove(id) {
  items = items.filter((item) => item.id !== id)
  changed()
}

function clearDone() {
  items = items.filter((item) => !item.done)
  changed()
}

module.exports = { load, subscribe, add, update, remove, clearDone, find: (id) => items.find((item) => item.id === id) }
