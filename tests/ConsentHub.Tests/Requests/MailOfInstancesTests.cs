using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Requests;

/// <summary>Two hubs on one PostgreSQL database.</summary>
public sealed class MailOfInstancesTests : IAsyncLifetime
{
    private const int Many = 40;

    private readonly MailServer mail = MailServer.Start();
    private PostgresTestDatabase database = null!;

    public async Task InitializeAsync() => database = await PostgresTestDatabase.CreateAsync();

    public async Task DisposeAsync()
    {
        await mail.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Two_hubs_send_each_message_once_and_either_takes_the_code()
    {
        await using var first = await Hub.StartAsync([RequestHub.Shop], settings: [.. database.Settings, .. mail.Settings]);
        await using var second = await Hub.StartAsync([RequestHub.Shop], settings: [.. database.Settings, .. mail.Settings]);
        var ids = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => (i % 2 == 0 ? first : second).AskAsync(email: $"person{i}@person.example")));
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Many; i++)
        {
            var message = await mail.NextAsync();
            codes.Add(message.To.Single(), message.Code);
        }

        await Task.WhenAll(ids.Select((id, i) => (i % 2 == 0 ? second : first).EnterAsync(id, codes[$"person{i}@person.example"]).JsonAsync()));
        for (var i = 0; i < Many; i++)
            await mail.NextAsync();

        Assert.Equal(2 * Many, mail.All.Select(m => m.Message.MessageId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(2 * Many, mail.All.Count);
    }
}
