/** Channels beside mail that the fault run speaks to. */
export const robots = ['wecom-robot', 'dingtalk-robot', 'webhook'] as const;
/** Their minutes pass this much faster. */
export const hurry = 40;
