/** A comment, a text, a name in quotes, a body in dollars, the end of a statement, or anything else. */
const TOKEN = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"]*"|(\$\w*\$)[\s\S]*?\1|;|[^;'"$/-]+|[\s\S]/g;

/** The statements of an SQL script, without its comments. Texts escape a quote by doubling it, not with a backslash. */
export function statementsOf(script: string): string[] {
  const statements = [''];
  for (const [token] of script.matchAll(TOKEN)) {
    if (token === ';') statements.push('');
    else if (!/^(--|\/\*)/.test(token)) statements.push((statements.pop() ?? '') + token);
  }
  return statements.map((statement) => statement.trim()).filter(Boolean);
}
