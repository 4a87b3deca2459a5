// Preloaded into a slot's process: it has memory for three jobs at once, and says what TensorFlow would with a fourth.
// It looks on without listening: a listener would be given the first message before the slot's own is there to hear it.
let jobs = 0;
type Message = { readonly kind?: string };
const { emit, send } = process as unknown as Record<'emit' | 'send', (...words: unknown[]) => boolean>;
Object.assign(process, {
  emit(name: string, ...words: unknown[]) {
    if (name === 'message' && (words[0] as Message).kind === 'train') jobs += 1;
    if (jobs === 4) process.stderr.write('OOM when allocating tensor with shape[4]\n', () => process.abort());
    return emit.call(process, name, ...words);
  },
  send(message: Message, ...rest: unknown[]) {
    if (message.kind === 'ended') jobs -= 1;
    return send.call(process, message, ...rest);
  },
});
