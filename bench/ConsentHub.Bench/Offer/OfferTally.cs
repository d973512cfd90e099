using System.Text.Json.Serialization;

namespace ConsentHub.Bench.Offer;

/// <summary>Counts what was offered and the responses. Every method may be called from several threads.</summary>
internal sealed class OfferTally
{
    private readonly Lock gate = new();
    private readonly List<float> accepted = new(1 << 20);
    private readonly List<float> refused = new(1 << 20);
    private readonly SortedDictionary<int, long> other = [];
    private long sent;
    private long notOffered;
    private long askedToWait;
    private long broken;

    public void Sent() => Interlocked.Increment(ref sent);

    public void NotOffered() => Interlocked.Increment(ref notOffered);

    /// <summary>A connection that ended, or a response that could not be read, while a choice waited for it.</summary>
    public void Broken() => Interlocked.Increment(ref broken);

    public void Answered(int status, bool retryAfter, TimeSpan time)
    {
        lock (gate)
        {
            switch (status)
            {
                case 201:
                    accepted.Add((float)time.TotalMilliseconds);
                    break;
                case 503:
                    refused.Add((float)time.TotalMilliseconds);
                    askedToWait += retryAfter ? 1 : 0;
                    break;
                default:
                    other[status] = other.GetValueOrDefault(status) + 1;
                    break;
            }
        }
    }

    public OfferReport Report(int rate, int connections, TimeSpan took, TimeSpan processor)
    {
        lock (gate)
        {
            var answered = accepted.Count + refused.Count + other.Values.Sum();
            return new OfferReport(
                rate, connections, took.TotalSeconds, sent, notOffered, accepted.Count, refused.Count, askedToWait, other.ToDictionary(), broken, sent - answered - broken,
                processor.TotalMicroseconds / Math.Max(sent, 1), OfferTimes.Of(accepted), OfferTimes.Of(refused));
        }
    }
}

/// <param name="NotOffered">Choices that were due while every connection was waiting for a response.</param>
/// <param name="RefusedWithRetryAfter">Refused choices whose response had <c>Retry-After</c>.</param>
/// <param name="Other">Responses that are neither 201 nor 503, by status.</param>
/// <param name="Unanswered">Choices without a response half a minute after the end.</param>
/// <param name="ProcessorMicroseconds">Processor time of the generator for each choice sent.</param>
internal sealed record OfferReport(
    int Rate, int Connections, double Seconds, long Sent, long NotOffered, long Accepted, long Refused, long RefusedWithRetryAfter, Dictionary<int, long> Other, long Broken,
    long Unanswered, double ProcessorMicroseconds, OfferTimes AcceptedTimes, OfferTimes RefusedTimes);

/// <summary>Milliseconds from when a choice was due to its response.</summary>
internal sealed record OfferTimes(double P50, double P99, double Longest)
{
    public static OfferTimes Of(List<float> times)
    {
        if (times.Count == 0)
            return new OfferTimes(0, 0, 0);

        times.Sort();
        return new OfferTimes(At(times, 0.50), At(times, 0.99), times[^1]);
    }

    private static double At(List<float> sorted, double share) => sorted[Math.Min((int)(sorted.Count * share), sorted.Count - 1)];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OfferReport))]
internal sealed partial class OfferJson : JsonSerializerContext;
