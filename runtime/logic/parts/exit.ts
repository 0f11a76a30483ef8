// What is left behind when the program is left, for its next start.
// In: pages. Out: saved state. Must not: hold anything but exports.
export { exitStateOf, loadExitState, restartPage, saveExitState } from '../exit_state';
