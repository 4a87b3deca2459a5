// Preloaded into a slot's process: ends it as a fault in native code would, as soon as it is told to train.
process.on('message', () => process.abort());
