using System.Text.Json;
using Microsoft.Extensions.Logging.Console;

namespace ConsentHub.Http;

/// <summary>Logs: JSON, one object a line, for machines; plain lines where a person sits at a terminal.</summary>
/// <remarks>
/// The framework's own request lines are off: they would log addresses with query strings. What remains of a request in a
/// log is its method, the pattern of its route and a trace id, never a visitor id, a pseudonym or an IP address.
/// </remarks>
internal static class LoggingSetup
{
    /// <summary>The framework's words where it can't start; the exception goes to whoever started it, who says it in one line.</summary>
    private static readonly (string Category, LogLevel Level)[] OfFailedStart =
        [("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Error), ("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical)];

    /// <param name="hasStarted">Whether the server has started.</param>
    public static void ConfigureLogging(this WebApplicationBuilder builder, Func<bool> hasStarted)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
        // Logs nothing at all then, and makes no activity for each request: nobody reads them here.
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
