import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider, Spin, theme as antTheme } from 'antd';
import enUS from 'antd/locale/en_US.js';
import zhCN from 'antd/locale/zh_CN.js';
import { Suspense } from 'react';
import { Route, Router, Switch, type AroundNavHandler } from 'wouter';
import { useMe } from './api/queries.js';
import { LiveProvider } from './api/stream.js';
import { LanguageProvider, useLanguage } from './i18n.js';
import { pages } from './pages.js';
import { Guard } from './shell/guard.js';
import { Layout } from './shell/layout.js';
import { hasUnsaved, useDiscarding } from './shell/leave-guard.js';
import { NotFound } from './shell/not-found.js';
import { ThemeProvider, useTheme } from './theme.js';
import './readable.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 5000, gcTime: 300_000, retry: 1, refetchOnWindowFocus: true },
  },
});

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;

// Some people get sick of movement, and say so to their system.
const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;

// In the body itself the library would stop the page's scrolling by a style without the nonce: layout.css does it.
const popups = (): HTMLElement => document.getElementById('popups') ?? document.body;

export const App = () => (
  <LanguageProvider>
    <ThemeProvider>
      <QueryClientProvider client={queries}>
        <Themed />
      </QueryClientProvider>
    </ThemeProvider>
  </LanguageProvider>
);

const Themed = () => {
  const { language } = useLanguage();
  const { isDark } = useTheme();
  const accent = isDark ? '#91caff' : '#0958d9';
  // Under the mouse the library's own colours fade below what can be read.
  const hovered = isDark ? '#91caff' : '#003eb3';
  return (
    <ConfigProvider
      locale={language === 'en' ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: isStill }}
      {...(nonce === undefined ? {} : { csp: { nonce } })}
      getPopupContainer={popups}
      theme={{
        cssVar: {},
        algorithm: isDark ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
        token: {
          colorPrimary: '#0958d9',
          // Links and small print must be readable on every ground (WCAG AA).
          colorLink: isDark ? '#69b1ff' : '#0958d9',
          colorLinkHover: hovered,
          colorLinkActive: hovered,
          colorTextDescription: isDark ? 'rgba(255,255,255,0.68)' : 'rgba(0,0,0,0.62)',
          colorTextTertiary: isDark ? 'rgba(255,255,255,0.68)' : 'rgba(0,0,0,0.62)',
          colorTextPlaceholder: isDark ? 'rgba(255,255,255,0.6)' : 'rgba(0,0,0,0.6)',
          borderRadius: 6,
          colorError: isDark ? '#ff7875' : '#cf1322',
          motion: !isStill,
        },
        components: {
          Button: {
            dangerColor: isDark ? '#141414' : '#fff',
            ...(isDark ? {} : { colorPrimaryHover: hovered }),
            defaultHoverColor: hovered,
            defaultHoverBorderColor: hovered,
            defaultActiveColor: hovered,
            defaultActiveBorderColor: hovered,
          },
          Menu: { itemSelectedColor: accent },
          Pagination: { itemActiveColor: accent },
          Radio: { colorPrimary: accent },
          Table: isDark
            ? { rowSelectedBg: '#111a2c', rowSelectedHoverBg: '#111a2c' }
            : { rowSelectedBg: '#e6f4ff', rowSelectedHoverBg: '#e6f4ff' },
          Tabs: { itemSelectedColor: accent, itemHoverColor: accent, itemActiveColor: accent },
        },
      }}
    >
      <AntApp>
        <Guard>
          <SignedIn />
        </Guard>
      </AntApp>
    </ConfigProvider>
  );
};

const SignedIn = () => {
  const discarding = useDiscarding();
  const asked: AroundNavHandler = (navigate, to, options) => {
    if (hasUnsaved()) discarding(() => navigate(to, options));
    else navigate(to, options);
  };
  const me = useMe().data;
  if (me === undefined) return <Spin fullscreen />;
  return (
    <LiveProvider>
      <Router base="/desk" aroundNav={asked}>
        <Layout me={me}>
          <Suspense fallback={<Spin style={{ display: 'block', margin: '20vh auto' }} />}>
            <Switch>
              {pages
                .filter(
                  ({ for: roles }) => roles === 'staff' || me.roles.some((role) => roles.includes(role)),
                )
                .map(({ path, Page }) => (
                  <Route key={path} path={path}>
                    {(params) => <Page params={params} />}
                  </Route>
                ))}
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </Layout>
      </Router>
    </LiveProvider>
  );
};
