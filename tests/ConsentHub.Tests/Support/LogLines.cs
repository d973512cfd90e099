using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ConsentHub.Tests.Support;

/// <summary>Collects what a hub logs from the moment at which this is added.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, int Event, string Text)> lines = new();

    public IEnumerable<string> All => lines.Select(l => l.Text);

    public IEnumerable<(int Event, string Text)> Of<T>() => lines.Where(l => l.Category == typeof(T).FullName).Select(l => (l.Event, l.Text));

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lines);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<(string Category, int Event, string Text)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((category, eventId.Id, formatter(state, exception)));
    }
}
