/** Where a group's text goes: into the document, nowhere, or somewhere of its own. */
export type Target = 'text' | 'nowhere' | 'fonts' | 'stylesheet' | 'style' | 'title' | 'link' | 'label' | 'note';

/** Destinations that hold no text of the document. */
const NOWHERE =
  'colortbl filetbl revtbl rsidtbl generator info pict object objdata header headerl headerr headerf footer footerl footerr footerf ' +
  'listtable listoverridetable bkmkstart bkmkend xe tc annotation atnid atnauthor themedata datastore latentstyles shpinst ' +
  'nonshppict ftnsep ftnsepc aftnsep aftnsepc pgdsctbl datafield falt panose fontemb template';

const TARGETS = new Map<string, Target>([
  ...NOWHERE.split(' ').map((word): [string, Target] => [word, 'nowhere']),
  ['fonttbl', 'fonts'],
  ['stylesheet', 'stylesheet'],
  ['title', 'title'],
  ['fldinst', 'link'],
  ['listtext', 'label'],
  ['pntext', 'label'],
  ['shptxt', 'text'],
]);

/** Where text goes after a control word that begins a destination. */
export function targetOf(word: string): Target | undefined {
  return TARGETS.get(word);
}

const CHARACTERS = new Map([
  ['tab', ' '],
  ['line', '\n'],
  ['~', '\u00a0'],
  ['_', '-'],
  ['emdash', '—'],
  ['endash', '–'],
  ['emspace', ' '],
  ['enspace', ' '],
  ['qmspace', ' '],
  ['bullet', '•'],
  ['lquote', '‘'],
  ['rquote', '’'],
  ['ldblquote', '“'],
  ['rdblquote', '”'],
]);

/** The character that a control word stands for. */
export function characterOf(word: string): string | undefined {
  return CHARACTERS.get(word);
}
