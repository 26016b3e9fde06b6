import { parseSync } from 'libpg-query';

type Ast = Record<string, unknown>;

/** A table of a query by the name that it goes by there. */
interface Source {
  name: string;
  table: string;
  isBound: boolean;
}

interface Level {
  sources: Source[];
  /** Names of common table expressions, which hide tables. */
  named: Set<string>;
}

/**
 * What keeps a statement from being one tenant's: each use of a tenant's table must be bound, by an equality of `tenant_id` with a
 * value, or with the `tenant_id` of a table of the same query that is bound. An inserted row names its tenant, and no row changes it.
 * A subquery that takes the tenant from the query around it is right as well, but Citus would ask every node for it, or refuse.
 *
 * @param isTenants whether a table of this name has tenants' rows
 * @returns a line each; none for statements that touch no such table
 */
export function unboundUses(text: string, isTenants: (table: string) => boolean): string[] {
  const problems: string[] = [];
  for (const { stmt } of parseSync(text).stmts ?? []) visit(stmt as unknown, undefined);
  return problems;

  /** Looks for queries anywhere below. */
  function visit(node: unknown, outer: Level | undefined): void {
    if (Array.isArray(node)) for (const each of node) visit(each, outer);
    else if (isAst(node)) {
      for (const [key, value] of Object.entries(node)) {
        if (/^(Select|Insert|Update|Delete)Stmt$/.test(key) && isAst(value)) query(value, outer);
        // A set operation's sides come without their type.
        else if ((key === 'larg' || key === 'rarg') && isAst(value) && 'op' in value) query(value, outer);
        else visit(value, outer);
      }
    }
  }

  function query(node: Ast, outer: Level | undefined): void {
    const ctes = list(ast(node.withClause).ctes).map((each) => ast(ast(each).CommonTableExpr));
    const named = new Set([...(outer?.named ?? []), ...ctes.map(({ ctename }) => String(ctename))]);
    const level: Level = { sources: [], named };
    const isInsert = 'cols' in node || 'override' in node;
    const target = isAst(node.relation) ? sourceOf(node.relation, level) : undefined;
    if (target && isInsert) {
      const columns = list(node.cols).map((each) => ast(ast(each).ResTarget).name);
      if (!columns.includes('tenant_id')) problems.push(`${target.table}: a row without tenant_id`);
    } else if (target) {
      level.sources.push(target);
      const set = list(node.targetList).map((each) => ast(ast(each).ResTarget).name);
      if (set.includes('tenant_id')) problems.push(`${target.table}: sets tenant_id`);
    }
    const from = [...list(node.fromClause), ...list(node.usingClause)];
    const conditions: Condition[] = conjuncts(node.whereClause).map((expression) => ({ expression, binds: undefined }));
    for (const each of from) collect(each, level, conditions);
    bind(level, conditions);
    for (const { table, name, isBound } of level.sources) {
      if (!isBound) problems.push(`${table}${name === table ? '' : ` ${name}`}: tenant_id is not bound`);
    }
    const { relation: _, ...rest } = node;
    visit(rest, level);
  }

  /** Tables and join conditions of one item of FROM, without those of the queries in it. */
  function collect(item: unknown, level: Level, conditions: Condition[]): string[] {
    const { RangeVar: table, JoinExpr: join } = ast(item);
    if (isAst(table)) {
      const source = sourceOf(table, level);
      if (source) level.sources.push(source);
      return source ? [source.name] : [];
    }
    if (isAst(join)) {
      const left = collect(join.larg, level, conditions);
      const right = collect(join.rarg, level, conditions);
      // The condition of an outer join says nothing of the rows that are there without a partner.
      const isInner = join.jointype === 'JOIN_INNER';
      for (const expression of conjuncts(join.quals))
        conditions.push({ expression, binds: isInner ? undefined : right });
      return [...left, ...right];
    }
    return [];
  }

  function sourceOf(node: Ast, level: Level): Source | undefined {
    const table = String(node.relname);
    if (level.named.has(table) || !isTenants(table)) return undefined;
    return { name: String(ast(node.alias).aliasname ?? table), table, isBound: false };
  }
}

interface Condition {
  expression: Ast;
  /** The names that it can bind; undefined for all. */
  binds: string[] | undefined;
}

/** Until nothing more is bound: one table can be bound by another. */
function bind(level: Level, conditions: readonly Condition[]): void {
  const before = level.sources.filter(({ isBound }) => isBound).length;
  for (const { expression, binds } of conditions) {
    const { lexpr, rexpr } = expression;
    for (const [one, other] of [
      [lexpr, rexpr],
      [rexpr, lexpr],
    ]) {
      const source = tenantOf(one, level.sources);
      if (source && (binds?.includes(source.name) ?? true) && isGiven(other, level)) source.isBound = true;
    }
  }
  if (level.sources.filter(({ isBound }) => isBound).length > before) bind(level, conditions);
}

/** A value, or the tenant of what is bound. */
function isGiven(node: unknown, level: Level): boolean {
  const { ParamRef: parameter, A_Const: constant, TypeCast: cast } = ast(node);
  if (parameter || constant) return true;
  if (isAst(cast)) return isGiven(cast.arg, level);
  return tenantOf(node, level.sources)?.isBound ?? false;
}

/** Whose `tenant_id` a column is. Without a table's name it is that of the only one. */
function tenantOf(node: unknown, sources: readonly Source[]): Source | undefined {
  const names = list(ast(ast(node).ColumnRef).fields).map((field) => ast(ast(field).String).sval);
  if (names.at(-1) !== 'tenant_id') return undefined;
  if (names.length === 1) return sources.length === 1 ? sources[0] : undefined;
  return sources.find(({ name }) => name === names.at(-2));
}

/** The equalities that must all hold. */
function conjuncts(node: unknown): Ast[] {
  const { BoolExpr: bool, A_Expr: comparison } = ast(node);
  if (isAst(bool) && bool.boolop === 'AND_EXPR') return list(bool.args).flatMap(conjuncts);
  if (!isAst(comparison) || comparison.kind !== 'AEXPR_OP') return [];
  return ast(ast(list(comparison.name)[0]).String).sval === '=' ? [comparison] : [];
}

const isAst = (node: unknown): node is Ast => typeof node === 'object' && node !== null && !Array.isArray(node);
const ast = (node: unknown): Ast => (isAst(node) ? node : {});
const list = (node: unknown): unknown[] => (Array.isArray(node) ? node : []);
