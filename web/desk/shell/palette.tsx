import { Input, Modal, type InputRef } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useGet } from '../api/queries.js';
import type { Me, Ticket } from '../api/types.js';
import { useLabel, useWords } from '../i18n.js';
import { pages } from '../pages.js';
import { stageLabels } from '../../../domain/words.js';

interface Found {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly href: string;
}

/** Ctrl/Cmd+K: goes to any page or ticket by a few letters. */
export const Palette = ({
  me,
  isOpen,
  close,
}: {
  readonly me: Me;
  readonly isOpen: boolean;
  readonly close: () => void;
}) => {
  const t = useWords('common');
  const label = useLabel();
  const [, go] = useLocation();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const input = useRef<InputRef>(null);
  const q = typed.trim();
  const found = useGet<{ tickets: readonly Ticket[] }>(
    isOpen && q !== '' ? `/api/tickets?q=${encodeURIComponent(q)}&sort=created&limit=8` : null,
  );
  const choices = useMemo<readonly Found[]>(() => {
    const here = pages.flatMap(({ path, menu, for: roles }) => {
      if (menu === undefined) return [];
      if (roles !== 'staff' && !me.roles.some((role) => roles.includes(role))) return [];
      const title = t(menu);
      return title.toLowerCase().includes(q.toLowerCase()) ? [{ id: path, title, hint: '', href: path }] : [];
    });
    const tickets = (found.data?.tickets ?? []).map(({ no, stage, description }) => ({
      id: no,
      title: no,
      hint: `${label(stageLabels[stage])} · ${description.symptom}`,
      href: `/t/${no}`,
    }));
    return [...tickets, ...here];
  }, [found.data, me.roles, q, t, label]);
  const take = (choice: Found | undefined): void => {
    if (choice === undefined) return;
    close();
    go(choice.href);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setChosen((at) => Math.min(choices.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setChosen((at) => Math.max(0, at - 1));
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      open={isOpen}
      onCancel={close}
      footer={null}
      closable={false}
      destroyOnHidden
      afterOpenChange={(open) => (open ? input.current?.focus() : setTyped(''))}
      aria-label={t('search')}
    >
      <Input
        ref={input}
        size="large"
        value={typed}
        placeholder={t('palette')}
        aria-label={t('palette')}
        role="combobox"
        aria-expanded={choices.length > 0}
        aria-controls="palette-choices"
        onChange={({ target }) => {
          setTyped(target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
        onPressEnter={() => take(choices[chosen])}
      />
      <div id="palette-choices" role="listbox" aria-label={t('search')} className="choices">
        {choices.map((choice, index) => (
          <div
            key={choice.id}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={index === chosen ? 'choice chosen' : 'choice'}
            onClick={() => take(choice)}
            onKeyDown={(event) => event.key === 'Enter' && take(choice)}
          >
            <strong>{choice.title}</strong> <span className="hint">{choice.hint}</span>
          </div>
        ))}
        {q !== '' && choices.length === 0 && !found.isFetching && <p className="hint">{t('paletteEmpty')}</p>}
      </div>
    </Modal>
  );
};
