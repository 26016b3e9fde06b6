import { renderBlocks } from '../blocks.ts';
import { ConversionError } from '../errors.ts';
import { checkMarkdownLength, type Limits } from '../limits.ts';
import { oneLine } from '../normalise.ts';
import { meaningfulTitle } from '../ooxml.ts';
import type { Draft } from '../types.ts';
import { encodingOfCharset, encodingOfCodePage } from './charsets.ts';
import { createDocument } from './document.ts';
import { type Token, tokenise } from './tokens.ts';
import { characterOf, type Target, targetOf } from './words.ts';

/** What a group inherits from the one around it, and gives back at its end. */
interface State {
  target: Target;
  encoding: string;
  font: number | undefined;
  /** Characters that follow `\u` for programs that do not know it. */
  fallback: number;
  bold: boolean;
  italic: boolean;
  hidden: boolean;
  link: string | undefined;
  /** The number of the style that is being defined. */
  style: number;
}

const INITIAL: State = {
  target: 'text',
  encoding: 'windows-1252',
  font: undefined,
  fallback: 1,
  bold: false,
  italic: false,
  hidden: false,
  link: undefined,
  style: 0,
};

const MAX_DEPTH = 500;

/**
 * An RTF document (RTF Specification 1.9.1): headings by their styles or outline levels, paragraphs, lists as they are
 * labelled, tables, links, notes. Pictures, headers and footers are left out. Text in fonts of other scripts is decoded by
 * the font's own encoding.
 *
 * @throws ConversionError `corrupt` for groups nested too deeply, `too_large`
 */
export function rtfToMarkdown(bytes: Uint8Array, limits: Limits): Draft {
  const document = createDocument();
  const fonts = new Map<number, string>();
  const aside = { title: '', link: '', label: '', style: '' };
  let state: State = { ...INITIAL };
  let defaultEncoding = state.encoding;
  const outer: State[] = [];
  let optional = false;
  let skip = 0;
  let pending: number[] = [];
  let length = 0;

  for (const token of tokenise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'))) {
    if (token.kind === 'bytes') {
      for (const byte of token.bytes) {
        if (skip > 0) skip -= 1;
        else pending.push(byte);
      }
      continue;
    }
    flush();
    read(token);
  }
  flush();
  const title = meaningfulTitle(oneLine(aside.title));
  const blocks = document.finish();
  const first = blocks.find((block) => typeof block === 'string' && /^#+ /.test(block));
  return {
    parts: [renderBlocks(blocks)],
    paged: false,
    title: title ?? (typeof first === 'string' ? first.replace(/^#+ /, '') : null),
  };

  function read(token: Exclude<Token, { kind: 'bytes' }>): void {
    switch (token.kind) {
      case 'open':
        if (outer.length >= MAX_DEPTH)
          throw new ConversionError('corrupt', 'This file is nested too deeply to be an ordinary document.');
        outer.push(state);
        state = { ...state };
        skip = 0;
        break;
      case 'close': {
        const closed = state;
        state = outer.pop() ?? state;
        skip = 0;
        optional = false;
        if (closed.target !== state.target) leave(closed);
        break;
      }
      case 'text': {
        const kept = skip > 0 ? token.text.slice(skip) : token.text;
        skip = Math.max(0, skip - token.text.length);
        write(kept);
        break;
      }
      default:
        control(token.word, token.value);
    }
  }

  /** Bytes are decoded together: East Asian characters take two. */
  function flush(): void {
    if (pending.length === 0) return;
    const decoded = new TextDecoder(state.encoding).decode(Uint8Array.from(pending));
    pending = [];
    write(decoded);
  }

  function write(written: string): void {
    if (written === '') return;
    optional = false;
    switch (state.target) {
      case 'text':
      case 'note':
        length += written.length;
        checkMarkdownLength(length, limits);
        if (!state.hidden) document.text(written, state);
        break;
      case 'fonts':
      case 'stylesheet':
      case 'nowhere':
        break;
      default:
        aside[state.target] += written;
    }
  }

  /** What was collected aside is used when its group ends. */
  function leave({ target, style }: State): void {
    switch (target) {
      case 'style':
        document.defineStyle(style, aside.style.replace(/;$/, ''));
        aside.style = '';
        break;
      case 'link':
        // The result of the field follows, in a group of its own.
        state.link = /HYPERLINK\s+"([^"]+)"/i.exec(aside.link)?.[1];
        aside.link = '';
        break;
      case 'label':
        document.label(aside.label);
        aside.label = '';
        break;
      case 'note':
        document.endNote();
    }
  }

  function control(word: string, value: number | undefined): void {
    const isOn = value !== 0;
    const isOptional = optional;
    optional = false;
    const character = characterOf(word);
    if (character !== undefined) {
      write(character);
      return;
    }
    const isLeftOut = state.target === 'nowhere' && word !== 'title' && word !== 'shptxt';
    if (!isLeftOut) state.target = targetOf(word) ?? state.target;
    switch (word) {
      case '*':
        optional = true;
        return;
      case 'u':
        // Negative numbers stand for the upper half of 16 bits.
        write(String.fromCharCode((value ?? 0) & 0xffff));
        skip = state.fallback;
        return;
      case 'uc':
        state.fallback = Math.min(Math.max(value ?? 1, 0), 100);
        return;
      case 'ansicpg':
      case 'mac':
        defaultEncoding = word === 'mac' ? 'macintosh' : encodingOfCodePage(value);
        state.encoding = defaultEncoding;
        return;
      case 'f':
        state.font = value;
        if (state.target !== 'fonts') state.encoding = fonts.get(value ?? -1) ?? defaultEncoding;
        return;
      case 'fcharset': {
        const encoding = encodingOfCharset(value);
        if (state.target === 'fonts' && state.font !== undefined && encoding) fonts.set(state.font, encoding);
        return;
      }
      case 'footnote':
        if (state.target === 'text') {
          document.beginNote();
          state.target = 'note';
        }
        return;
      case 's':
        state.style = value ?? 0;
        if (state.target === 'stylesheet') state.target = 'style';
        break;
      case 'plain':
        Object.assign(state, { bold: false, italic: false, hidden: false });
        return;
      case 'b':
        state.bold = isOn;
        return;
      case 'i':
        state.italic = isOn;
        return;
      case 'v':
      case 'deleted':
        state.hidden = isOn;
        return;
    }
    if (isOptional && targetOf(word) === undefined) state.target = 'nowhere';
    else if (state.target === 'text' || state.target === 'note') document.control(word, value);
  }
}
