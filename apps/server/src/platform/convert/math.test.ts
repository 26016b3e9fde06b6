import { expect, test } from 'vitest';
import { toLatex } from './math.ts';
import { bytes } from './testing.ts';
import { parseXml } from './xml.ts';

const run = (text: string) => `<m:r><m:t>${text}</m:t></m:r>`;
const e = (inner: string) => `<m:e>${inner}</m:e>`;

test.each([
  [
    'powers and Greek letters',
    `${run('A=π')}<m:sSup>${e(run('r'))}<m:sup>${run('2')}</m:sup></m:sSup>`,
    'A=\\pi r^{2}',
  ],
  [
    'fractions and roots',
    `<m:f><m:num>${run('−b±')}<m:rad><m:radPr/><m:deg/>${e(run('d'))}</m:rad></m:num><m:den>${run('2a')}</m:den></m:f>`,
    '\\frac{−b\\pm \\sqrt{d}}{2a}',
  ],
  [
    'a power of a fraction',
    `<m:sSup>${e(`<m:f><m:num>${run('a')}</m:num><m:den>${run('b')}</m:den></m:f>`)}<m:sup>${run('2')}</m:sup></m:sSup>`,
    '{\\frac{a}{b}}^{2}',
  ],
  [
    'sums',
    `<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>${run('n=1')}</m:sub><m:sup>${run('∞')}</m:sup>${e(run('n'))}</m:nary>`,
    '\\sum_{n=1}^{\\infty}{n}',
  ],
  [
    'functions and brackets',
    `<m:func><m:fName>${run('log')}</m:fName>${e(`<m:d>${e(run('x'))}</m:d>`)}</m:func>`,
    '\\log {\\left(x\\right)}',
  ],
  ['braces', `<m:d><m:dPr><m:begChr m:val="{"/><m:endChr m:val=""/></m:dPr>${e(run('x'))}</m:d>`, '\\left\\{x\\right.'],
  [
    'matrices',
    `<m:m><m:mr>${e(run('1'))}${e(run('0'))}</m:mr><m:mr>${e(run('0'))}${e(run('1'))}</m:mr></m:m>`,
    '\\begin{matrix}1 & 0 \\\\ 0 & 1\\end{matrix}',
  ],
  ['accents and mathematical letters', `<m:acc><m:accPr><m:chr m:val="⃗"/></m:accPr>${e(run('𝑣'))}</m:acc>`, '\\vec{v}'],
])('%s', (_name, xml, latex) => {
  expect(toLatex(parseXml(bytes(`<m:oMath>${xml}</m:oMath>`)))).toBe(latex);
});
