/** Encodings of fonts by `\fcharset` (RTF Specification 1.9.1, "Font Table"). */
const BY_CHARSET = new Map([
  [0, 'windows-1252'],
  [77, 'macintosh'],
  [128, 'shift_jis'],
  [129, 'euc-kr'],
  [134, 'gbk'],
  [136, 'big5'],
  [161, 'windows-1253'],
  [162, 'windows-1254'],
  [163, 'windows-1258'],
  [177, 'windows-1255'],
  [178, 'windows-1256'],
  [186, 'windows-1257'],
  [204, 'windows-1251'],
  [222, 'windows-874'],
  [238, 'windows-1250'],
]);

/** Encodings by `\ansicpg` where `TextDecoder` has another name for them. */
const BY_CODE_PAGE = new Map([
  [866, 'ibm866'],
  [874, 'windows-874'],
  [932, 'shift_jis'],
  [936, 'gbk'],
  [949, 'euc-kr'],
  [950, 'big5'],
  [10000, 'macintosh'],
  [65001, 'utf-8'],
]);

export function encodingOfCharset(charset: number | undefined): string | undefined {
  return BY_CHARSET.get(charset ?? -1);
}

/** Western where the code page is none we know. */
export function encodingOfCodePage(codePage: number | undefined): string {
  const known = BY_CODE_PAGE.get(codePage ?? 0);
  if (known) return known;
  return codePage !== undefined && codePage >= 1250 && codePage <= 1258 ? `windows-${codePage}` : 'windows-1252';
}
