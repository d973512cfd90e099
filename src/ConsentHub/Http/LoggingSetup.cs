using System.Text.Json;
using Microsoft.Extensions.Logging.Console;

namespace ConsentHub.Http;

/// <summary>Configures the log output: one JSON object per line, or plain lines at a terminal.</summary>
/// <remarks>
/// The framework's request logging is off: it would log URLs with query strings. A log line names a request by
/// method, route pattern and trace id, never by visitor id, pseudonym or IP address.
/// </remarks>
internal static class LoggingSetup
{
    /// <summary>Categories and levels at which the framework logs a failed start. They are off until the server has started, because the command prints the exception as one line.</summary>
    private static readonly (string Category, LogLevel Level)[] OfFailedStart =
        [("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Error), ("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical)];

    /// <param name="hasStarted">Whether the server has started.</param>
    public static void ConfigureLogging(this WebApplicationBuilder builder, Func<bool> hasStarted)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
        // With this category off, the framework neither logs requests nor creates an activity for each request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        foreach (var (category, level) in OfFailedStart)
            builder.Logging.AddFilter(category, at => at >= LogLevel.Warning && (at != level || hasStarted()));

        if (Console.IsOutputRedirected)
        {
            builder.Logging.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
                json.JsonWriterOptions = new JsonWriterOptions { Indented = false };
            });
        }
        else
        {
            builder.Logging.AddSimpleConsole(plain =>
            {
                plain.SingleLine = true;
                plain.TimestampFormat = "HH:mm:ss ";
                plain.ColorBehavior = LoggerColorBehavior.Default;
            });
        }
    }
}
