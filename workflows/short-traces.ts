/**
 * The SDK notes a stack for every promise that workflow code makes. Four frames of it name the place as well as ten
 * do, and spare a workflow task a fifth of its processor time.
 */
(Error as { stackTraceLimit?: number }).stackTraceLimit = 4;
