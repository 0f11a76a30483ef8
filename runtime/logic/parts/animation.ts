// Animations made by scripts: `wx.createAnimation`, `this.animate`.
// In: calls of programs. Out: what to export to `animation` attributes, calls of the view. Must not: hold anything but exports.
export { animateElement, clearElementAnimation, createAnimation } from '../animation';
