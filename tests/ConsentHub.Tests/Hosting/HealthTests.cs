using ConsentHub.Sqlite.Database;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Hosting;

public sealed class HealthTests
{
    [Fact]
    public async Task A_hub_that_can_store_choices_is_ready()
    {
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop"), TestSite.Minimal("blog")]);

        Assert.Equal("alive", await hub.Client.GetStringAsync("/health/live"));
        var ready = await hub.Client.GetAsync("/health/ready").JsonAsync();
        Assert.Equal("""{"status":"ready","sites":2,"siteFiles":[]}""", ready.ToJsonString());
    }

    [Fact]
    public async Task A_hub_that_can_store_nothing_says_why_and_recovers_by_itself()
    {
        await using var hub = await Hub.StartAsync();
        using (var other = hub.Services.GetRequiredService<SqliteDatabase>().OpenWriter())
        {
            await other.ExecuteAsync("BEGIN IMMEDIATE");
            var ready = await hub.Client.GetAsync("/health/ready").JsonAsync(503);
            Assert.Equal("unavailable", (string?)ready["status"]);
            Assert.NotEmpty((string)ready["store"]!);
            Assert.Equal("alive", await hub.Client.GetStringAsync("/health/live"));
            await other.ExecuteAsync("ROLLBACK");
        }

        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        await hub.Client.GetAsync("/health/ready").JsonAsync();
    }
}
