import { Checkbox, DatePicker, Form, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { scopes, type Scope } from '../../../../../domain/scopes.js';
import { usePost } from '../../../api/admin.js';
import { useWords } from '../../../i18n.js';
import { EditDrawer } from '../../../parts/form/edit-drawer.js';
import { asWallTime, fromWallTime } from '../../../parts/form/moment-picker.js';
import { accountsPath } from './paths.js';

/** A new account with its token, which nobody can read again. */
export interface Issued {
  readonly account: { readonly name: string };
  readonly token: string;
}

interface AccountForm {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Dayjs;
}

const longestDays = 400;
const usualDays = 365;

/** A new program: its name, what it may do, and until when. */
export const AccountDrawer = ({
  issue,
  close,
}: {
  readonly issue: (issued: Issued) => void;
  readonly close: () => void;
}) => {
  const t = useWords('accounts');
  const post = usePost();
  const [today] = useState(() => asWallTime(new Date().toISOString()) ?? dayjs());
  const last = today.add(longestDays - 1, 'day');
  return (
    <EditDrawer<AccountForm>
      title={t('add')}
      initial={{ scopes: [], expiresAt: today.add(usualDays, 'day') }}
      close={close}
      save={async ({ name, scopes: chosen, expiresAt }) =>
        issue(
          await post<Issued>(
            accountsPath,
            // To the end of the day in Shanghai.
            { name: name.trim(), scopes: chosen, expiresAt: fromWallTime(expiresAt.endOf('day')) },
            { refresh: [accountsPath] },
          ),
        )
      }
    >
      <Form.Item
        name="name"
        label={t('name')}
        extra={t('nameHint')}
        rules={[{ required: true, whitespace: true, message: t('needed') }]}
      >
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item name="scopes" label={t('scopes')} rules={[{ required: true, message: t('needed') }]}>
        <Checkbox.Group className="account-scopes">
          {scopes.map((scope) => (
            <Checkbox key={scope} value={scope}>
              {t(`scope-${scope}`)} <span className="hint">{t(`scopeHint-${scope}`)}</span>
            </Checkbox>
          ))}
        </Checkbox.Group>
      </Form.Item>
      <Form.Item
        name="expiresAt"
        label={t('expiresAt')}
        extra={t('expiresHint')}
        rules={[{ required: true, message: t('needed') }]}
      >
        <DatePicker allowClear={false} minDate={today} maxDate={last} />
      </Form.Item>
    </EditDrawer>
  );
};
