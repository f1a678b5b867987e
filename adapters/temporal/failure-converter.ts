import { DefaultFailureConverter } from '@temporalio/common';

/** Messages and stack traces of failures go through the codec too, for they may quote what people wrote. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
