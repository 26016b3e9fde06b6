import { terms } from './terms.ts';

/** Words that carry no topic: English function words, and the question words of neighbouring languages. */
const STOP = stems(`
  a about above across after again against all along am among around an and any are as at be because been before behind being below beside between beyond both but by
  can could did do does doing done down during each either else ever every few for from further had has have having he her
  here hers him his how i if in into is it its just kindly let like may me might more most much must my neither no nor not now of off on
  once only or other our out over per please same shall she should since so some such than that the their them then
  there these they this those through thus to too under until up upon us very via was we were what whatever when where
  whether which while who whom whose why will with within without would yes yet you your
  i'm i've don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't what's who's where's
  tell say explain describe show give know want need look wonder ask question answer
  sie es er ich wir ihr kann können muss darf soll wird werden nach bei auf für zu zum zur im aus il elle ils elles ce se
  wer was wann wo wie warum welche welcher welches wieviel wieso ist sind der das dem den ein eine einen und oder mit
  qui que quoi quand où comment pourquoi quel quelle quels quelles combien est sont le la les un une des du et ou
  quién qué cuándo dónde cómo cuál cuáles cuánto cuántos por es son el los las del y
  chi che quando dove come perché quale quali quanto quanti è sono il lo gli della di
  quem onde qual quais são o os um uma do da
  ما هي هو هل من في متى أين كيف لماذا على إلى
`);

/**
 * Words a question is built with rather than about. A text that answers often says them otherwise ("who created" –
 * "was patented by"), so their absence proves little.
 */
const GENERIC = stems(`
  able allow almost amount appear apply avoid become begin belong built call called carry cause change choose come consist contain count create date day define definition degree determine
  detail develop difference different do document ensure example exactly exist expect explain fact feature file find first found general get
  give go good handle happen help hold high idea include information introduce invent item keep kind last length level list
  long made main make manage many maximum mean meaning mention method minimum much name number occur offer order overview own part
  people percent percentage period permit person place point possible prevent produce protect provide purpose put quantity reason recommend
  refer relate report require result role say see serve set size sort special start state stand step stop summary support
  take talk text thing time total treat turn type unable typical use used useful usually value various way week well word work write year
`);

function stems(words: string): ReadonlySet<string> {
  return new Set(terms(words).map((term) => term.stem));
}

export function isStopWord(stem: string): boolean {
  return STOP.has(stem);
}

export function isGeneric(stem: string): boolean {
  return GENERIC.has(stem);
}
