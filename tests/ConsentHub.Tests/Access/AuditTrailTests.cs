using System.Globalization;
using System.Text.Json.Nodes;
using ConsentHub.ApiKeys;
using ConsentHub.ConsentLog.Export;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Access;

/// <summary>The audit trail as administrators read it: filtered, in pages, exported.</summary>
public sealed class AuditTrailTests(HubFixture fixture) : IClassFixture<HubFixture>
{
    private readonly Hub hub = fixture.Hub;

    [Fact]
    public async Task Pages_continue_to_the_first_entry_and_no_further()
    {
        using var analyst = hub.KeyedClient(await hub.CreateKeyAsync(Role.Analyst, "shop"));
        for (var i = 0; i < 5; i++)
            await analyst.GetAsync("/v1/sites/shop/stats").JsonAsync();
        using var admin = hub.KeyedClient();

        var ids = new List<long>();
        string? cursor = null;
        do
        {
            var page = await admin.GetAsync($"/v1/admin/audit?limit=2&site=shop&action=stats.read{(cursor is null ? "" : "&cursor=" + cursor)}").JsonAsync();
            ids.AddRange(page["entries"]!.AsArray().Select(e => (long)e!["id"]!));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);

        Assert.True(ids.Count >= 5, $"{ids.Count} entries");
        Assert.Equal(ids.Distinct().OrderDescending(), ids);
    }

    [Theory]
    [InlineData("colour=red", "colour")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-03-02&to=2026-03-02", "to")]
    [InlineData("key=first", "key")]
    [InlineData("actor=me", "actor")]
    [InlineData("action=records", "action")]
    [InlineData("cursor=v1.2", "cursor")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    public async Task A_wrong_parameter_is_named(string query, string name)
    {
        using var admin = hub.KeyedClient();
        await admin.GetAsync("/v1/admin/audit?" + query).RefusedAsync(400, "invalid_query", name);
    }

    [Fact]
    public async Task The_export_has_every_entry_oldest_first_with_its_hash_and_signature()
    {
        using var admin = hub.KeyedClient();
        await admin.GetAsync("/v1/sites/shop/stats").JsonAsync();

        var lines = (await admin.GetStringAsync("/v1/admin/audit/export?format=ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!.AsObject()).ToList();
        var rows = (await admin.GetStringAsync("/v1/admin/audit/export?to=2100-01-01")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(Enumerable.Range(1, lines.Count).Select(i => (long)i), lines.Select(l => (long)l["id"]!));
        Assert.All(lines, l => Assert.Equal(["id", "at", "actor", "key", "action", "site", "detail", "hash", "signature"], l.Select(m => m.Key)));
        Assert.Equal("id,at,actor,key,action,site,detail,hash,signature", rows[0]);
        // The first export and its own entry are between them.
        Assert.Equal(lines.Count + 1, rows.Length - 1);
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{lines.Count},{lines[^1]["at"]},key,1,stats.read,shop,"), rows[lines.Count], StringComparison.Ordinal);
        // A hash may begin with a plus, which a spreadsheet would take for a formula.
        var hash = (string)lines[0]["hash"]!;
        Assert.EndsWith($",{(CsvCells.NeedsGuard(hash) ? "'" : "")}{hash},{lines[0]["signature"]}", rows[1], StringComparison.Ordinal);
    }
}
