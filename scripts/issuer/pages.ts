import type { LocalPerson } from '../../adapters/postgres/local-issuer.js';
import { roleLabels } from '../../domain/words.js';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/gu, (sign) => escapes[sign] ?? '');

const page = (title: string, body: string): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>
body { font: 16px/1.6 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
form { display: grid; gap: .5rem; }
button { font: inherit; text-align: left; padding: .5rem .75rem; cursor: pointer; }
small { color: #555; }
</style>
</head>
<body>
${body}
</body>
</html>
`;

/** Everybody by name and role; one click signs in. */
export const loginPage = (people: readonly LocalPerson[]): string =>
  page(
    '本地登录 Local sign-in',
    `<h1>选择登录人 <small>Sign in as</small></h1>
<p><small>仅供本机试用，没有密码。For trying the desk on this machine: there are no passwords.</small></p>
<form method="post">
${people.map(personButton).join('\n')}
</form>`,
  );

const personButton = ({ id, subject, name, department, roles, active }: LocalPerson): string => {
  const held = roles.map((role) => `${roleLabels[role]['zh-CN']} ${roleLabels[role].en}`).join('、');
  const state = active ? '' : '（已停用 disabled）';
  return `<button name="subject" value="${escaped(subject)}" data-login="${escaped(id)}">${escaped(name)}${state} <small>${escaped(id)} · ${escaped(held)} · ${escaped(department)}</small></button>`;
};

/** Sends the provider's own form off at once; a click does it where scripts are off. */
export const logoutPage = (form: string): string =>
  page(
    '退出登录 Sign out',
    `${form}
<button id="out" form="op.logoutForm" name="logout" value="yes">退出登录 Sign out</button>
<script>document.getElementById('out').click()</script>`,
  );

export const messagePage = (text: string): string => page('恒台 Steadydesk', `<p>${escaped(text)}</p>`);
