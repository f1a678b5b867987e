import { Alert, Button, Drawer, Layout as AntLayout, Menu, Tag, Tooltip } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { roleLabels } from '../../../domain/words.js';
import { signInUrl } from '../api/client.js';
import { useLive, type Connection } from '../api/stream.js';
import type { Me } from '../api/types.js';
import { useLabel, useLanguage, useWords } from '../i18n.js';
import { pages } from '../pages.js';
import { useTheme } from '../theme.js';
import { IncomingCalls } from './incoming-calls.js';
import { Inbox } from './inbox.js';
import { MenuIcon, MoonIcon, SearchIcon, SunIcon } from './icons.js';
import { Palette } from './palette.js';
import { ShortcutsHelp } from './shortcuts-help.js';
import { ShortcutsProvider, useShortcuts } from './shortcuts.js';
import { hasUnsaved } from './leave-guard.js';
import './layout.css';

const connectionWords = {
  connecting: 'loading',
  live: 'live',
  lost: 'offline',
  ended: 'signedOut',
} as const satisfies Record<Connection, string>;

/** Header, menu, palette and keys around every page. */
export const Layout = ({ me, children }: { readonly me: Me; readonly children: ReactNode }) => (
  <ShortcutsProvider>
    <Frame me={me}>{children}</Frame>
  </ShortcutsProvider>
);

const Frame = ({ me, children }: { readonly me: Me; readonly children: ReactNode }) => {
  const t = useWords('common');
  const label = useLabel();
  const { language, setLanguage } = useLanguage();
  const { isDark, toggle } = useTheme();
  const { connection } = useLive();
  const [path, go] = useLocation();
  const [open, setOpen] = useState<'palette' | 'keys' | 'menu' | null>(null);
  const mine = useMemo(
    () =>
      pages.filter(
        ({ menu, for: roles }) =>
          menu !== undefined && (roles === 'staff' || me.roles.some((role) => roles.includes(role))),
      ),
    [me.roles],
  );
  useShortcuts(
    useMemo(
      () => [
        { keys: 'mod+k', title: t('search'), run: () => setOpen('palette') },
        { keys: 's', title: t('search'), run: () => setOpen('palette') },
        { keys: '?', title: t('shortcuts'), run: () => setOpen('keys') },
        { keys: 'd', title: `${t('dark')} / ${t('light')}`, run: toggle },
        ...mine.flatMap(({ path: target, menu, key }) =>
          menu === undefined || key === undefined
            ? []
            : [{ keys: `g ${key}`, title: t(menu), run: () => go(target) }],
        ),
      ],
      [t, toggle, mine, go],
    ),
    'everywhere',
  );
  const menu = (
    <Menu
      mode="inline"
      selectedKeys={[
        mine.findLast(({ path: own }) => path === own || path.startsWith(`${own}/`))?.path ?? '/',
      ]}
      items={mine.map(({ path: target, menu: word = 'queue' }) => ({ key: target, label: t(word) }))}
      onClick={({ key }) => {
        setOpen(null);
        go(key);
      }}
    />
  );
  return (
    <AntLayout className="desk">
      <a href="#main" className="skip">
        {t('queue')}
      </a>
      <AntLayout.Header className="top">
        <Button
          className="narrow"
          type="text"
          aria-label={t('actions')}
          icon={<MenuIcon />}
          onClick={() => setOpen('menu')}
        />
        <strong className="brand">{t('desk')}</strong>
        <Button className="find" icon={<SearchIcon />} onClick={() => setOpen('palette')}>
          <span>{t('palette')}</span>
          <kbd>Ctrl K</kbd>
        </Button>
        <Tooltip title={t(connectionWords[connection])}>
          <span className={`connection ${connection}`} role="status">
            {connection === 'live' ? t('live') : '…'}
          </span>
        </Tooltip>
        <Inbox />
        <Button
          type="text"
          aria-label={isDark ? t('light') : t('dark')}
          icon={isDark ? <SunIcon /> : <MoonIcon />}
          onClick={toggle}
        />
        <Button type="text" onClick={() => setLanguage(language === 'en' ? 'zh-CN' : 'en')}>
          {t('language')}
        </Button>
        <span className="who">
          {me.name} {me.staffNumber}
          {me.roles.map((role) => (
            <Tag key={role}>{label(roleLabels[role])}</Tag>
          ))}
        </span>
        <form method="post" action="/auth/logout">
          <Button type="text" htmlType="submit">
            {t('signOut')}
          </Button>
        </form>
      </AntLayout.Header>
      {connection === 'lost' && <Alert type="warning" banner title={t('offline')} />}
      {connection === 'ended' && (
        <Alert
          type="error"
          banner
          className="signed-out"
          title={t('signedOut')}
          action={
            // What was typed stays in this window; it goes on when one comes back to it.
            <Button
              type="primary"
              href={signInUrl()}
              {...(hasUnsaved() ? { target: '_blank', rel: 'noopener' } : {})}
            >
              {t('signIn')}
            </Button>
          }
        />
      )}
      <AntLayout>
        <AntLayout.Sider className="wide" width={148} theme="light">
          <nav aria-label={t('desk')}>{menu}</nav>
        </AntLayout.Sider>
        <AntLayout.Content id="main" className="page" role="main">
          {children}
        </AntLayout.Content>
      </AntLayout>
      <Drawer
        open={open === 'menu'}
        placement="left"
        size={240}
        onClose={() => setOpen(null)}
        title={t('desk')}
      >
        {menu}
      </Drawer>
      {me.roles.includes('agent') && me.extension !== null && <IncomingCalls extension={me.extension} />}
      <Palette me={me} isOpen={open === 'palette'} close={() => setOpen(null)} />
      <ShortcutsHelp isOpen={open === 'keys'} close={() => setOpen(null)} />
    </AntLayout>
  );
};
