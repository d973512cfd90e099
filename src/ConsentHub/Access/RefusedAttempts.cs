using System.Globalization;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Http;
using ConsentHub.Stores;

namespace ConsentHub.Access;

/// <summary>Counts requests with refused keys, and writes the counts to the audit trail once a minute.</summary>
/// <remarks>
/// Each minute has one entry for each of the four most frequent attempts, and one for all others. So the trail grows by at most five
/// entries a minute for any number of requests and addresses. Attempts are the same if caller, action and reason are the same. A caller
/// is a known key, or the keyed hash of an address (<see cref="ClientHash"/>).
/// </remarks>
internal sealed partial class RefusedAttempts(AuditTrail trail, ClientHash clients, TimeProvider time, ILogger<RefusedAttempts> log) : BackgroundService
{
    public const int NamedCallers = 4;
    private const int MostCounted = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Lock guard = new();
    private Dictionary<Attempt, long> counts = [];
    private long uncounted;

    /// <param name="key">The refused key; null if the caller sent no key of this hub.</param>
    /// <param name="action">The action that the request needed the key for.</param>
    /// <param name="why">The reason, as the continuation of "12 attempts at key.list".</param>
    public void Count(HttpContext context, ApiKey? key, string action, string why)
    {
        var attempt = new Attempt(key?.Id, key is null ? clients.Of(context.Connection.RemoteIpAddress) : default, action, why);
        lock (guard)
        {
            if (counts.TryGetValue(attempt, out var before))
                counts[attempt] = before + 1;
            else if (counts.Count < MostCounted)
                counts.Add(attempt, 1);
            else
                uncounted++;
        }
    }

    /// <summary>Writes the counts since the last call; readers of the trail call this first.</summary>
    public async Task WriteAsync()
    {
        foreach (var entry in Take())
            await trail.WriteAsync(entry.Actor, AuditActions.AccessRefused, null, entry.Detail);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryWriteAsync();
        }
        catch (OperationCanceledException)
        {
            // StopAsync writes the remaining counts.
        }
    }

    private async Task TryWriteAsync()
    {
        try
        {
            await WriteAsync();
        }
        catch (Exception e) when (e is StoreUnavailableException or StoreBusyException)
        {
            Log.NotWritten(log, e.Message);
        }
    }

    private List<(Actor Actor, string Detail)> Take()
    {
        Dictionary<Attempt, long> taken;
        long rest;
        lock (guard)
        {
            (taken, rest) = (counts, uncounted);
            (counts, uncounted) = ([], 0);
        }

        var ordered = taken.OrderByDescending(c => c.Value).ToList();
        var entries = ordered.Take(NamedCallers).Select(c => (ActorOf(c.Key), Words(c.Key, c.Value))).ToList();
        rest += ordered.Skip(NamedCallers).Sum(c => c.Value);
        if (rest > 0)
            entries.Add((Actor.Hub, $"{Number(rest)} more attempts, by {(taken.Count == MostCounted ? "many" : Number(ordered.Count - NamedCallers))} others"));

        return entries;
    }

    private static Actor ActorOf(Attempt attempt) => attempt.Key is { } id ? new Actor(ActorKind.Key, id) : Actor.Hub;

    private static string Words(Attempt attempt, long count)
    {
        var client = attempt.Key is null ? $", client {attempt.Client.ToString("x32", CultureInfo.InvariantCulture)[..16]}" : "";
        return $"{Number(count)} {(count == 1 ? "attempt" : "attempts")} at {attempt.Action} {attempt.Why}{client}";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Attempt(long? Key, UInt128 Client, string Action, string Why);

    private static partial class Log
    {
        [LoggerMessage(81, LogLevel.Warning, "Refused attempts could not be written to the audit trail: {Reason}")]
        public static partial void NotWritten(ILogger logger, string reason);
    }
}
