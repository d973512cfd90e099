using System.Diagnostics;
using OpenTelemetry;

namespace ConsentHub.Telemetry;

/// <summary>Removes from a span everything that could name a visitor, a client or a key, before the span leaves the process.</summary>
/// <remarks>A URL can contain pseudonyms and record ids, and the user agent distinguishes visitors. So only the tags listed here remain.</remarks>
internal sealed class SpanPrivacy : BaseProcessor<Activity>
{
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "http.request.method", "http.response.status_code", "http.route", "url.scheme", "network.protocol.version", "error.type",
        "db.system", "db.system.name", "db.name", "db.namespace", "db.statement", "db.query.text", "db.operation.name", "db.response.status_code", "otel.status_code",
    };

    public override void OnEnd(Activity data)
    {
        foreach (var (name, _) in data.TagObjects.ToList())
        {
            if (!Kept.Contains(name))
                data.SetTag(name, null);
        }

        data.TraceStateString = null;
    }
}
