import { Alert, Button, Card, Empty, Spin, Tag } from 'antd';
import { useState } from 'react';
import { useMay } from '../../../api/admin.js';
import { useChannels, type Channel } from '../../../api/notices.js';
import { useNames } from '../../../api/queries.js';
import { useWords } from '../../../i18n.js';
import { Time } from '../../../parts/time.js';
import { ChannelDrawer } from './channel-drawer.js';
import { ChannelTest } from './channel-test.js';
import { leavingWord, secretWord } from './words-of.js';

/** Ways to reach people beside the inbox and mail; no secret is ever shown. */
export const ChannelsSection = () => {
  const t = useWords('channels');
  const mayEdit = useMay('admin');
  const names = useNames();
  const channels = useChannels();
  const [open, setOpen] = useState<{ readonly edit: Channel | null } | { readonly test: Channel } | null>(
    null,
  );
  if (channels.data === undefined) return <Spin className="admin-wait" />;
  const { channels: rows, kinds } = channels.data;
  return (
    <>
      <div className="admin-bar">
        <span className="grow hint">{t('hint')}</span>
        {mayEdit && (
          <Button type="primary" onClick={() => setOpen({ edit: null })}>
            {t('add')}
          </Button>
        )}
      </div>
      {!mayEdit && <Alert className="admin-note" type="info" title={t('readOnly')} />}
      {rows.length === 0 && <Empty description={t('empty')} />}
      <div className="admin-cards">
        {rows.map((channel) => (
          <Card
            key={channel.id}
            size="small"
            title={
              <>
                {channel.name}{' '}
                <Tag color={channel.active ? 'green' : 'default'}>
                  {channel.active ? t('on') : t('isOff')}
                </Tag>
              </>
            }
            extra={
              mayEdit && (
                <>
                  <Button size="small" onClick={() => setOpen({ test: channel })}>
                    {t('test')}
                  </Button>{' '}
                  <Button size="small" onClick={() => setOpen({ edit: channel })}>
                    {t('edit')}
                  </Button>
                </>
              )
            }
          >
            <div>{kinds.find(({ kind }) => kind === channel.kind)?.title ?? channel.kind}</div>
            <div className="hint">
              {Object.entries(channel.secrets).map(([name, { env }]) => (
                <div key={name}>
                  {t(secretWord(name))}：{env === undefined ? t('sealed') : t('fromEnv', { env })}
                </div>
              ))}
              {t('changed')} {names.person(channel.changedBy)} <Time at={channel.changedAt} />
            </div>
            <div>
              {channel.serves.urgentOnly && <Tag color="red">{t('urgentOnly')}</Tag>}
              {t('leaves')}{' '}
              {channel.fields.map((field) => (
                <Tag key={field}>{t(leavingWord(field))}</Tag>
              ))}
            </div>
          </Card>
        ))}
      </div>
      {open !== null && 'edit' in open && (
        <ChannelDrawer channel={open.edit} kinds={kinds} close={() => setOpen(null)} />
      )}
      {open !== null && 'test' in open && (
        <ChannelTest
          channel={open.test}
          isPersonal={kinds.find(({ kind }) => kind === open.test.kind)?.personal === true}
          close={() => setOpen(null)}
        />
      )}
    </>
  );
};
