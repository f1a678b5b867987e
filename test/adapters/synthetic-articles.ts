import type { Pool } from 'pg';
import { articleWords, wordsMade } from '../../adapters/postgres/article-words.js';
import { ticketTypes } from '../../domain/words.js';

const things =
  '打印机 投影仪 邮箱 门户 财务系统 报表 VPN 无线网络 交换机 服务器 硬盘 显示器 Outlook ERP OA 账号 密码 权限 备份 数据库 会议室 电话 扫描仪 浏览器 证书 考勤 合同 客户端 域名 网关'.split(
    ' ',
  );
const troubles =
  '无法连接 打开缓慢 反复掉线 提示超时 登录失败 卡纸 脱机 蓝屏 报错 乱码 丢失 无法保存 闪退 认证失败 权限不足 空间不足 时间不对 声音异常 无法识别 更新失败'.split(
    ' ',
  );
const measures =
  '重启服务 更换网线 重装驱动 清除缓存 重置密码 检查日志 升级固件 切换网关 联系厂商 恢复备份 重新授权 核对配置 关闭代理 释放空间 校准时间'.split(
    ' ',
  );
const rare = '龙芯 鲲鹏 麒麟 统信 昇腾 飞腾 海光 兆芯 申威 达梦'.split(' ');

/** A small deterministic generator, so that every run measures the same articles. */
const draws = (seed: number) => {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
};

/** Fills a desk with so many articles of office trouble; the rare words stand in about one of two hundred. */
export const fillWithArticles = async (pool: Pool, count: number): Promise<void> => {
  const draw = draws(7);
  const oneOf200 = Array.from({ length: 200 }, (_, i) => i);
  for (let from = 0; from < count; from += 500) {
    const rows = Array.from({ length: Math.min(500, count - from) }, (_, i) => {
      const name = draw(oneOf200) === 0 ? draw(rare) : '';
      const title = `${name}${draw(things)}${draw(troubles)}`;
      const symptoms = Array.from(
        { length: 6 },
        () => `${draw(things)}在${draw(things)}上${draw(troubles)}，随后${draw(troubles)}。`,
      ).join('');
      const solution = Array.from(
        { length: 10 },
        (_, step) => `${step + 1}. ${draw(measures)}，${draw(things)}${draw(measures)}；`,
      ).join('\n');
      const words = articleWords({ title, tags: [], symptoms, solution });
      return {
        id: `KB-${100_000 + from + i}`,
        type: draw(ticketTypes),
        title,
        symptoms,
        solution,
        title_words: words.title,
        words: words.all,
      };
    });
    await pool.query(
      `insert into article (id, type, title, symptoms, solution, handler, updated_by, title_words, words, words_made,
         updated_at)
       select id, type, title, symptoms, solution, 'li', 'li', title_words::tsvector, words::tsvector, $2,
         now() - make_interval(mins => right(id, 5)::int)
       from jsonb_to_recordset($1::jsonb) as a(id text, type text, title text, symptoms text, solution text,
         title_words text, words text)`,
      [JSON.stringify(rows), wordsMade],
    );
  }
};
