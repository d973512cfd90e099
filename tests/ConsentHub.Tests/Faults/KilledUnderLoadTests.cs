using System.Net;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

public sealed class KilledUnderLoadTests
{
    private const int Rounds = 5;
    private const int Senders = 16;
    private static readonly string[] Sites = ["shop", "blog"];

    [Fact]
    public async Task Whatever_was_acknowledged_before_a_kill_is_stored_once_after_it()
    {
        using var folder = new TestFolder();
        foreach (var site in Sites)
            folder.WriteSite(TestSite.Minimal(site));

        var acknowledged = new List<string>();
        IReadOnlyCollection<SentChoice> doubtful = [];
        for (var round = 1; round <= Rounds; round++)
        {
            await using var hub = await HubProcess.StartAsync(folder);
            using var client = hub.NewClient();
            acknowledged.AddRange(await SettleAsync(client, doubtful));

            var load = new ChoiceLoad();
            var running = load.RunAsync(client, Senders, Sites);
            await load.ReachedAsync(200 * round);
            await hub.KillAsync();
            await running;

            Assert.NotEmpty(load.Doubtful);
            acknowledged.AddRange(load.Acknowledged.Select(c => c.Id));
            doubtful = load.Doubtful;
            using var crashed = new StoredData(folder.Database);
            crashed.AssertSound();
            Assert.Empty(acknowledged.Except(crashed.Ids()));
        }

        await using (var last = await HubProcess.StartAsync(folder))
        {
            using var client = last.NewClient();
            acknowledged.AddRange(await SettleAsync(client, doubtful));
            Assert.Equal(0, await last.StopAsync());
        }

        using var data = new StoredData(folder.Database);
        data.AssertSound();
        Assert.Equal(acknowledged.Order(), data.Ids().Order());
    }

    /// <summary>
    /// Sends choices without a response again, as the banner's outbox does. Afterwards each is stored, whether or not it
    /// was before.
    /// </summary>
    private static async Task<IReadOnlyList<string>> SettleAsync(HttpClient client, IReadOnlyCollection<SentChoice> doubtful)
    {
        foreach (var choice in doubtful)
        {
            using var response = await client.SendAsync(choice.Body, choice.Site);
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, $"A retry was answered {response.StatusCode}.");
        }

        return [.. doubtful.Select(c => c.Id)];
    }
}
