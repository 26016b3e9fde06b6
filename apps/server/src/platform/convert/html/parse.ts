import { Parser } from 'htmlparser2';
import type { Element } from '../markup.ts';

/** Ordinary pages are 20 to 60 deep; beyond this, nesting is an attack or a mistake. */
const MAX_DEPTH = 200;
/** The parser's time grows with the square of the depth. */
const MAX_IGNORED = 20_000;

/**
 * HTML as a tree under a nameless root; comments are dropped. Elements nested too deeply become siblings.
 *
 * @throws RangeError for nesting beyond all sense
 * @param options.xhtml whether `<a/>` closes itself, as in XML
 */
export function parseHtml(html: string, options: { xhtml?: boolean } = {}): Element {
  const root: Element = { name: '', attributes: {}, children: [] };
  const open: Element[] = [root];
  let ignored = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const element: Element = { name, attributes, children: [] };
        open.at(-1)?.children.push(element);
        if (open.length <= MAX_DEPTH) open.push(element);
        else if (ignored < MAX_IGNORED) ignored += 1;
        else throw new RangeError('nested too deeply');
      },
      ontext(text) {
        open.at(-1)?.children.push(text);
      },
      onclosetag() {
        if (ignored > 0) ignored -= 1;
        else open.pop();
      },
    },
    { decodeEntities: true, recognizeSelfClosing: options.xhtml ?? false },
  );
  parser.end(html);
  return root;
}
