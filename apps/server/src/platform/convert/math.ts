import { type Element, elements, find, textOf } from './markup.ts';

/** Letters and signs that LaTeX writes as commands. */
const COMMANDS: Record<string, string> = Object.fromEntries(
  (
    'α alpha β beta γ gamma δ delta ε varepsilon ϵ epsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa λ lambda μ mu ν nu ξ xi ' +
    'π pi ρ rho σ sigma ς varsigma τ tau υ upsilon φ varphi ϕ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi ' +
    'Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega ∞ infty ± pm ∓ mp × times ÷ div ⋅ cdot · cdot ∗ ast ≤ leq ≥ geq ≠ neq ≈ approx ' +
    '≡ equiv ∼ sim ∝ propto ∈ in ∉ notin ⊂ subset ⊆ subseteq ⊃ supset ∪ cup ∩ cap ∅ emptyset ∀ forall ∃ exists ¬ neg ∧ wedge ' +
    '∨ vee → to ← leftarrow ↔ leftrightarrow ⇒ Rightarrow ⇔ Leftrightarrow ↦ mapsto ∂ partial ∇ nabla … ldots ⋯ cdots ⋮ vdots ' +
    '∘ circ ⊕ oplus ⊗ otimes ∑ sum ∏ prod ∐ coprod ∫ int ∬ iint ∭ iiint ∮ oint ⋃ bigcup ⋂ bigcap ⟨ langle ⟩ rangle ' +
    '⌊ lfloor ⌋ rfloor ⌈ lceil ⌉ rceil ‖ Vert ℏ hbar ℓ ell ∠ angle ⊥ perp ∥ parallel'
  )
    .split(' ')
    .flatMap((part, index, all) => (index % 2 === 0 ? [[part, `\\${all[index + 1]}`]] : [])),
);

const ACCENTS: Record<string, string> = {
  '\u0302': 'hat',
  '\u0303': 'tilde',
  '\u0304': 'bar',
  '\u0305': 'overline',
  '\u0307': 'dot',
  '\u0308': 'ddot',
  '\u20d7': 'vec',
};

const FUNCTIONS = /^(?:arc(?:cos|sin|tan)|cosh?|coth?|csc|det|dim|exp|gcd|inf|lim|ln|log|max|min|sec|sinh?|sup|tanh?)$/;

/**
 * A formula of Word or PowerPoint (ECMA-376 part 1, section 22.1) as LaTeX, without the marks around it. What has no
 * counterpart is told by its text.
 */
export function toLatex(formula: Element): string {
  return elements(formula).map(one).join('').replace(/ {2,}/g, ' ').trim();
}

/** The content of a child that is an argument, in braces. */
function argument(parent: Element, name: string): string {
  return `{${content(parent, name)}}`;
}

function content(parent: Element, name: string): string {
  const child = find(parent, name);
  return child ? toLatex(child) : '';
}

/** A base that more than one sign makes up must not be torn by its exponent. */
function base(parent: Element): string {
  const text = content(parent, 'e');
  return text.length === 1 || /^\\[A-Za-z]+$/.test(text) || /^[\p{L}\d]+$/u.test(text) ? text : `{${text}}`;
}

function one(node: Element): string {
  switch (node.name) {
    case 'r':
      return elements(node, 't')
        .map((text) => symbols(textOf(text)))
        .join('');
    case 'f':
      return `\\frac${argument(node, 'num')}${argument(node, 'den')}`;
    case 'sSup':
      return `${base(node)}^${argument(node, 'sup')}`;
    case 'sSub':
      return `${base(node)}_${argument(node, 'sub')}`;
    case 'sSubSup':
      return `${base(node)}_${argument(node, 'sub')}^${argument(node, 'sup')}`;
    case 'sPre':
      return `{}_${argument(node, 'sub')}^${argument(node, 'sup')}${content(node, 'e')}`;
    case 'rad': {
      const degree = content(node, 'deg');
      return `\\sqrt${degree === '' ? '' : `[${degree}]`}${argument(node, 'e')}`;
    }
    case 'nary':
      return nary(node);
    case 'd':
      return delimited(node);
    case 'func': {
      const name = content(node, 'fName');
      return `${FUNCTIONS.test(name) ? `\\${name} ` : name}${argument(node, 'e')}`;
    }
    case 'limLow': {
      const name = content(node, 'e');
      return `${FUNCTIONS.test(name) ? `\\${name}` : `{${name}}`}_${argument(node, 'lim')}`;
    }
    case 'limUpp':
      return `\\overset${argument(node, 'lim')}${argument(node, 'e')}`;
    case 'acc':
      return `\\${ACCENTS[character(node, 'accPr', '\u0302')] ?? 'hat'}${argument(node, 'e')}`;
    case 'bar':
      return `\\${find(node, 'barPr', 'pos')?.attributes.val === 'top' ? 'overline' : 'underline'}${argument(node, 'e')}`;
    case 'm':
      return lines(
        'matrix',
        elements(node, 'mr').map((row) => elements(row, 'e').map(toLatex).join(' & ')),
      );
    case 'eqArr':
      return lines('aligned', elements(node, 'e').map(toLatex));
    default:
      // Properties hold no text of the formula.
      return node.name.endsWith('Pr') ? '' : toLatex(node);
  }
}

function nary(node: Element): string {
  const sign = symbols(character(node, 'naryPr', '∫')).trim();
  const limit = (name: string, mark: string) => (content(node, name) === '' ? '' : `${mark}${argument(node, name)}`);
  return `${sign}${limit('sub', '_')}${limit('sup', '^')}${argument(node, 'e')}`;
}

function delimited(node: Element): string {
  const properties = find(node, 'dPr');
  const sign = (name: string, usual: string) => {
    const stated = find(properties, name);
    const text = stated ? (stated.attributes.val ?? '') : usual;
    return text === '{' || text === '}' ? `\\${text}` : symbols(text).trim() || '.';
  };
  const inner = elements(node, 'e')
    .map(toLatex)
    .join(symbols(find(properties, 'sepChr')?.attributes.val ?? '|'));
  return `\\left${sign('begChr', '(')}${inner}\\right${sign('endChr', ')')}`;
}

function lines(environment: string, rows: readonly string[]): string {
  return `\\begin{${environment}}${rows.join(' \\\\ ')}\\end{${environment}}`;
}

function character(node: Element, properties: string, usual: string): string {
  return find(node, properties, 'chr')?.attributes.val ?? usual;
}

/** Formulas are set in mathematical letters, which mean the plain ones. */
function symbols(text: string): string {
  return [...text.normalize('NFKC').replace(/\s+/g, ' ')]
    .map((sign) => {
      const command = COMMANDS[sign];
      if (command !== undefined) return `${command} `;
      return /[%#&$]/.test(sign) ? `\\${sign}` : sign;
    })
    .join('');
}
