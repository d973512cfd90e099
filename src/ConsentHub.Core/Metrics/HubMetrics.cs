using System.Diagnostics.Metrics;

namespace ConsentHub.Metrics;

/// <summary>The hub's own metrics, as the meter <c>ConsentHub</c>. docs/operating.md lists every instrument.</summary>
/// <remarks>
/// No tag names a site, a visitor, an address or a key, and each tag has only a few values, so the number of series does not grow with use.
/// Counters keep their own totals, so that the first reader sees everything since the start. Histograms collect from the first reader on.
/// </remarks>
internal sealed class HubMetrics : IDisposable
{
    public const string MeterName = "ConsentHub";

    /// <summary>The tag value for a word that the API does not define. OpenTelemetry's semantic conventions use the same for unknown HTTP methods.</summary>
    public const string Other = "_OTHER";

    private readonly Meter meter = new(MeterName);
    private readonly Histogram<int> batchSize;
    private readonly Histogram<double> syncDuration;

    public HubMetrics()
    {
        Choices = new(meter, "consenthub.choices", "{choice}", "Choices that were sent, by outcome.",
            choice => [new("consenthub.action", choice.Action), new("consenthub.source", choice.Source), new("consenthub.outcome", choice.Outcome)]);
        Impressions = new(meter, "consenthub.impressions", "{impression}", "Banners that were shown.", outcome => [new("consenthub.outcome", outcome)]);
        Erasures = new(meter, "consenthub.erasures", "{erasure}", "Finished erasures of a visitor.",
            erasure => [new("consenthub.reason", erasure.Reason), new("consenthub.outcome", erasure.Outcome)]);
        Retention = new(meter, "consenthub.retention.records", "{record}", "Records removed at the end of their promised period.", data => [new("consenthub.class", data)]);
        WebhookMessages = new(meter, "consenthub.webhooks.messages", "{message}", "Attempts to send a message to a webhook, by outcome.", outcome => [new("consenthub.outcome", outcome)]);
        Mails = new(meter, "consenthub.mails", "{message}", "Attempts to send a message about a privacy request by mail, by outcome.", outcome => [new("consenthub.outcome", outcome)]);
        Refusals = new(meter, "consenthub.refusals", "{request}", "Requests that were refused before they were read.", reason => [new("consenthub.reason", reason)]);
        batchSize = meter.CreateHistogram("consenthub.store.batch.size", "{write}", "Writes that one transaction stored together.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] });
        syncDuration = meter.CreateHistogram("consenthub.store.sync.duration", "s",
            "How long the disk takes to make a batch durable. On PostgreSQL, the whole transaction.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });
    }

    public TotalsByTag<(string Action, string Source, string Outcome)> Choices { get; }

    public TotalsByTag<string> Impressions { get; }

    public TotalsByTag<(string Reason, string Outcome)> Erasures { get; }

    /// <summary>By the id of the retention class.</summary>
    public TotalsByTag<string> Retention { get; }

    /// <summary>By outcome: <c>delivered</c> or <c>failed</c>.</summary>
    public TotalsByTag<string> WebhookMessages { get; }

    /// <summary>By outcome: <c>sent</c> or <c>failed</c>.</summary>
    public TotalsByTag<string> Mails { get; }

    public TotalsByTag<string> Refusals { get; }

    /// <summary>A batch became durable.</summary>
    public void BatchStored(int writes, TimeSpan sync)
    {
        batchSize.Record(writes);
        syncDuration.Record(sync.TotalSeconds);
    }

    /// <summary>Adds a gauge for the length of the writer's queue.</summary>
    public void ObserveQueue(Func<long> length) => Observe("consenthub.store.queue.length", "{write}", "Writes that wait for the next batch.", length);

    /// <summary>Adds a gauge whose value is read on collection.</summary>
    public void Observe(string name, string unit, string description, Func<long> value) => meter.CreateObservableGauge(name, value, unit, description);

    /// <summary>Adds a gauge with one value for each part, under the tag <c>consenthub.part</c>.</summary>
    public void Observe(string name, string unit, string description, params (string Part, Func<long> Value)[] parts) => meter.CreateObservableGauge(
        name, () => parts.Select(p => new Measurement<long>(p.Value(), new KeyValuePair<string, object?>("consenthub.part", p.Part))), unit, description);

    public void Dispose() => meter.Dispose();
}
