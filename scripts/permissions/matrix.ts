import { routesOf } from '../../api/routes/all.js';
import type { Parts } from '../../api/parts.js';
import type { Route } from '../../api/route.js';
import { actions } from '../../domain/actions/index.js';
import { actionNames } from '../../domain/actions/names.js';
import type { Actor } from '../../domain/people.js';
import { relations, sightOf, type Relation, type Sight, type Standing } from '../../domain/permissions.js';
import { roleLabels, roles, stages, type Role } from '../../domain/words.js';

/** Rows are only looked at, never called: whatever they take of their parts is this. */
const nothing = new Proxy({}, { get: (): unknown => nothing }) as Parts;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const may = (row: Route, role: Role): string => {
  const isLet = typeof row.access === 'string' || row.access.includes(role);
  if (!isLet) return '403';
  return row.namesTicket === true ? '†' : '✓';
};

const anonymous = (row: Route): string => {
  if (row.access === 'anyone') return '✓';
  return 'isPage' in row && row.method === 'get' ? '303' : '401';
};

const kindOf = ({ path, tag, namesTicket }: Route): string => {
  if (namesTicket === true) return '工单 ticket';
  if (path.startsWith('/api/me') || path.startsWith('/api/inbox')) return '本人 own';
  return tag;
};

const routeRows = (routes: readonly Route[]): readonly (readonly string[])[] =>
  routes
    .filter(({ tag }) => tag !== 'actions')
    .map((row) => [
      `\`${row.method.toUpperCase()} ${row.path}\``,
      row.title['zh-CN'],
      kindOf(row),
      anonymous(row),
      ...roles.map((role) => may(row, role)),
      row.access === 'anyone' ? '✓' : (row.scope ?? '403'),
    ])
    .toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1));

interface Kind {
  readonly title: string;
  readonly ticket: Standing;
}

const me = 'me';
const foreign: Standing = { reporter: 'somebody', group: 'theirs', assignee: null, escalation: null };
/** Ways in which a ticket can be somebody's. */
const kinds: readonly Kind[] = [
  { title: '本人提报 reported by them', ticket: { ...foreign, reporter: me } },
  { title: '指派给本人 assigned to them', ticket: { ...foreign, assignee: { id: me, staffNumber: null } } },
  { title: '本组 in a group of theirs', ticket: { ...foreign, group: 'own' } },
  { title: '所带小组 in a group they lead', ticket: { ...foreign, group: 'led' } },
  {
    title: '本人为对接人 they are its liaison',
    ticket: {
      ...foreign,
      escalation: {
        nth: 1,
        applicant: { id: 'x', staffNumber: null },
        requestedAt: 0,
        liaison: { id: me, staffNumber: null },
      },
    },
  },
  { title: '与本人无关 none of these', ticket: foreign },
];

const somebody = (role: Role): Actor => ({
  id: me,
  staffNumber: null,
  roles: [role],
  groups: ['own'],
  leads: role === 'lead' ? ['led'] : [],
});

const sights: Readonly<Record<Sight, string>> = {
  none: '404',
  public: '公开 public',
  internal: '全部 all',
};

const actionRows = (): readonly (readonly string[])[] =>
  actionNames.map((name) => {
    const { title, clause, may: allowed, stages: at } = actions[name];
    return [
      `\`${name}\` ${title['zh-CN']}`,
      clause,
      ...relations.map((relation: Relation) => (allowed.includes(relation) ? '✓' : '403')),
      at.length === stages.length ? '全部 any' : at.join(', '),
    ];
  });

/** The whole of docs/permissions.md: every route, role and relation, from the rows that the desk itself asks. */
export const permissionMatrix = (): string => `# 权限矩阵 Permissions

由路由表与操作表生成，请勿手工修改：\`npm run permissions\`。
Generated from the rows of routes and actions; do not edit: \`npm run permissions\`.

- ✓ 允许 may；401 须先登录 sign in first（页面为 303，转到登录 pages lead there）；403 无权 not permitted；404 与不存在者相同 answers as what does not exist.
- † 视与工单的关系而定，见“工单的可见范围” by the relation to the ticket, see below.
- 管理员不参与任何工单决定。Administrators decide nothing about tickets.
- 停用的人员与未登录者相同。Somebody disabled is as one who is not signed in.

## 接口 Routes

最后一列是服务账号所需的范围。The last column is the scope that a service account needs.

${table(
  [
    '接口 route',
    '名称',
    '对象 object',
    '未登录 anonymous',
    ...roles.map((role) => `${roleLabels[role]['zh-CN']} ${role}`),
    '服务账号 scope',
  ],
  routeRows(routesOf(nothing)),
)}

## 工单的可见范围 What is seen of a ticket

凡涉及工单的接口（列表、搜索、导出、实时动态、归档同样如此）：看不到的工单与不存在的工单答复相同。
Every route that names a ticket, and lists, search, export, stream and archive alike.

${table(
  ['工单 ticket', ...roles.map((role) => `${roleLabels[role]['zh-CN']} ${role}`)],
  kinds.map(({ title, ticket }) => [title, ...roles.map((role) => sights[sightOf(somebody(role), ticket)])]),
)}

服务账号 \`read\` 所见与技术经理相同，且只读。A service account with \`read\` sees what a manager sees and changes nothing.

## 工单操作 Actions on a ticket

每项操作都是 \`POST /api/tickets/{no}/actions/{action}\`；与工单无关者得到 404。
Whoever has no relation to the ticket gets 404.

${table(['操作 action', '条款 clause', ...relations, '阶段 stages'], actionRows())}
`;
