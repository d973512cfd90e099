using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Xunit.Abstractions;

namespace ConsentHub.Tests.Instances;

/// <summary>Two hubs on one store, behind the project's own nginx.</summary>
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Hubs_restarted_in_turn_under_load_lose_no_choice_and_store_none_twice()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        var hubs = new[] { await StartAsync(folder, FreePort.Find()), await StartAsync(folder, FreePort.Find()) };
        try
        {
            await using var nginx = await NginxProxy.StartAsync(hubs[0].Address, hubs[1].Address);
            using var client = nginx.NewClient();
            using var enough = new CancellationTokenSource();
            var sender = new PersistentSender(client);
            var load = sender.RunAsync(senders: 16, enough.Token);
            // A stopping hub keeps serving for longer than nginx avoids the other hub after its restart.
            foreach (var i in (int[])[0, 1, 0, 1])
            {
                await sender.StoredMoreAsync(200);
                Assert.Equal(0, await hubs[i].StopAsync());
                // The other hub serves everything for a while.
                await sender.StoredMoreAsync(200);
                var port = hubs[i].Address.Port;
                await hubs[i].DisposeAsync();
                hubs[i] = await StartAsync(folder, port);
            }

            await sender.StoredMoreAsync(200);
            await enough.CancelAsync();
            await load;
            output.WriteLine($"{sender.Stored.Count} choices, {sender.Troubles.Count} sent again: {string.Join("; ", sender.Troubles.Distinct())}");

            var exported = await ExportedAsync(client);
            Assert.Equal(sender.Stored.Order(StringComparer.Ordinal), exported.Order(StringComparer.Ordinal));
        }
        finally
        {
            await Task.WhenAll(hubs.Select(async hub => await hub.DisposeAsync()));
        }
    }

    [Fact]
    public async Task A_hub_with_a_stop_signal_first_reports_it_and_keeps_serving_for_a_while()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        await using var hub = await StartAsync(folder, FreePort.Find());
        using var client = hub.NewClient();

        hub.Terminate();

        var status = await Eventually.Async(
            async () => (await client.GetAsync("/health/ready")).StatusCode, status => status == System.Net.HttpStatusCode.ServiceUnavailable);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, status);
        using var answer = await client.SendAsync(Choice.Body());
        Assert.Equal((201, true), ((int)answer.StatusCode, answer.Headers.ConnectionClose));
        Assert.Equal(0, await hub.ExitedAsync());
    }

    [Fact]
    public async Task The_visitors_address_passes_the_proxy_and_can_not_be_forged()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        await using var one = await StartAsync(folder, FreePort.Find(), rateLimit: 2);
        await using var two = await StartAsync(folder, FreePort.Find(), rateLimit: 2);
        await using var nginx = await NginxProxy.StartAsync(one.Address, two.Address);
        using var client = nginx.NewClient();

        var statuses = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sites/shop/consents") { Content = new StringContent("{", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) };
            request.Headers.Add("X-Forwarded-For", $"203.0.113.{i}");
            using var answer = await client.SendAsync(request);
            statuses.Add((int)answer.StatusCode);
        }

        // Without Redis each of the two hubs counts by itself and allows 2, however many addresses the client invents.
        Assert.Equal([400, 400, 400, 400, 429, 429], statuses.Order());
    }

    private static Task<HubProcess> StartAsync(TestFolder folder, int port, int drainSeconds = 5, int rateLimit = 0) => HubProcess.StartAsync(
        folder, null, ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"), ("ConsentHub__DrainSeconds", $"{drainSeconds}"), ("ConsentHub__RateLimit", $"{rateLimit}"));

    private static async Task<IReadOnlyList<string>> ExportedAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/sites/shop/records/export?format=csv");
        request.Headers.Authorization = new("Bearer", Hub.AdminKey);
        using var answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        var rows = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1);
        return [.. rows.Select(row => row.Split(',')[0])];
    }
}
