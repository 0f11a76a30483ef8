// The one stage of the page, and who hears of its news.
// In: nothing. Out: the stage. Must not: be moved about: a frame that is taken out of the document begins anew.

import { Stage, type News } from './running';

const listeners = new Set<(news: News) => void>();

class HeardStage extends Stage {
  listen(listener: (news: News) => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }
}

export const stage = new HeardStage((news) => {
  for (const listener of listeners) listener(news);
});
