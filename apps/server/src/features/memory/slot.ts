/**
 * What there is one of, in the words in which it is stated. Group 1 is whose, group 2 (where there is one) of what; the value
 * follows. Only statements of this plain form are taken: of "is", "likes" or "works on" there may be many at a time.
 */
const ONE_OF: readonly [pattern: RegExp, predicate: string][] = [
  [/^(.{1,60}?)(?:'s|s')? (?:full |first |last )?name is (?!not\b)./, 'name'],
  [/^(.{1,60}?) (?:is called|goes by) (?!not\b)./, 'name'],
  [/^(.{1,60}?) (?:(?:now |currently )?lives?|(?:is |am )?(?:now |currently )?living|resides?) in ./, 'lives in'],
  [/^(.{1,60}?) (?:has |have |just )?(?:moved|relocated) to ./, 'lives in'],
  [/^(.{1,60}?)(?:'s|s')? (?:home ?town|current city|address) is (?!not\b)./, 'lives in'],
  [/^(.{1,60}?) (?:now |currently )?works? (?:for|at) ./, 'works at'],
  [/^(.{1,60}?)(?:'s|s')? (?:employer|job|profession|occupation|job title) is (?!not\b)./, 'job'],
  [/^(.{1,60}?)(?:'s|s')? fav(?:ou?rite) ([\p{L} -]{1,40}?) is (?!not\b)./u, 'favourite'],
  [/^(.{1,60}?)(?:'s|s')? preferred ([\p{L} -]{1,40}?) is (?!not\b)./u, 'favourite'],
  [
    /^(.{1,60}?)(?:'s|s')? (birthday|age|phone number|email address|email|e-mail|time ?zone|height|weight) is (?!not\b)./,
    'is',
  ],
  [/^(.{1,60}?) (?:is|am) (\d{1,3} years) old/, 'is'],
];

const SELF = /^(?:i|my|the user|user|users|he|she|they|his|her|their)$/;

/**
 * The one place that a fact fills, as "user favourite color", so that a newer fact of the same place contradicts it. Null
 * where that is not plain to see: a question, a negation, two statements in one, or anything of which there may be many.
 *
 * "I", "he" and "the user" are all the user whose memory it is.
 */
export function slotOf(content: string): string | null {
  const text = content.normalize('NFKC').replaceAll('’', "'").replace(/\s+/g, ' ').trim().toLowerCase();
  if (
    text.length > 200 ||
    /[?;\n]|\.\s|\b(?:not|never|no longer|or|maybe|might|may|used to|was|were|if|but)\b/.test(text)
  )
    return null;
  for (const [pattern, predicate] of ONE_OF) {
    const found = pattern.exec(text);
    if (!found) continue;
    const [, whose = '', what = ''] = found;
    if (/[,:]| (?:and|that|whose|who) /.test(` ${whose} `)) return null;
    const subject = SELF.test(whose) ? 'user' : whose.replace(/^(?:my|the user's|user's|his|her|their) /, "user's ");
    const thing = /years$/.test(what) ? 'age' : what.replace('color', 'colour').replace(/^e-?mail.*/, 'email');
    return [subject, predicate, thing].filter((part) => part !== '').join('|');
  }
  return null;
}
