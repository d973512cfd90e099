namespace ConsentHub;

/// <summary>A problem that the operator must fix before the program can run. The message says what is wrong and how to fix it.</summary>
internal sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
