// Secrets in the address after `#`: setup codes, invitations, links to sign in. No server on the way sees them.
// In: the address. Out: the secret, once; it leaves the address bar and the history. Must not: keep it anywhere.

export function takeSecret(): string {
  const secret = decodeURIComponent(location.hash.slice(1));
  if (secret) history.replaceState(history.state, '', location.pathname + location.search);
  return secret;
}
