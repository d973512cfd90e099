using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>Many senders that report events and acknowledge open duties, often the same ones; records the outcome of every request.</summary>
internal sealed class DutyLoad
{
    private const int Events = 3, Duties = 4;

    private const string OfEvents = """body LIKE '%"class":"call_history"%'""";

    private readonly ConcurrentDictionary<string, long> acknowledged = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<JsonObject[]> reported = new();
    private readonly ConcurrentDictionary<string, JsonNode> tried = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, TaskCompletionSource> waiting = new();

    /// <summary>The position of the statement of each acknowledged duty, by the duty's id.</summary>
    public IReadOnlyDictionary<string, long> Acknowledged => acknowledged;

    /// <summary>Completes once this many duties have been acknowledged.</summary>
    public Task ReachedAsync(int acknowledgements)
    {
        var reached = waiting.GetOrAdd(acknowledgements, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (acknowledged.Count >= acknowledgements)
            reached.TrySetResult();

        return reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Sends until the connection breaks or the test ends the load.</summary>
    public Task RunAsync(HttpClient admin, int senders, CancellationToken enough = default) => Task.WhenAll(Enumerable.Range(0, senders).Select(async _ =>
    {
        try
        {
            while (!enough.IsCancellationRequested)
                await SendAsync(admin);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The hub was killed.
        }
    }));

    /// <summary>Repeats everything that was sent, as a system does that lost its notes: no response contradicts an earlier one.</summary>
    public async Task RepeatAsync(HttpClient admin)
    {
        await Parallel.ForEachAsync(reported, async (batch, _) => await Eventually.Async(() => ReportAsync(admin, batch), isDone => isDone));
        await Parallel.ForEachAsync(tried.Values, async (duty, _) => await Eventually.Async(() => AcknowledgeAsync(admin, duty), isDone => isDone));
    }

    /// <summary>After all was repeated: every event gave one duty, and every acknowledged duty has one statement and is not open.</summary>
    /// <param name="ask">Reads a number from the hub's database.</param>
    public async Task AssertOnceAsync(Func<string, Task<long>> ask)
    {
        Assert.Equal(tried.Count, acknowledged.Count);
        Assert.Equal(reported.Count * Events, await ask($"SELECT (SELECT count(*) FROM duty WHERE class = 'call_history') + (SELECT count(*) FROM duty_statement WHERE {OfEvents})"));
        Assert.Equal(0, await ask("SELECT count(*) - count(DISTINCT duty) FROM duty_statement"));
        Assert.Equal(0, await ask("SELECT count(*) FROM duty JOIN duty_statement ON duty.id = duty_statement.duty"));
        Assert.Equal(0, await ask($"SELECT (SELECT count(*) FROM subject_event) - {reported.Count * Events}"));
    }

    private async Task SendAsync(HttpClient admin)
    {
        JsonObject[] batch = [.. Enumerable.Range(0, Events).Select(_ => ConnectedShop.Event(Choice.NewId(), dataClass: "call_history", subject: Choice.NewId()))];
        reported.Enqueue(batch);
        await ReportAsync(admin, batch);

        // All senders see the same first duties.
        var (status, page) = await admin.GetAsync($"/v1/sites/shop/duties?dueBefore=2999-01-01&limit={Duties}").ResponseAsync();
        foreach (var duty in status == HttpStatusCode.OK ? page["duties"]!.AsArray() : [])
        {
            tried[(string)duty!["id"]!] = duty;
            await AcknowledgeAsync(admin, duty);
        }
    }

    /// <returns>False if the hub refused for now.</returns>
    private static async Task<bool> ReportAsync(HttpClient admin, JsonObject[] batch)
    {
        using var response = await admin.SendEventsAsync(batch);
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{response.StatusCode}");
        return response.StatusCode == HttpStatusCode.OK;
    }

    /// <returns>False if the hub refused for now.</returns>
    private async Task<bool> AcknowledgeAsync(HttpClient admin, JsonNode duty)
    {
        var (status, body) = await admin.AcknowledgeAsync(duty).ResponseAsync();
        if (status == HttpStatusCode.ServiceUnavailable)
            return false;

        Assert.True(status == HttpStatusCode.OK, $"{status}: {body.ToJsonString()}");
        var leaf = (long)body["leafIndex"]!;
        Assert.Equal(leaf, acknowledged.GetOrAdd((string)duty["id"]!, leaf));
        foreach (var (count, reached) in waiting)
        {
            if (acknowledged.Count >= count)
                reached.TrySetResult();
        }

        return true;
    }
}
