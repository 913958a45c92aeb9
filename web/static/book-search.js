// Cuts the query into words. Chinese has no spaces: a run of characters is cut by the words of the index itself, longest
// first, so that whatever the index holds can be found, in a dictionary or not.
"use strict";

const HAN = /\p{Script=Han}+/gu;

// Sphinx's searchtools.js uses this function when it is defined before.
var splitQuery = (query) => {
  const words = query.split(/[^\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu).filter(Boolean);
  return words.flatMap((word) => {
    const pieces = [];
    let end = 0;
    for (const run of word.matchAll(HAN)) {
      if (run.index > end) pieces.push(word.slice(end, run.index));
      pieces.push(...cutHan(run[0]));
      end = run.index + run[0].length;
    }
    if (end < word.length) pieces.push(word.slice(end));
    return pieces;
  });
};

// The fewest indexed words that cover the most characters of the run; the run itself where no part of it is indexed.
function cutHan(run) {
  const index = Search._index ?? {};
  const known = (word) => Object.hasOwn(index.terms ?? {}, word) || Object.hasOwn(index.titleterms ?? {}, word);
  const best = [{ missed: 0, words: [] }];
  for (let end = 1; end <= run.length; end++) {
    const before = best[end - 1];
    best[end] = { missed: before.missed + 1, words: before.words };
    for (let start = end - 2; start >= 0; start--) {
      const word = run.slice(start, end);
      const { missed, words } = best[start];
      const better = missed < best[end].missed || (missed === best[end].missed && words.length + 1 < best[end].words.length);
      if (better && known(word)) best[end] = { missed, words: [...words, word] };
    }
  }
  const { words } = best[run.length];
  return words.length ? words : [run];
}
