using System.Globalization;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Http;
using ConsentHub.Stores;

namespace ConsentHub.Access;

/// <summary>Counts requests with refused keys, and writes the counts to the audit trail once a minute.</summary>
/// <remarks>
/// Attempts with the same caller, action and reason are counted together. A caller is a known key, or the keyed hash of an address
/// (<see cref="ClientHash"/>). Each write adds one entry for each of the four most frequent attempts, and one entry for all others.
/// So a write adds at most five entries, for any number of requests and addresses.
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
    /// <param name="why">The reason, worded to follow "12 attempts at key.list".</param>
    public void Count(HttpContext context, ApiKey? key, string action, string why)
    {
        var attempt = new Attempt(key?.Id, key is null ? clients.Of(context.Connection.RemoteIpAddress) : default, action, why);
        lock (guard)
            Add(attempt, 1);
    }

    /// <summary>Writes the counts since the last call to the audit trail. The endpoints that read the trail call this method first.</summary>
    /// <remarks>Counts that could not be written are kept, and the next call writes them.</remarks>
    public async Task WriteAsync()
    {
        var (taken, rest) = Take();
        try
        {
            foreach (var (attempt, count) in taken.OrderByDescending(c => c.Value).Take(NamedCallers).ToList())
            {
                await trail.WriteAsync(ActorOf(attempt), AuditActions.AccessRefused, null, Words(attempt, count));
                taken.Remove(attempt);
            }

            if (taken.Count > 0)
            {
                var kinds = rest > 0 ? "many other kinds" : taken.Count == 1 ? "another kind" : $"{Number(taken.Count)} other kinds";
                await trail.WriteAsync(Actor.Hub, AuditActions.AccessRefused, null, $"{Attempts(rest + taken.Values.Sum(), "more ")} of {kinds}");
            }
        }
        catch
        {
            PutBack(taken, rest);
            throw;
        }
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

    /// <summary>Removes all counts and returns them, with the number of attempts beyond the most that are counted apart.</summary>
    private (Dictionary<Attempt, long> Counts, long Uncounted) Take()
    {
        lock (guard)
        {
            var taken = (counts, uncounted);
            (counts, uncounted) = ([], 0);
            return taken;
        }
    }

    private void PutBack(Dictionary<Attempt, long> unwritten, long rest)
    {
        lock (guard)
        {
            uncounted += rest;
            foreach (var (attempt, count) in unwritten)
                Add(attempt, count);
        }
    }

    /// <summary>Call only with <see cref="guard"/> held.</summary>
    private void Add(Attempt attempt, long more)
    {
        if (counts.TryGetValue(attempt, out var before))
            counts[attempt] = before + more;
        else if (counts.Count < MostCounted)
            counts.Add(attempt, more);
        else
            uncounted += more;
    }

    private static Actor ActorOf(Attempt attempt) => attempt.Key is { } id ? new Actor(ActorKind.Key, id) : Actor.Hub;

    private static string Words(Attempt attempt, long count)
    {
        var client = attempt.Key is null ? $", client {attempt.Client.ToString("x32", CultureInfo.InvariantCulture)[..16]}" : "";
        return $"{Attempts(count)} at {attempt.Action} {attempt.Why}{client}";
    }

    private static string Attempts(long count, string more = "") => $"{Number(count)} {more}{(count == 1 ? "attempt" : "attempts")}";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Attempt(long? Key, UInt128 Client, string Action, string Why);

    private static partial class Log
    {
        [LoggerMessage(81, LogLevel.Warning, "Refused attempts could not be written to the audit trail: {Reason}")]
        public static partial void NotWritten(ILogger logger, string reason);
    }
}
