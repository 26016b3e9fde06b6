/** Pieces of a SentencePiece unigram vocabulary with their log probabilities; a piece's place is its id. */
export type Vocabulary = readonly (readonly [piece: string, score: number | null])[];

export interface Tokenizer {
  /** The ids of the text's tokens; none for the empty text. */
  tokenize(text: string): Int32Array;
  /** Whether a word, and not the middle of one, starts with this token. */
  startsWord(id: number): boolean;
}

/** The first ids are markers, not pieces of text; id 0 stands for everything the vocabulary does not hold. */
const RESERVED = 6;
const UNKNOWN = 0;
/** U+2581, SentencePiece's visible space; it begins every word. */
const SPACE = '▁';

interface TrieNode {
  readonly next: Map<number, TrieNode>;
  id: number;
  score: number;
}

/**
 * A SentencePiece unigram tokenizer: NFKC, spaces made visible, then the segmentation with the highest sum of log
 * probabilities (Viterbi; Kudo 2018, "Subword Regularization"). Ids equal those of `@energetic-ai/embeddings`, which
 * the model's published vectors were made with, down to its choices: an unknown character costs nothing, of equally
 * good segmentations the one with the shorter last piece wins, and a run of unknown characters is one token.
 */
export function createTokenizer(vocabulary: Vocabulary): Tokenizer {
  const root = buildTrie(vocabulary);
  return {
    tokenize: (text) => {
      const normal = text.normalize('NFKC');
      if (normal === '') return new Int32Array(0);
      const symbols = Array.from(SPACE + normal.replaceAll(' ', SPACE), (symbol) => symbol.codePointAt(0) ?? 0);
      return backtrack(bestSegmentation(root, symbols));
    },
    startsWord: (id) => vocabulary[id]?.[0].startsWith(SPACE) ?? false,
  };
}

function buildTrie(vocabulary: Vocabulary): TrieNode {
  const node = (): TrieNode => ({ next: new Map(), id: UNKNOWN, score: 0 });
  const root = node();
  for (const [id, [piece, score]] of vocabulary.entries()) {
    if (id < RESERVED) continue;
    let at = root;
    for (const symbol of piece) {
      const code = symbol.codePointAt(0) ?? 0;
      let child = at.next.get(code);
      if (child === undefined) {
        child = node();
        at.next.set(code, child);
      }
      at = child;
    }
    at.id = id;
    at.score = score ?? 0; // seven pieces around ':' came without a score
  }
  return root;
}

/** For each end of a prefix of the text: the last piece of its best segmentation, and where that piece begins. */
interface Segmentation {
  ids: Int32Array;
  starts: Int32Array;
}

function bestSegmentation(root: TrieNode, symbols: readonly number[]): Segmentation {
  const size = symbols.length + 1;
  const best = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  const ids = new Int32Array(size);
  const starts = new Int32Array(size);
  best[0] = 0;
  for (let start = 0; start < symbols.length; start++) {
    const before = best[start] ?? 0;
    const offer = (end: number, id: number, score: number): void => {
      if (before + score < (best[end] ?? 0)) return;
      best[end] = before + score;
      ids[end] = id;
      starts[end] = start;
    };
    let known = false;
    let node = root.next.get(symbols[start] ?? 0);
    for (let end = start + 1; node !== undefined; end++) {
      if (node.id !== UNKNOWN) {
        known = true;
        offer(end, node.id, node.score);
      }
      node = node.next.get(symbols[end] ?? -1);
    }
    if (!known) offer(start + 1, UNKNOWN, 0);
  }
  return { ids, starts };
}

function backtrack({ ids, starts }: Segmentation): Int32Array {
  const tokens: number[] = [];
  for (let end = ids.length - 1; end > 0; end = starts[end] ?? 0) {
    const id = ids[end] ?? UNKNOWN;
    if (id !== UNKNOWN || tokens.at(-1) !== UNKNOWN) tokens.push(id);
  }
  return Int32Array.from(tokens.reverse());
}
