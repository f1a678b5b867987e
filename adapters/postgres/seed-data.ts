import type { Role, TicketType } from '../../domain/words.js';

export interface SeedPerson {
  readonly id: string;
  readonly name: string;
  readonly department: string;
  readonly roles: readonly Role[];
  readonly groups?: readonly string[];
  readonly leads?: readonly string[];
  readonly deputy?: true;
}

/** People of a desk that was just set up; staff numbers are E1001 onwards in this order. */
export const seedPeople: readonly SeedPerson[] = [
  { id: 'wang', name: '王敏', department: '财务部', roles: ['reporter'] },
  { id: 'qian', name: '钱进', department: '市场部', roles: ['reporter'] },
  { id: 'zhou', name: '周宁', department: '服务台', roles: ['agent'] },
  { id: 'li', name: '李强', department: '系统运维组', roles: ['engineer'], groups: ['sysops'] },
  { id: 'zhao', name: '赵磊', department: '系统运维组', roles: ['engineer'], groups: ['sysops'] },
  { id: 'sunn', name: '孙楠', department: '网络组', roles: ['engineer'], groups: ['network'] },
  { id: 'wu', name: '吴涛', department: '设备组', roles: ['engineer'], groups: ['equipment'] },
  {
    id: 'chen',
    name: '陈刚',
    department: '系统运维组',
    roles: ['lead'],
    groups: ['sysops'],
    leads: ['sysops'],
  },
  {
    id: 'feng',
    name: '冯雪',
    department: '网络组',
    roles: ['lead'],
    groups: ['network'],
    leads: ['network'],
  },
  { id: 'liu', name: '刘洋', department: '技术支持部', roles: ['supervisor'] },
  { id: 'he', name: '何静', department: '技术支持部', roles: ['supervisor'], deputy: true },
  { id: 'ma', name: '马超', department: '技术支持部', roles: ['manager'] },
  { id: 'vendor', name: '厂商接口人', department: '外部厂商', roles: ['liaison'] },
  { id: 'admin', name: '管理员', department: '信息中心', roles: ['admin'] },
];

export const seedGroups = [
  { id: 'sysops', zh: '系统运维组', en: 'Systems operations' },
  { id: 'network', zh: '网络组', en: 'Network' },
  { id: 'equipment', zh: '设备组', en: 'Equipment' },
] as const;

interface SeedRule {
  readonly type: TicketType | null;
  readonly words: readonly string[];
  readonly group: (typeof seedGroups)[number]['id'];
}

export const seedRules: readonly SeedRule[] = [
  { type: null, words: ['网络', '断网', 'VPN', 'network'], group: 'network' },
  { type: 'system-fault', words: [], group: 'sysops' },
  { type: 'consultation', words: [], group: 'sysops' },
  { type: 'access-request', words: [], group: 'sysops' },
  { type: 'data-support', words: [], group: 'sysops' },
  { type: 'equipment', words: [], group: 'equipment' },
];

interface SeedArticle {
  readonly type: TicketType;
  readonly title: string;
  readonly symptoms: string;
  readonly solution: string;
}

/** Articles KB-001 onwards. */
export const seedArticles: readonly SeedArticle[] = [
  {
    type: 'access-request',
    title: '密码重置',
    symptoms: '忘记密码，或多次输错后账号被锁定，无法登录 OA、邮箱或 ERP。',
    solution: '核实提报人身份后，在统一身份平台解锁账号并重置为一次性密码；请提报人登录后立即修改。',
  },
  {
    type: 'system-fault',
    title: 'VPN 连接失败',
    symptoms: 'VPN 客户端提示连接超时或认证失败，外网正常。',
    solution: '确认账号未过期、客户端为最新版本；切换备用网关；仍失败时收集客户端日志并检查网关会话数。',
  },
  {
    type: 'data-support',
    title: '数据导出',
    symptoms: '需要从业务系统导出报表或明细数据。',
    solution: '确认数据范围、用途与审批；用只读账号导出并核对条数；经加密通道交付，并登记去向。',
  },
  {
    type: 'equipment',
    title: '打印机卡纸与脱机',
    symptoms: '打印机提示卡纸，或在电脑上显示为脱机。',
    solution: '按机身图示取出卡纸并检查搓纸轮；重启打印服务；确认 IP 地址未变，必要时重装驱动。',
  },
];
