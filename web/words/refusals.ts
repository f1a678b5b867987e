import { area } from './area.js';

/** What to do about each way to be refused, by the code of the problem. */
export const refusals = area(
  {
    'invalid-input': '请返回上一页，检查地址或填写的内容。',
    'not-permitted': '您的账号没有这项权限。如需要，请联系管理员，或换一个账号登录。',
    'not-allowed-now': '请返回上一页刷新后再看。',
    'stale-version': '请返回上一页刷新后再看。',
    'idempotency-conflict': '请返回上一页刷新后再看。',
    'too-often': '请稍等一分钟再试。',
    'not-found': '请检查地址；也可能是您无权查看。',
    malformed: '请检查地址是否完整。',
    unauthenticated: '请登录后再看。',
    'cross-site': '请打开本系统的页面，在页面上再操作一次。',
    'method-not-allowed': '请从首页打开所需的页面。',
    'too-large': '请缩短内容或换小一些的文件。',
    'unsupported-media-type': '请从本系统的页面上操作。',
    unavailable: '请稍后再试；如持续出现，请拨打服务台热线分机。',
    internal: '请稍后再试；如持续出现，请拨打服务台热线分机。',
    signIn: '登录',
    retry: '重试',
  },
  {
    'invalid-input': 'Go back and check the address or what was filled in.',
    'not-permitted':
      'Your account may not do this. If you need to, ask an administrator or sign in as somebody else.',
    'not-allowed-now': 'Go back, reload the page and look again.',
    'stale-version': 'Go back, reload the page and look again.',
    'idempotency-conflict': 'Go back, reload the page and look again.',
    'too-often': 'Wait a minute, then try again.',
    'not-found': 'Check the address; it may also be that you may not see it.',
    malformed: 'Check that the address is complete.',
    unauthenticated: 'Sign in to see it.',
    'cross-site': "Open the desk's own page and do it there once more.",
    'method-not-allowed': 'Open the page that you need from the first page.',
    'too-large': 'Shorten the text or choose a smaller file.',
    'unsupported-media-type': "Do it from the desk's own pages.",
    unavailable: 'Try again in a while; if it goes on, call the hotline extension.',
    internal: 'Try again in a while; if it goes on, call the hotline extension.',
    signIn: 'Sign in',
    retry: 'Try again',
  },
);
