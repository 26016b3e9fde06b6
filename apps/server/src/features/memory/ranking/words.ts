const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const WORD = new RegExp(`[${UNSPACED}]+|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+(?:['’]\\p{L}+)*`, 'gu');
const UNSPACED_RUN = new RegExp(`^[${UNSPACED}]`, 'u');

/** Words beyond change nothing in what a text is about, and one of a megabyte must not hold up the others. */
const MAX_LENGTH = 20_000;

/**
 * The words of a text that say what it is about, stemmed, in order: lower case without accents, without the words that
 * every text has. Scripts without spaces give overlapping pairs of characters.
 */
export function words(text: string): string[] {
  const found: string[] = [];
  for (const [run] of text.slice(0, MAX_LENGTH).matchAll(WORD)) {
    if (UNSPACED_RUN.test(run)) found.push(...pairs(run));
    else {
      const word = indexed(run);
      if (word !== '') found.push(word);
    }
  }
  return found;
}

/** Texts repeat their words, so that most have been folded and stemmed before. */
const seen = new Map<string, string>();
const MAX_SEEN = 20_000;

/** What stands for a word; '' for one that says nothing. */
function indexed(run: string): string {
  const known = seen.get(run);
  if (known !== undefined) return known;
  const word = folded(run);
  const result = STOP.has(word) ? '' : stem(word);
  if (seen.size >= MAX_SEEN) seen.clear();
  if (run.length <= 40) seen.set(run, result);
  return result;
}

const folded = (word: string) =>
  word
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/’/g, "'")
    .replace(/(?:'(?:s|re|ve|ll|d|m)|n't)$/, '');

function pairs(run: string): string[] {
  const characters = [...run.normalize('NFKC')];
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, place) => `${characters[place]}${character}`);
}

/** Past forms that a question has otherwise: "did she go", "she went". */
const IRREGULAR = new Map(
  `ate:eat eaten:eat been:be began:begin begun:begin bought:buy broke:break broken:break brought:bring built:build came:come
  caught:catch children:child chose:choose chosen:choose drew:draw drawn:draw drank:drink driven:drive drove:drive fed:feed feet:foot
  fell:fall fallen:fall felt:feel flew:fly flown:fly forgot:forget forgotten:forget fought:fight found:find gave:give given:give
  gone:go grew:grow grown:grow held:hold heard:hear hid:hide hung:hang kept:keep knew:know known:know lain:lie led:lead left:leave
  lost:lose made:make meant:mean men:man met:meet mice:mouse paid:pay people:person ran:run rode:ride rose:rise sang:sing sung:sing
  sat:sit saw:see seen:see sent:send shot:shoot slept:sleep sold:sell spent:spend spoke:speak spoken:speak stole:steal stood:stand
  swam:swim swum:swim taken:take taught:teach teeth:tooth thought:think threw:throw told:tell took:take went:go woke:wake
  won:win women:woman wore:wear worn:wear wrote:write written:write`
    .split(/\s+/)
    .map((pair) => pair.split(':') as [string, string]),
);

/**
 * English endings taken off in one go, where at least three letters with a vowel remain: a reduction of Porter (1980), "An
 * algorithm for suffix stripping". A stem need not be a word, since questions and texts pass the same rules.
 */
const ENDING =
  /(?:ization|isation|ational|fulness|iveness|ations?|ments?|ness|ingly|ings?|edly|ed|ions?|ers?|ors?|ity|ies|ied|ists?|ives?|able|ible|ally|al|ly|ful|es|e|s|y)$/;

function stem(word: string): string {
  const base = IRREGULAR.get(word) ?? word;
  if (!/^[a-z]{4,}$/.test(base) || base.endsWith('ss')) return base;
  const rest = base.replace(ENDING, '');
  if (rest.length < 3 || !/[aeiouy]/.test(rest)) return base.replace(/s$/, '');
  return rest.replace(/([b-df-hjkmnp-rtv-z])\1$/, '$1').replace(/i$/, '');
}

/** Words of every text: function words, and what questions are put with. */
const STOP = new Set(
  `a about above across after again against ain all along also am among an and any are aren as at be because been before being below
  between both but by can cannot could couldn d did didn do does doesn doing don down during each either else ever every few for from
  further had hadn has hasn have haven having he her here hers herself him himself his how i if in into is isn it its itself just
  kind let like ll m may me might mine more most mustn my myself no nor not now of off on once only or other our ours out over own
  per re same shall she should shouldn since so some such t than that the their theirs them then there these they this those
  through to too under until up upon us ve very via was wasn we were weren what whatever when where whether which while who
  whom whose why will with within without won would wouldn yes yet you your yours
  tell say explain describe show know want need ask question answer many much`.split(/\s+/),
);
