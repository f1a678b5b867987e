import { describe, expect, test } from '@jest/globals';
import { plainOf } from '../../adapters/postgres/article-plain.js';
import { markdownHtml } from '../../web/plain/markdown.js';

const shown = (text: string): string => markdownHtml(text).html;

describe('an article as it is shown', () => {
  test('keeps line breaks, lists, tables and links of the writer', () => {
    expect(shown('第一步\n第二步')).toContain('第一步<br>');
    expect(shown('1. 重启\n2. 登录')).toBe('<ol>\n<li>重启</li>\n<li>登录</li>\n</ol>\n');
    expect(shown('# 步骤')).toBe('<h3>步骤</h3>\n');
    expect(shown('|甲|乙|\n|:-:|-|\n|1|2|')).toContain('<td class="center">1</td>');
    expect(shown('[工具](https://intranet.example/x)')).toContain(
      '<a href="https://intranet.example/x" target="_blank" rel="noopener noreferrer nofollow">',
    );
    expect(shown('[上一篇](/kb/KB-001)')).toContain('<a href="/kb/KB-001">');
  });

  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '</div><style>*{display:none}</style>',
    '<!--<img src="--><img src=x onerror=alert(1)//">',
    '<details open ontoggle=alert(1)>',
    '`<b>`',
    '```html\n<script>alert(1)</script>\n```',
    '![<img src=x onerror=alert(1)>](/api/attachments/AAAAAAAAAAAAAAAAAAAAAA "<b onclick=alert(1)>")',
  ])('shows %j as text', (text) => {
    expect(shown(text)).not.toMatch(/<(?:script|svg|style|details|b)\b|<img (?!src="\/api\/)|<!--/iu);
    expect(shown(text).replaceAll(/"[^"]*"/gu, '""')).not.toMatch(/<[^>]*\son\w+\s*=/iu);
  });

  test.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](vbscript:x)',
    '[x](data:text/html,x)',
    '[x](//evil.example)',
    '<javascript:alert(1)>',
    '[x]: javascript:alert(1)\n\n[x]',
  ])('makes no link of %j', (text) => expect(shown(text)).not.toContain('<a '));

  test.each([
    '![图](https://evil.example/x.png)',
    '![图](data:image/png;base64,AAAA)',
    '![图](/auth/logout)',
    '![图](/api/attachments/AAAAAAAAAAAAAAAAAAAAAA/../../logout)',
  ])('asks no other host or address for the image %j', (text) => expect(shown(text)).not.toContain('<img'));

  test('shows files of the desk', () =>
    expect(shown('![截图](/api/attachments/AAAAAAAAAAAAAAAAAAAAAA)')).toContain(
      '<img src="/api/attachments/AAAAAAAAAAAAAAAAAAAAAA" alt="截图" loading="lazy">',
    ));

  test.each(['[', '*a ', '`', '>', '- ', '![](', '<', '_*', '|'])(
    'is made at once of twenty thousand characters of %j',
    (part) => {
      const text = part.repeat(20_000 / part.length);
      const start = performance.now();
      shown(text);
      expect(performance.now() - start).toBeLessThan(500);
    },
  );
});

test('an excerpt is cut from what an article says, without its marks', () => {
  const image = '![图](/api/attachments/aaaaaaaaaaaaaaaaaaaaaa)';
  expect(
    plainOf(
      `# 步骤\n1. **重启**\n2. [工具](https://intranet.example/x)\n\n\`ls\` 后\n再看\n\n|甲|乙|\n|-|-|\n|1|2|\n\n${image}`,
    ),
  ).toBe('步骤 重启 工具 ls 后 再看 甲 乙 1 2 图');
  expect(plainOf('a < b && <script>x</script>')).toBe('a < b && <script>x</script>');
});
