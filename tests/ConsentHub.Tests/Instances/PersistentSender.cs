using System.Collections.Concurrent;
using System.Net;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Instances;

/// <summary>Many visitors, each with one choice after another, sent again with the same id until there is a response, as the banner does.</summary>
internal sealed class PersistentSender(HttpClient client)
{
    private readonly ConcurrentQueue<string> stored = new();
    private readonly ConcurrentQueue<string> troubles = new();

    /// <summary>The ids of the choices with the response 201, or 200 after a retry.</summary>
    public IReadOnlyCollection<string> Stored => stored;

    /// <summary>The failures before these responses.</summary>
    public IReadOnlyCollection<string> Troubles => troubles;

    /// <summary>Sends until the test ends it; each choice that was begun is completed.</summary>
    public Task RunAsync(int senders, CancellationToken enough) => Task.WhenAll(Enumerable.Range(0, senders).Select(async _ =>
    {
        while (!enough.IsCancellationRequested)
            await StoreAsync();
    }));

    /// <summary>Waits until this many more choices are stored.</summary>
    public async Task StoredMoreAsync(int count)
    {
        var goal = stored.Count + count;
        await Eventually.Async(() => Task.FromResult(stored.Count), seen => seen >= goal);
    }

    private async Task StoreAsync()
    {
        var choice = Choice.Body();
        for (var attempt = 0; attempt < 20; attempt++)
        {
            try
            {
                using var answer = await client.SendAsync(choice);
                if (answer.StatusCode == HttpStatusCode.Created || (answer.StatusCode == HttpStatusCode.OK && attempt > 0))
                {
                    stored.Enqueue((string)choice["id"]!);
                    return;
                }

                troubles.Enqueue($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
            catch (HttpRequestException e)
            {
                troubles.Enqueue(e.Message);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250));
        }

        throw new InvalidOperationException($"A choice was refused again and again: {string.Join("; ", troubles)}");
    }
}
