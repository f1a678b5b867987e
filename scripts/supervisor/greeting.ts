import type { Config } from '../../config/config.js';

/** What is printed when the desk is up: where things are, and three commands to try. */
export function greeting(config: Config, api: string): string[] {
  const words = texts[config.lang];
  const ui =
    config.temporal.address === null
      ? [`  ${words.ui}  http://127.0.0.1:${config.ports.temporalUi}`]
      : [`  ${words.temporal}  ${config.temporal.address}`];
  const ticket = JSON.stringify({
    channel: 'service-desk',
    reporter: { name: '王敏', department: '财务部', extension: '8001' },
    description: {
      symptom: '打印机无法打印',
      occurredAt: new Date().toISOString(),
      impact: '本人',
      attempted: '已重启',
    },
    type: 'system-fault',
    urgency: 'normal',
    readBack: { confirmed: true },
  });
  return [
    '',
    words.up,
    `  ${words.pages}  ${config.publicUrl}/`,
    `  ${words.desk}  ${config.publicUrl}/desk`,
    `  ${words.api}  ${api}/api/tickets`,
    `  ${words.docs}  ${api}/api/docs`,
    ...ui,
    ...(config.mail === null && config.mode === 'development'
      ? [`  ${words.mailbox}  http://127.0.0.1:${config.ports.mailbox}`]
      : []),
    `  ${words.data}  ${config.dataDir}`,
    '',
    words.tryIt,
    ...(config.issuer === null
      ? [
          '  npm run demo',
          `  curl -sS ${api}/api/tickets -H "Authorization: Bearer $(npm run --silent token -- wang)" -H 'Content-Type: application/json' -d '${ticket}'`,
        ]
      : // Somebody else's issuer signs no tokens for made-up people.
        [`  curl -sS ${api}/readyz`, '  npm run verify-log']),
    '  npm run simulate',
    '',
    words.stop,
  ];
}

const texts = {
  'zh-CN': {
    up: '恒台已就绪。',
    pages: '报告问题    ',
    desk: '工作台      ',
    api: '接口        ',
    docs: '接口文档    ',
    ui: 'Temporal 界面',
    temporal: 'Temporal     ',
    mailbox: '本机邮箱    ',
    data: '数据目录    ',
    tryIt: '试一试(另开一个终端):',
    stop: '按 Ctrl-C 停止。',
  },
  en: {
    up: 'Steadydesk is up.',
    pages: 'Report     ',
    desk: 'Staff desk ',
    api: 'API        ',
    docs: 'API docs   ',
    ui: 'Temporal UI',
    temporal: 'Temporal   ',
    mailbox: 'Mailbox    ',
    data: 'Data folder',
    tryIt: 'Try, in another terminal:',
    stop: 'Ctrl-C stops it.',
  },
} as const satisfies Record<Config['lang'], Record<string, string>>;
