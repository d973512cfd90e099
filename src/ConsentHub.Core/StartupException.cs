namespace ConsentHub;

/// <summary>Something that the operator must mend before the program can run. The message says what and how.</summary>
internal sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
