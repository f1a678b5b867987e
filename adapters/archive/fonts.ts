import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A font with Chinese characters; of a collection, the name of the one to take. */
export interface FormFont {
  readonly path: string;
  readonly name: string | null;
}

/** Fonts that systems have, most even first; collections with the member for simplified Chinese. */
const systemFonts: readonly FormFont[] = [
  { path: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', name: 'NotoSansCJKsc-Regular' },
  { path: '/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc', name: 'NotoSansCJKsc-Regular' },
  { path: '/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc', name: 'NotoSansCJKsc-Regular' },
  { path: '/usr/share/fonts/truetype/wqy/wqy-microhei.ttc', name: 'WenQuanYiMicroHei' },
  { path: '/usr/share/fonts/truetype/arphic/uming.ttc', name: 'UMingCN' },
  { path: '/System/Library/Fonts/Supplemental/Arial Unicode.ttf', name: null },
  { path: 'C:\\Windows\\Fonts\\simhei.ttf', name: null },
  { path: 'C:\\Windows\\Fonts\\Deng.ttf', name: null },
];

/** Comes with `npm ci`, unless optional packages are left out. */
const packaged = (): FormFont | null => {
  try {
    const file = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf';
    return { path: createRequire(import.meta.url).resolve(file), name: null };
  } catch {
    return null;
  }
};

/** The font that is given, the package's, or the system's. Throws, saying what to do, when there is none. */
export const findFont = (given: string | null): FormFont => {
  const candidates = given === null ? [packaged(), ...systemFonts] : [{ path: given, name: null }];
  const found = candidates.find((font) => font !== null && existsSync(font.path)) ?? null;
  if (found !== null)
    return given === null
      ? found
      : { path: given, name: systemFonts.find(({ path }) => path === given)?.name ?? null };
  throw new Error(
    given === null
      ? 'no font with Chinese characters was found: install with optional packages, or set PDF_FONT'
      : `PDF_FONT: there is no ${given}`,
  );
};
