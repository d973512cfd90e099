using System.Globalization;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Hosting;

public sealed class GpcSupportTests
{
    [Fact]
    public async Task The_hub_states_that_it_abides_by_the_signal_as_the_specification_words_it()
    {
        await using var hub = await Hub.StartAsync();
        using var response = await hub.Client.GetAsync("/.well-known/gpc.json");

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var statement = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        Assert.Equal(["gpc", "lastUpdate"], statement.Select(m => m.Key));
        Assert.True((bool)statement["gpc"]!);
        Assert.True(DateOnly.TryParseExact((string?)statement["lastUpdate"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
    }
}
