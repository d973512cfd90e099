using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>Many senders at once, each with one choice after another; records the outcome of every choice.</summary>
internal sealed class ChoiceLoad
{
    private readonly ConcurrentQueue<SentChoice> acknowledged = new();
    private readonly ConcurrentQueue<SentChoice> refused = new();
    private readonly ConcurrentQueue<SentChoice> doubtful = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> waiting = new();
    private int count;

    /// <summary>Choices with the response 201.</summary>
    public IReadOnlyCollection<SentChoice> Acknowledged => acknowledged;

    /// <summary>Choices with the response 503.</summary>
    public IReadOnlyCollection<SentChoice> Refused => refused;

    /// <summary>Choices whose connection broke; only a retry shows whether they were stored.</summary>
    public IReadOnlyCollection<SentChoice> Doubtful => doubtful;

    /// <summary>Completes once this many choices have been acknowledged.</summary>
    public Task ReachedAsync(int acknowledgements)
    {
        var reached = waiting.GetOrAdd(acknowledgements, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (acknowledged.Count >= acknowledgements)
            reached.TrySetResult();

        return reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Sends until the connection breaks or the test ends the load.</summary>
    public async Task RunAsync(HttpClient client, int senders, IReadOnlyList<string> sites, CancellationToken enough = default)
    {
        await Task.WhenAll(Enumerable.Range(0, senders).Select(async sender =>
        {
            for (var i = sender; !enough.IsCancellationRequested; i++)
            {
                if (!await SendAsync(client, new SentChoice(sites[i % sites.Count], i % 2 == 0 ? Choice.AcceptAll() : Choice.Body())))
                    return;
            }
        }));
    }

    private async Task<bool> SendAsync(HttpClient client, SentChoice choice)
    {
        try
        {
            using var response = await client.SendAsync(choice.Body, choice.Site);
            switch (response.StatusCode)
            {
                case HttpStatusCode.Created:
                    acknowledged.Enqueue(choice);
                    if (waiting.TryGetValue(Interlocked.Increment(ref count), out var reached))
                        reached.TrySetResult();
                    return true;
                case HttpStatusCode.ServiceUnavailable:
                    refused.Enqueue(choice);
                    return true;
                default:
                    throw new InvalidOperationException($"The hub answered {response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            doubtful.Enqueue(choice);
            return false;
        }
    }
}

internal sealed record SentChoice(string Site, JsonObject Body)
{
    public string Id => (string)Body["id"]!;

    public string VisitorId => (string)Body["visitorId"]!;
}
