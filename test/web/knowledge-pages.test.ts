import { describe, expect, test } from '@jest/globals';
import { articlePage, knowledgePage, marked, suggestedArticles } from '../../web/plain/knowledge.js';

const reading = { language: 'zh-CN', reader: { name: '王敏', isStaff: false }, path: '/kb' } as const;
const inEnglish = { ...reading, language: 'en' } as const;
const attack = '"><img src=x onerror=alert(1)><script>alert(1)</script>';
const found = {
  id: 'KB-001',
  type: 'equipment',
  title: '打印机卡纸',
  titleMarks: [[0, 3]],
  excerpt: '打印机提示卡纸',
  excerptMarks: [[5, 7]],
} as const;

describe('words that were looked for', () => {
  test('are set off, and everything stays text', () => {
    expect(marked('打印机卡纸', [[0, 3]]).html).toBe('<mark>打印机</mark>卡纸');
    expect(
      marked('a<b>c', [
        [1, 2],
        [4, 5],
      ]).html,
    ).toBe('a<mark>&lt;</mark>b&gt;<mark>c</mark>');
    expect(marked('无', []).html).toBe('无');
  });
});

describe('the public search', () => {
  test('gives the results with their marks and the next page', () => {
    const page = knowledgePage({ q: '打印机', found: [found], next: 'q=x&page=1' }, reading);
    expect(page).toContain('<a href="/kb/KB-001"><mark>打印机</mark>卡纸</a>');
    expect(page).toContain('打印机提示<mark>卡纸</mark>');
    expect(page).toContain('value="打印机"');
    expect(page).toContain('<a href="/kb?q=x&amp;page=1">更多结果</a>');
  });

  test('says what to do where nothing is found', () => {
    expect(knowledgePage({ q: '没有', found: [], next: null }, reading)).toContain('没有找到相关文章');
    const page = knowledgePage({ q: '没有', found: [], next: null }, inEnglish);
    expect(page).toContain('No article was found.');
    expect(page).toContain('href="/report"');
  });

  test('has no Chinese but what people wrote in English, and keeps attacks text', () => {
    const bare = knowledgePage(
      { q: '', found: [{ ...found, title: 'x', excerpt: 'y' }], next: null },
      inEnglish,
    );
    expect(bare.replaceAll('中文', '')).not.toMatch(/\p{Script=Han}/u);
    const page = knowledgePage(
      { q: attack, found: [{ ...found, title: attack, excerpt: attack }], next: null },
      reading,
    );
    expect(page).not.toMatch(/<img|<script/u);
  });

  test('weighs less than 15 kB with a full page of results', () => {
    const full = { ...found, title: '打'.repeat(200), excerpt: '印'.repeat(190) };
    const page = knowledgePage(
      { q: '打印', found: Array.from({ length: 10 }, () => full), next: 'q=x' },
      reading,
    );
    expect(Buffer.byteLength(page)).toBeLessThan(15 * 1024);
  });
});

describe('a public article', () => {
  const article = {
    id: 'KB-001',
    type: 'equipment',
    title: '打印机卡纸',
    symptoms: '提示**卡纸**',
    solution: '1. 取出卡纸\n2. 检查搓纸轮',
    updatedAt: '2026-11-25 09:00',
  } as const;

  test('shows its Markdown', () => {
    const page = articlePage(article, reading);
    expect(page).toContain('提示<strong>卡纸</strong>');
    expect(page).toContain('<li>取出卡纸</li>');
    expect(page).toContain('更新于 2026-11-25 09:00');
    expect(page).not.toContain('<script');
  });

  test('keeps attacks text', () => {
    const page = articlePage(
      { ...article, title: attack, symptoms: attack, solution: `[x](javascript:alert(1)) ${attack}` },
      reading,
    );
    expect(page).not.toMatch(/<img|<script|href="javascript/iu);
  });
});

test('suggestions open beside the report, and are left out where there are none', () => {
  expect(suggestedArticles([], reading)).toBeNull();
  expect(suggestedArticles([{ id: 'KB-001', title: attack }], reading)?.html).toContain(
    '<a href="/kb/KB-001" target="_blank">&quot;&gt;&lt;img',
  );
});
