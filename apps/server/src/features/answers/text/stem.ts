/**
 * Endings taken off, longest first, with the letters that must remain. In the manner of Porter (1980), "An algorithm for
 * suffix stripping", reduced to what helps matching a question with a sentence: both sides pass the same rules, so a
 * stem need not be a word.
 */
const ENDINGS: [ending: string, remaining: number][] = [
  ['ization', 3],
  ['isation', 3],
  ['ations', 4],
  ['ation', 4],
  ['ments', 4],
  ['ment', 4],
  ['ness', 4],
  ['ance', 4],
  ['ence', 4],
  ['able', 4],
  ['ible', 4],
  ['ship', 4],
  ['less', 3],
  ['ings', 3],
  ['ions', 4],
  ['ing', 3],
  ['ion', 4],
  ['ity', 4],
  ['ist', 5],
  ['ers', 4],
  ['ors', 4],
  ['ive', 4],
  ['ize', 4],
  ['ise', 4],
  ['ful', 3],
  ['ed', 3],
  ['er', 4],
  ['or', 4],
  ['al', 5],
  ['ic', 4],
  ['ly', 4],
  ['e', 3],
];

/** Irregular forms that questions and texts often do not share. */
const IRREGULAR = new Map(
  `ate:eat eaten:eat began:begin begun:begin bought:buy brought:bring built:build came:come caught:catch children:child
  chose:choose chosen:choose drew:draw drawn:draw driven:drive drove:drive fed:feed feet:foot fell:fall fallen:fall
  flew:fly flown:fly fought:fight gave:give given:give geese:goose grew:grow grown:grow held:hold kept:keep knew:know
  known:know laid:lay led:lead left:leave lost:lose made:make meant:mean men:man mice:mouse paid:pay ran:run risen:rise
  rose:rise said:say sang:sing sat:sit seen:see sent:send shown:show slept:sleep sold:sell spent:spend spoke:speak
  spoken:speak stood:stand swam:swim taken:take taught:teach teeth:tooth thought:think told:tell took:take went:go
  used:use using:use uses:use won:win women:woman worn:wear wrote:write written:write`
    .split(/\s+/)
    .map((pair) => pair.split(':') as [string, string]),
);

/** Stem of a lower-case word. Words with a digit or outside the Latin letters stay as they are. */
export function stem(word: string): string {
  if (!/^\p{Script=Latin}+$/u.test(word)) return word;
  let rest = singular(IRREGULAR.get(word) ?? word);
  // Two rounds, so that "developments", "formalisation" and "invented" meet "develop", "formal" and "invent".
  for (let round = 0; round < 2; round += 1) rest = withoutEnding(rest);
  return closed(rest);
}

function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(ss|us|is|^news)$/.test(word)) return word;
  return /(ches|shes|sses|xes|zes)$/.test(word) ? word.slice(0, -2) : word.slice(0, -1);
}

function withoutEnding(word: string): string {
  if (word.endsWith('ied') && word.length > 4) return word.slice(0, -2);
  if (word.endsWith('ian') && word.length > 6) return word.slice(0, -1);
  const rule = ENDINGS.find(([ending, remaining]) => word.endsWith(ending) && word.length - ending.length >= remaining);
  if (rule === undefined || word.endsWith('eed')) return word;
  const rest = word.slice(0, -rule[0].length);
  return /[aeiouy]/.test(rest) ? rest : word;
}

/** "stopp" (from "stopped") is "stop"; "study" meets "studies", "product" meets "produce". */
function closed(word: string): string {
  if (word.length < 4) return word;
  return word
    .replace(/([b-df-hjkmnp-rtvwx])\1$/, '$1')
    .replace(/y$/, 'i')
    .replace(/uct$/, 'uc');
}
