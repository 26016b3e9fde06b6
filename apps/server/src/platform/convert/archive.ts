import { documentInZip, isZip } from './detect.ts';
import { ConversionError } from './errors.ts';
import type { Limits } from './limits.ts';
import { normalise } from './normalise.ts';
import type { SourceFile } from './types.ts';
import { openZip, type Zip } from './zip.ts';

/** A file packed in an archive. */
export interface ArchiveEntry {
  /** Where it lies in the archive, as a label: relative, without `..` and without control characters. */
  name: string;
  /** Unpacked, as the archive states it; reading checks it. */
  bytes: number;
}

/** Whether a file is a ZIP archive of files, and not one of the documents that are ZIP archives themselves. */
export function isArchive({ bytes }: SourceFile, limits: Limits): boolean {
  return isZip(bytes) && documentInZip(openZip(bytes, limits)) === 'archive';
}

/**
 * The files of a ZIP archive that may be documents, in its order: no folders, no hidden files and none of what macOS adds.
 * Archives inside are listed as the files they are.
 *
 * @throws ConversionError `corrupt`, `too_large` (entries, bytes unpacked, or their ratio to the archive's own)
 */
export function listArchive(bytes: Uint8Array, limits: Limits): ArchiveEntry[] {
  const zip = openZip(bytes, limits);
  const entries = [...labels(zip)].map(([name, packedName]) => ({ name, bytes: zip.sizeOf(packedName) }));
  const total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (total > limits.maxUnpackedBytes || total > Math.max(bytes.length * MAX_RATIO, ALWAYS_FINE)) {
    throw new ConversionError(
      'too_large',
      `This archive unpacks to ${Math.ceil(total / 1e6)} MB, more than is opened at once. Divide it into smaller ones.`,
    );
  }
  return entries;
}

/**
 * One file of an archive, by its label in `listArchive`; exactly as long as stated there.
 *
 * @throws ConversionError `corrupt`, `encrypted`, `too_large`
 */
export function readArchiveEntry(bytes: Uint8Array, name: string, limits: Limits): Uint8Array {
  const zip = openZip(bytes, limits);
  const content = zip.read(labels(zip).get(name) ?? '');
  if (content) return content;
  throw new ConversionError('corrupt', 'This archive holds no file of that name.');
}

/** Text packs to a tenth, the emptiest of logs to a hundredth; bombs reach a thousandth. */
const MAX_RATIO = 200;
/** Below this many bytes no ratio does any harm. */
const ALWAYS_FINE = 10_000_000;

/** The packed names of an archive's files by their labels. */
function labels(zip: Zip): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of zip.names) {
    const label = toLabel(name);
    if (name.endsWith('/') || label === '' || isHidden(label)) continue;
    let unique = label;
    for (let count = 2; found.has(unique); count += 1) unique = `${label} (${count})`;
    found.set(unique, name);
  }
  return found;
}

/** A path that cannot lead anywhere: without roots, drives, `.` and `..`. */
function toLabel(name: string): string {
  const parts = normalise(name).replaceAll('\n', ' ').split(/[/\\]/);
  return parts.filter((part) => part !== '' && part !== '.' && part !== '..' && !/^[a-z]:$/i.test(part)).join('/');
}

function isHidden(label: string): boolean {
  return label.split('/').some((part) => part.startsWith('.') || part === '__MACOSX' || part === 'Thumbs.db');
}
