import { Alert, Button, Empty, Input, Spin, Table, Tag } from 'antd';
import { useState } from 'react';
import { languages, type Language } from '../../../../../domain/words.js';
import { useNoticeTitles, useTemplates, type NoticeTemplate } from '../../../api/notices.js';
import { useLanguage, useWords } from '../../../i18n.js';
import { TemplateDrawer } from './template-drawer.js';
import './templates.css';

interface NoticeLine {
  readonly notice: string;
  readonly title: string;
  readonly clause: string;
  readonly texts: readonly NoticeTemplate[];
}

/** What notices say, in both languages; texts that cannot be used are told of first. */
export const TemplatesSection = () => {
  const t = useWords('templates');
  const { language } = useLanguage();
  const found = useTemplates();
  const titles = useNoticeTitles();
  const [q, setQ] = useState('');
  const [open, setOpen] = useState<{ readonly notice: string; readonly language: Language } | null>(null);
  if (found.data === undefined) return <Spin className="admin-wait" />;
  const { templates, variables } = found.data;
  const titleOf = (notice: string): string =>
    (titles.find(({ name }) => name === notice)?.title ?? notice).replaceAll(/\{\w+\}/gu, '…');
  const lines = [...new Set(templates.map(({ notice }) => notice))].map<NoticeLine>((notice) => {
    const texts = templates.filter((one) => one.notice === notice);
    return { notice, title: titleOf(notice), clause: texts[0]?.clause ?? '', texts };
  });
  const typed = q.trim().toLowerCase();
  const shown = lines.filter(({ notice, title, clause }) =>
    [notice, title, clause].some((text) => text.toLowerCase().includes(typed)),
  );
  const broken = templates.filter(({ errors }) => errors.length > 0);
  const opened = templates.find((one) => one.notice === open?.notice && one.language === open.language);
  return (
    <>
      <div className="admin-bar">
        <span className="grow hint">{t('hint')}</span>
        <Input.Search
          allowClear
          placeholder={t('find')}
          aria-label={t('find')}
          style={{ width: 220 }}
          onChange={({ target }) => setQ(target.value)}
        />
      </div>
      {broken.length > 0 && (
        <Alert
          className="admin-note"
          type="warning"
          showIcon
          title={t('brokenTitle', { n: broken.length })}
          description={broken.map(({ notice, language: of }) => (
            <Button
              key={`${notice} ${of}`}
              type="link"
              size="small"
              onClick={() => setOpen({ notice, language: of })}
            >
              {titleOf(notice)} · {t(`in-${of}`)}
            </Button>
          ))}
        />
      )}
      <Table
        size="small"
        rowKey="notice"
        dataSource={shown}
        pagination={false}
        scroll={{ x: 560 }}
        locale={{ emptyText: <Empty description={t('none')} /> }}
        columns={[
          {
            title: t('notice'),
            render: (_, { notice, title }) => (
              <>
                {title} <code className="hint">{notice}</code>
              </>
            ),
          },
          { title: t('clause'), dataIndex: 'clause', width: 100 },
          ...languages.map((of) => ({
            title: t(`in-${of}`),
            width: 130,
            render: (_: unknown, { texts, title }: NoticeLine) => (
              <TextButton
                text={texts.find((one) => one.language === of)}
                title={`${title} · ${t(`in-${of}`)}`}
                open={setOpen}
              />
            ),
          })),
        ]}
      />
      {opened !== undefined && (
        <TemplateDrawer
          key={`${opened.notice} ${opened.language} ${language}`}
          text={opened}
          title={`${titleOf(opened.notice)} · ${t(`in-${opened.language}`)}`}
          variables={variables}
          close={() => setOpen(null)}
        />
      )}
    </>
  );
};

/** How one text stands, which opens it. */
const TextButton = ({
  text,
  title,
  open,
}: {
  readonly text: NoticeTemplate | undefined;
  readonly title: string;
  readonly open: (place: { readonly notice: string; readonly language: Language }) => void;
}) => {
  const t = useWords('templates');
  if (text === undefined) return null;
  const { notice, language, own, errors } = text;
  const word = own === null ? 'builtIn' : errors.length > 0 ? 'broken' : 'own';
  return (
    <Button
      type="link"
      size="small"
      className="admin-link"
      aria-label={`${title}：${t(word)}`}
      onClick={() => open({ notice, language })}
    >
      {word === 'builtIn' ? t(word) : <Tag color={word === 'own' ? 'blue' : 'red'}>{t(word)}</Tag>}
    </Button>
  );
};
