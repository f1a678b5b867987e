import { area } from './area.js';

/** Archive bundles of a ticket. */
export const archive = area(
  {
    title: '归档包',
    bundle: '第 {n} 包',
    contents: '{files} 个文件，{size}',
    'withdrawn-erasure': '已撤回：其中的个人信息已删除',
    'withdrawn-retention': '已撤回：保存期限已到',
    pending: '归档包正在生成。',
    pendingNext: '工单归档后又有变动，正在生成下一包。',
    trouble: '暂时无法生成：{why}（已试 {n} 次，会自动重试）',
    verify: '含全部记录、表单（PDF）与附件，已签名；校验方法见包内 README.txt。',
  },
  {
    title: 'Archive bundle',
    bundle: 'Bundle {n}',
    contents: '{files} files, {size}',
    'withdrawn-erasure': 'withdrawn: personal data in it was erased',
    'withdrawn-retention': 'withdrawn: its time is over',
    pending: 'The bundle is being made.',
    pendingNext: 'The ticket has changed since; the next bundle is being made.',
    trouble: 'It cannot be made yet: {why} (tried {n} times, and tried again by itself)',
    verify: 'All records, forms (PDF) and files, signed; README.txt in it says how it is verified.',
  },
);
