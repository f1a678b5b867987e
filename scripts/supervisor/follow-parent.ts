// Preloaded into every Node process of the desk: when the supervisor is gone, however it went, so are they.
process.on('disconnect', () => {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 10_000).unref();
  process.kill(process.pid, 'SIGTERM');
});
// Listening alone must not keep a process alive that has done its work.
process.channel?.unref();
