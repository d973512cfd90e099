using System.Net;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Telemetry;

/// <summary>What a hub sends to a receiver that is configured only by the <c>OTEL_*</c> variables.</summary>
public sealed class OtlpTests
{
    private const string UserAgent = "Mozilla/5.0 (only this visitor)";

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Traces_metrics_and_logs_arrive_and_name_no_visitor(string protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var folder = NewFolder();
        await using var hub = await HubProcess.StartAsync(folder, null,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", (protocol == "grpc" ? receiver.Grpc : receiver.Http).OriginalString), ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
            ("OTEL_SERVICE_NAME", "consents-of-the-shop"), ("OTEL_METRIC_EXPORT_INTERVAL", "200"), ("OTEL_BSP_SCHEDULE_DELAY", "200"), ("OTEL_BLRP_SCHEDULE_DELAY", "200"));
        using var client = hub.NewClient();
        client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
        client.DefaultRequestHeaders.Add("tracestate", "of=thecaller");
        var visitor = Choice.NewVisitorId();

        var stored = await client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        var (status, _) = await client.DeleteAsync(new Uri($"/v1/sites/shop/visitors/{stored["visitor"]}?visitor={visitor}", UriKind.Relative)).ResponseAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, status);

        await Eventually.Async(() => receiver.FindServiceAsync("consents-of-the-shop"),
            service => service is not null && (bool)service["hasTraces"]! && (bool)service["hasMetrics"]! && (bool)service["hasLogs"]!);
        var spans = await Eventually.Async(() => receiver.SpansAsync("consents-of-the-shop"), s => s.Contains("DELETE /v1/sites/{site}/visitors/{visitor}", StringComparison.Ordinal));
        Assert.Contains("POST /v1/sites/{site}/consents", spans, StringComparison.Ordinal);
        var logs = await Eventually.Async(() => receiver.LogsAsync("consents-of-the-shop"), s => s.Contains("Published sites: 1.", StringComparison.Ordinal));
        foreach (var secret in (string[])[visitor, (string)stored["visitor"]!, (string)stored["id"]!, "only this visitor", "thecaller", "127.0.0.1:"])
        {
            Assert.DoesNotContain(secret, spans, StringComparison.Ordinal);
            if (secret != "127.0.0.1:")
                Assert.DoesNotContain(secret, logs, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_receiver_of_traces_alone_gets_nothing_else()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var folder = NewFolder();
        await using (var hub = await HubProcess.StartAsync(folder, null,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Grpc.OriginalString), ("OTEL_METRICS_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"), ("OTEL_SERVICE_NAME", "hub")))
        {
            using var client = hub.NewClient();
            await client.SendAsync(Choice.AcceptAll()).JsonAsync(201);
            // Before a process ends, it sends what it has of every signal.
            Assert.Equal(0, await hub.StopAsync());
        }

        var service = await Eventually.Async(() => receiver.FindServiceAsync("hub"), s => s is not null);
        Assert.Equal((true, false, false), ((bool)service!["hasTraces"]!, (bool)service["hasMetrics"]!, (bool)service["hasLogs"]!));
    }

    private static TestFolder NewFolder()
    {
        var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        return folder;
    }
}
