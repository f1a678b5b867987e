import { Form, type FormInstance } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ProblemError } from '../../../api/client.js';
import type { TemplateText } from '../../../api/notices.js';
import { useAsk } from '../../../api/queries.js';
import { useLanguage, useWords } from '../../../i18n.js';
import { pathOf } from '../../../parts/form/edit-drawer.js';

/** Long enough not to ask at every key. */
const pauseMs = 350;

/** How the text will read, a moment after each change; what is wrong with it stands at its field. */
export const TemplatePreview = ({
  path,
  form,
}: {
  readonly path: string;
  readonly form: FormInstance<TemplateText>;
}) => {
  const t = useWords('templates');
  const { language } = useLanguage();
  const asks = useAsk();
  const subject = Form.useWatch('subject', form) ?? '';
  const body = Form.useWatch('body', form) ?? '';
  const [typed, setTyped] = useState<TemplateText | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setTyped({ subject: subject.trim(), body: body.trim() }), pauseMs);
    return () => clearTimeout(timer);
  }, [subject, body]);
  const found = useQuery({
    queryKey: ['preview', path, typed, language],
    queryFn: async ({ signal }) =>
      (await asks<{ preview: TemplateText }>(path, { method: 'POST', body: typed, signal })).preview,
    enabled: typed !== null && typed.subject !== '' && typed.body !== '',
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Infinity,
  });
  const { error } = found;
  useEffect(() => {
    if (!(error instanceof ProblemError)) return;
    form.setFields(
      error.problem.errors.map(({ pointer, detail }) => ({
        name: pathOf(pointer) as never,
        errors: [detail],
      })),
    );
  }, [error, form]);
  return (
    <>
      <h3>{t('preview')}</h3>
      <div className="template-text" aria-live="polite" aria-busy={found.isFetching}>
        {error !== null ? (
          <span className="hint">{t(error instanceof ProblemError ? 'noPreview' : 'previewAway')}</span>
        ) : found.data === undefined ? (
          <span className="hint">{t('previewing')}</span>
        ) : (
          <>
            <strong>{found.data.subject}</strong>
            <div>{found.data.body}</div>
          </>
        )}
      </div>
    </>
  );
};
