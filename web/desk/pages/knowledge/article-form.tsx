import { Alert, App, Button, Card, DatePicker, Form, Input, Radio, Select, Upload } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { ticketTypes, typeLabels } from '../../../../domain/words.js';
import { ProblemError } from '../../api/client.js';
import { useChangeArticle, useKeepImage, type Article, type ArticleText } from '../../api/knowledge.js';
import type { Problem } from '../../api/types.js';
import { useLabel, useWords } from '../../i18n.js';
import { Markdown } from '../../parts/markdown.js';
import { useUnsaved } from '../../shell/leave-guard.js';
import { textOf } from './article-text.js';
import { Difference } from './difference.js';

const longest = { title: 200, symptoms: 4000, solution: 20_000, tags: 20 } as const;

interface ArticleFormProps {
  readonly text: ArticleText;
  readonly to: { readonly path: string; readonly method: 'POST' | 'PUT' };
  /** The version that the writer began with; none for a new article. */
  readonly version: number | undefined;
  /** Reads the article as it is now. */
  readonly reread?: () => Promise<Article | undefined>;
}

/** Writes an article beside its preview; nothing typed is lost through a refusal. */
export const ArticleForm = ({ text, to, version, reread }: ArticleFormProps) => {
  const t = useWords('kb');
  const common = useWords('common');
  const label = useLabel();
  const { message } = App.useApp();
  const [, go] = useLocation();
  const [form] = Form.useForm<ArticleText>();
  const change = useChangeArticle();
  const keep = useKeepImage();
  const [isKeeping, setKeeping] = useState(false);
  const [isTouched, setTouched] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  // What somebody else made of it meanwhile: shown before it is overwritten.
  const [theirs, setTheirs] = useState<Article | null>(null);
  const began = useRef(version);
  const shown = Form.useWatch([], form) as Partial<ArticleText> | undefined;
  const release = useUnsaved(isTouched);

  const save = async (values: ArticleText): Promise<void> => {
    setProblem(null);
    const against = theirs?.version ?? began.current;
    try {
      const { id } = await change.mutateAsync({
        to: to.path,
        method: to.method,
        body: textOf({ ...values, reviewOn: values.reviewOn ?? null }),
        ...(against === undefined ? {} : { version: against }),
      });
      release();
      void message.success(common('saved'));
      go(`/kb/${id}`);
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        void message.error(common('failed'));
        return;
      }
      setProblem(error.problem);
      if (error.problem.code === 'stale-version') setTheirs((await reread?.()) ?? null);
      form.setFields(
        error.problem.errors.map(({ pointer, detail }) => ({
          name: pointer.split('/')[1] as keyof ArticleText,
          errors: [detail],
        })),
      );
    }
  };
  const solutionNow = (): string => (form.getFieldValue('solution') as string | undefined) ?? '';
  const insert = async (images: readonly File[], at: number): Promise<void> => {
    setKeeping(true);
    try {
      let place = at;
      for (const image of images) {
        const name = image.name.replaceAll(/[[\]\\]/gu, '');
        const shownAs = `\n![${name}](${await keep(image)})\n`;
        const text = solutionNow();
        form.setFieldValue('solution', `${text.slice(0, place)}${shownAs}${text.slice(place)}`);
        place += shownAs.length;
      }
      setTouched(true);
    } catch (error) {
      const why = error instanceof ProblemError ? error.problem.detail : common('failed');
      void message.error(t('imageFailed', { why }));
    } finally {
      setKeeping(false);
    }
  };
  const leave = (): void => go(to.method === 'PUT' ? `/kb${to.path}` : '/kb');
  return (
    <div className="article-edit">
      <Form<ArticleText>
        form={form}
        name="article"
        layout="vertical"
        initialValues={textOf(text)}
        onValuesChange={() => setTouched(true)}
        onFinish={(values) => void save(values)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.submit();
        }}
      >
        <Form.Item
          name="title"
          label={t('articleTitle')}
          extra={t('titleHint')}
          rules={[
            { required: true, whitespace: true, message: `${t('articleTitle')}：${common('required')}` },
          ]}
        >
          <Input maxLength={longest.title} />
        </Form.Item>
        <div className="pair">
          <Form.Item name="type" label={t('type')}>
            <Select
              style={{ width: 160 }}
              options={ticketTypes.map((value) => ({ value, label: label(typeLabels[value]) }))}
            />
          </Form.Item>
          <Form.Item name="visibility" label={t('visibility')}>
            <Radio.Group
              options={[
                { value: 'internal', label: `${t('internal')}（${t('internalHint')}）` },
                { value: 'public', label: `${t('public')}（${t('publicHint')}）` },
              ]}
            />
          </Form.Item>
          <Form.Item
            name="reviewOn"
            label={t('reviewOn')}
            getValueProps={(day: string | null) => ({ value: day === null ? null : dayjs(day) })}
            normalize={(day: Dayjs | null) => day?.format('YYYY-MM-DD') ?? null}
          >
            <DatePicker />
          </Form.Item>
        </div>
        <Form.Item
          name="symptoms"
          label={t('symptoms')}
          rules={[{ required: true, whitespace: true, message: `${t('symptoms')}：${common('required')}` }]}
        >
          <Input.TextArea maxLength={longest.symptoms} autoSize={{ minRows: 3, maxRows: 12 }} />
        </Form.Item>
        <Form.Item
          name="solution"
          label={t('solution')}
          extra={t('markdownHint')}
          rules={[{ required: true, whitespace: true, message: `${t('solution')}：${common('required')}` }]}
        >
          <Input.TextArea
            maxLength={longest.solution}
            autoSize={{ minRows: 10, maxRows: 30 }}
            onPaste={(event) => {
              const images = [...event.clipboardData.files].filter(({ type }) => type.startsWith('image/'));
              if (images.length === 0) return;
              event.preventDefault();
              void insert(images, event.currentTarget.selectionEnd);
            }}
          />
        </Form.Item>
        <div className="image-line">
          <Upload
            accept="image/png,image/jpeg,image/gif,image/webp"
            showUploadList={false}
            beforeUpload={(image: File) => {
              void insert([image], solutionNow().length);
              return false;
            }}
          >
            <Button size="small" loading={isKeeping}>
              {t('image')}
            </Button>
          </Upload>
          <span className="hint">{t('imageHint')}</span>
        </div>
        <Form.Item name="tags" label={t('tags')}>
          <Select
            mode="tags"
            maxCount={longest.tags}
            tokenSeparators={[',', '，', '、']}
            placeholder={t('tagsHint')}
            open={false}
            suffixIcon={null}
          />
        </Form.Item>
        {problem !== null && (
          <Alert
            type={theirs === null ? 'error' : 'warning'}
            showIcon
            title={theirs === null ? problem.title : t('conflict')}
            description={
              theirs === null ? (
                problem.detail
              ) : (
                <>
                  <p>{t('conflictHint')}</p>
                  <Difference before={theirs} after={{ ...textOf(text), ...shown }} />
                </>
              )
            }
          />
        )}
        <div className="buttons">
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {theirs !== null ? t('conflictSave') : to.method === 'POST' ? t('saveDraft') : t('saveChanges')}
          </Button>
          <Button onClick={leave}>{common('cancel')}</Button>
        </div>
      </Form>
      <Card className="preview" size="small" title={t('preview')}>
        <Preview text={shown ?? text} />
      </Card>
    </div>
  );
};

const Preview = ({ text }: { readonly text: Partial<ArticleText> }) => {
  const t = useWords('kb');
  const { title = '', symptoms = '', solution = '' } = text;
  if (`${title}${symptoms}${solution}`.trim() === '') return <p className="hint">{t('previewEmpty')}</p>;
  return (
    <>
      <div className="article-head">
        <h1>{title}</h1>
      </div>
      <h2>{t('symptoms')}</h2>
      <Markdown text={symptoms} />
      <h2>{t('solution')}</h2>
      <Markdown text={solution} />
    </>
  );
};
