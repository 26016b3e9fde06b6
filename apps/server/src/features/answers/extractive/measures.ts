/** A property that questions ask for by name and texts state by its unit: "how heavy" – "4.2 kg", "what does it cost" – "€18". */
export interface Measure {
  /** How a question asks for it. */
  asked: RegExp;
  /** What a text that states it holds. */
  stated: RegExp;
}

const TIME = /\b(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|decades?|centur(y|ies)|ms)\b/i;
const LENGTH =
  /\b(mm|cm|km|met(er|re)s?|kilomet(er|re)s?|centimet(er|re)s?|millimet(er|re)s?|feet|foot|ft|inch(es)?|miles?|yards?)\b|\d ?m\b|\d["″']/i;
/** A number of units of time, not a point ("each year") or an order ("the third day"). */
const DURATION = new RegExp(
  `(\\d|\\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|sixty|hundred|thousand|half|several|few|many|some|numerous))[- ](?:\\w+[- ])?${TIME.source.slice(2)}`,
  'i',
);
export const NUMBER_WORD =
  /\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundreds?|thousands?|million|billion|dozens?|half|twice|third|quarter|none|both)\b/i;
/** Units that say how much by themselves. */
const WITHOUT_NUMBER = /\b(every|each|daily|weekly|monthly|yearly|annually|hourly|once|always|never|free)\b/i;

/** Words for the dimensions of a thing: a text that gives another one than is asked for does not answer. */
const DIMENSIONS = ['tall|high|height', 'deep|depth', 'wide|width', 'thick|thickness', 'long|length', 'far|distance'];

function dimension(words: string): Measure {
  const others = DIMENSIONS.filter((other) => other !== words).join('|');
  return {
    asked: new RegExp(`\\bhow (${words})\\b|\\b(${words.split('|').at(-1)})\\b`, 'i'),
    stated: new RegExp(`^(?=[\\s\\S]*\\b(${words})\\b|(?![\\s\\S]*\\b(${others})\\b))[\\s\\S]*(${LENGTH.source})`, 'i'),
  };
}

const MEASURES: Measure[] = [
  {
    asked: /\bhow (far in advance|early|late|soon|quickly)\b|\bhow (long|much time) (before|after)\b/i,
    stated: new RegExp(`${TIME.source}|\\b(immediately|at once|promptly|\\d{1,2}[.:]\\d{2})\\b`, 'i'),
  },
  {
    asked: /\bhow old\b|\bage\b/i,
    stated: /\b(aged?|old|born|founded|built|established|since|(under|over|from) \d+|years?|months?|centur(y|ies))\b/i,
  },
  { asked: /\bhow long\b|\bduration\b/i, stated: new RegExp(`${DURATION.source}|${LENGTH.source}`, 'i') },
  ...DIMENSIONS.map(dimension),
  {
    asked: /\bhow fast\b|\bspeed\b/i,
    stated: /\b(km\/h|kmh|mph|knots?|faster|hz)\b|\bper (second|minute|hour)\b|\d\/s\b|\dx\b|%|\d (seconds?|ms)\b/i,
  },
  {
    asked: /\bhow often\b|\bfrequency\b/i,
    stated: /\b(every|each|daily|weekly|monthly|yearly|annually|hourly|once|twice|times|always|never|per|alle)\b/i,
  },
  { asked: /\bhow (hot|cold|warm)\b|\btemperatures?\b/i, stated: /\d ?°|\bdegrees?\b|\btemperatures?\b/i },
  {
    asked: /\bhow heavy\b|\bweights?\b|\bweigh(s|ed)?\b/i,
    stated: /\d ?(kg|g|mg|lbs?|oz|t)\b|\b(kilos?|kilograms?|grams?|tons?|tonnes?|ounces?|pounds|weigh\w*)\b/i,
  },
  {
    asked: /\b(costs?|prices?|fees?|expensive|salar(y|ies)|wages?|pay (for|to))\b|\bkostet\b/i,
    stated:
      /[€$£¥₩] ?\d|\d ?[€$£¥₩]|\b(eur|euros?|usd|dollars?|cents?|pounds|free of charge|(is|are|for) free|prices?|costs?|fees?)\b/i,
  },
  {
    asked: /\bhow (large|big)\b/i,
    stated: new RegExp(
      `\\d ?([KMGT]i?B|bytes?|[km]m?²|[km]2|ha|hectares?|acres?|square|inhabitants|people|pages)\\b|${LENGTH.source}`,
      'i',
    ),
  },
  { asked: /\bhow loud\b|\bnoise( level)?\b/i, stated: /\bdB(A|\(A\))?\b|\bdecibels?\b/i },
  {
    asked: /\b(capacity|volume)\b|\bhow (big|large) is the (tank|battery|memory|disk)\b/i,
    stated: /\d ?(l|ml|cl|kWh|Wh|m?Ah|[KMGT]i?B|m³|m3)\b|\b(lit(er|re)s?|gallons?|pints?|people|persons?|seats?)\b/i,
  },
  { asked: /\be-?mail( address(es)?)?\b/i, stated: /@/ },
  { asked: /\b(tele)?phone( numbers?)?\b/i, stated: /\d[\d ()./+-]{4,}\d/ },
];

/** "Which header says how long to wait" asks for a header. */
const INDIRECT = /^(\W*(?:which|what|who|where|when|why)\b.*)\bhow \w+.*$/is;

/** The property a question asks for, if it is one that has units. */
export function measureAsked(question: string): Measure | null {
  const direct = question.replace(INDIRECT, '$1');
  return MEASURES.find((measure) => measure.asked.test(direct)) ?? null;
}

/** The question without the words that name the property: a text that states it need not repeat them. */
export function withoutMeasure(question: string): string {
  const measure = measureAsked(question);
  return measure === null ? question : question.replace(measure.asked, (words) => ' '.repeat(words.length));
}

/**
 * Whether a text holds a number that can count what the question counts. Numbers the question brought itself, years, and
 * those that count a unit of time or length it does not ask for ("28 days" to "how many people") do not.
 */
export function holdsCount(question: string, text: string): boolean {
  const brought = new Set(question.match(/\p{N}+/gu));
  const rest = text
    .replace(/\b(1[5-9]\d\d|20\d\d)\b(?! [a-z])/g, ' ')
    .replace(/(\p{N}+) (\p{L}+)/gu, (pair, number: string, unit: string) => {
      const counted = TIME.test(unit) || LENGTH.test(unit);
      return brought.has(number) || (counted && !question.toLowerCase().includes(unit.toLowerCase())) ? ' ' : pair;
    });
  return NUMBER_WORD.test(rest) || (rest.match(/\p{N}+/gu) ?? []).some((digits) => !brought.has(digits));
}

/** Whether a text states the measure: its unit, and a number unless the unit's words suffice ("daily", "free"). */
export function states(measure: Measure, text: string): boolean {
  return measure.stated.test(text) && (/\p{N}|@/u.test(text) || NUMBER_WORD.test(text) || WITHOUT_NUMBER.test(text));
}
