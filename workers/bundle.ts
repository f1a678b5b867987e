import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type BundleOptions } from '@temporalio/worker';
import { failureConverterPath } from '../adapters/temporal/connection.js';

const beside = (path: string): string => {
  const compiled = fileURLToPath(new URL(path, import.meta.url));
  const source = compiled.replace(/\.js$/u, '.ts');
  return existsSync(source) ? source : compiled;
};

/** Where the built bundle lies beside the compiled worker. */
export const bundlePath = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));

/** The modules that all cached tickets share instead of executing them again: the rules and zod (measured: 4x memory). */
const shared = [
  '../workflows/short-traces.js',
  '../domain/decide.js',
  '../domain/register.js',
  '../domain/story.js',
  '../domain/attributes.js',
  '../domain/envelope.js',
];

/**
 * The workflows' code for a worker, from sources under test and from the compiled tree otherwise; `telling` adds what
 * tells of commits while histories are replayed.
 */
export const bundleWorkflows = async (
  logger?: BundleOptions['logger'],
  { telling = false }: { readonly telling?: boolean } = {},
): Promise<{ code: string }> =>
  await bundleWorkflowCode({
    ...(telling ? { workflowInterceptorModules: [beside('../workflows/tell-commits.js')] } : {}),
    workflowsPath: beside('../workflows/index.js'),
    preloadModules: [...shared.map(beside), 'zod'],
    failureConverterPath: existsSync(failureConverterPath)
      ? failureConverterPath
      : failureConverterPath.replace(/\.js$/u, '.ts'),
    ...(logger === undefined ? {} : { logger }),
  });
