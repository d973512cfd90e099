using System.Reflection;
using ConsentHub.Metrics;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OpenTelemetry;

namespace ConsentHub.Telemetry;

/// <summary>Sends OpenTelemetry traces, metrics and logs to the endpoints in the <c>OTEL_*</c> variables. Without these variables it sends nothing.</summary>
internal static class TelemetrySetup
{
    private const string ServiceName = "consenthub";

    private static readonly string[] Meters =
    [
        HubMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Diagnostics", "Npgsql", "System.Runtime",
    ];

    /// <summary>Adds an exporter for each signal that has an endpoint. Without any endpoint, no part of OpenTelemetry is loaded.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var variables = builder.Configuration;
        if (Sends(variables, "METRICS"))
            builder.Services.AddOpenTelemetry().ConfigureResource(Describe).WithMetrics(metrics => metrics.AddMeter(Meters).AddOtlpExporter());

        if (Sends(variables, "TRACES"))
        {
            builder.Services.AddOpenTelemetry().ConfigureResource(Describe).WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(http => http.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
                .AddSource("Npgsql").AddProcessor(new SpanPrivacy()).AddOtlpExporter());
        }

        if (Sends(variables, "LOGS"))
            builder.Services.AddOpenTelemetry().ConfigureResource(Describe).WithLogging(logs => logs.AddOtlpExporter(), logs => logs.IncludeFormattedMessage = true);
    }

    /// <summary>The metrics of this process in the text format of Prometheus. The framework's own metrics are collected from this call on.</summary>
    public static RequestDelegate MetricsPage(WebApplication app)
    {
        var metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(Meters)
            .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0).Build();
        app.Lifetime.ApplicationStopped.Register(metrics.Dispose);
        var page = ((IApplicationBuilder)app).New();
        page.UseOpenTelemetryPrometheusScrapingEndpoint(metrics, _ => true, path: null, configureBranchedPipeline: null, optionsName: null);
        return page.Build();
    }

    private static bool Sends(ConfigurationManager variables, string signal) =>
        !string.Equals(variables["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
        && variables[$"OTEL_{signal}_EXPORTER"] is null or "" or "otlp"
        && (variables["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 } || variables[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] is { Length: > 0 });

    /// <summary>The environment is read last, so that <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> take precedence.</summary>
    private static void Describe(ResourceBuilder resource) => resource.Clear()
        .AddService(ServiceName, serviceVersion: Version)
        .AddTelemetrySdk().AddEnvironmentVariableDetector();

    private static string? Version => typeof(TelemetrySetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
}
