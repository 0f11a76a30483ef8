// The role of what shows a picture. In: host. Out: a function to run when an `aria-` attribute changed.
// Must not: name a picture; one without a name is decoration, and assistive technology passes it over.

import type { ElementHost } from '../../view/element';

export function pictureRole({ el }: ElementHost): () => void {
  const own = !el.hasAttribute('role');
  const tell = () => own && (el.getAttribute('aria-label') ? el.setAttribute('role', 'img') : el.removeAttribute('role'));
  tell();
  return tell;
}
