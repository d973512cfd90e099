using System.Net;
using System.Text.Json.Nodes;
using ConsentHub.Consents;
using ConsentHub.Sqlite.Writing;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Faults;

public sealed class FullQueueTests
{
    [Fact]
    public async Task A_full_queue_refuses_with_a_time_to_wait_and_loses_and_duplicates_nothing()
    {
        await using var hub = await Hub.StartAsync();
        var store = hub.Services.GetRequiredService<IConsentStore>();
        var refused = Enumerable.Range(0, 20).Select(_ => Choice.Body()).ToList();
        List<Task<AppendOutcome>> queued;

        Task<bool> slow;
        using (var disk = new ManualResetEventSlim())
        {
            // The writer is busy with a piece of work that lasts as long as this test needs, so nothing leaves the
            // queue.
            slow = hub.Services.GetRequiredService<SqliteWriter>().RunAsync(_ => disk.Wait(TimeSpan.FromMinutes(2)));
            queued = Fill(store, hub.Site().Number);
            foreach (var body in refused)
            {
                using var response = await hub.Client.SendAsync(body);
                var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
                Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy"), (response.StatusCode, (string?)problem["code"]));
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
                Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
            }

            disk.Set();
            Assert.True(await slow);
        }

        Assert.All(await Task.WhenAll(queued), outcome => Assert.IsType<AppendOutcome.Written>(outcome));
        foreach (var body in refused)
            await hub.Client.SendAsync(body).JsonAsync(201);

        using var data = new StoredData(hub.Folder.Database);
        data.AssertSound();
        Assert.Equal(queued.Count + refused.Count, data.Ids().Count);
    }

    /// <summary>Appends until the store refuses; returns the accepted calls.</summary>
    private static List<Task<AppendOutcome>> Fill(IConsentStore store, int site)
    {
        var taken = new List<Task<AppendOutcome>>();
        while (true)
        {
            var call = store.AppendAsync(Draft.Of(site));
            if (call is { IsCompletedSuccessfully: true, Result: AppendOutcome.Busy })
            {
                if (taken.Count >= SqliteWriter.QueueLength)
                    return taken;
            }
            else
            {
                taken.Add(call);
            }
        }
    }
}
