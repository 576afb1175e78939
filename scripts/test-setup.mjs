// Vitest keeps a hundred frames of every error, which costs more than to make one. Users have ten, as Node does.
Error.stackTraceLimit = 10
