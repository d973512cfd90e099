using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Verification.Tampering;

/// <summary>A database that a hub has filled, with rows in every table; each case changes its own copy.</summary>
internal abstract class FilledStore : IAsyncDisposable
{
    /// <summary>How many copies may be verified at the same time.</summary>
    public const int AtOnce = 4;

    /// <summary>Its tables and columns, from the database's own catalogue.</summary>
    public abstract Task<IReadOnlyList<StoredColumn>> ColumnsAsync();

    /// <summary>Changes one table of a copy directly, then verifies the copy.</summary>
    /// <param name="sql">The change; if absent, nothing is changed.</param>
    public abstract Task<TamperedRun> VerifyAsync(string table, string? sql);

    /// <summary>A SQL expression for another value of a column that its type allows.</summary>
    /// <param name="isFresh">Whether the value must differ from that of every other row.</param>
    public abstract string Other(StoredColumn column, bool isFresh);

    public abstract ValueTask DisposeAsync();

    /// <summary>
    /// Fills a hub on SQLite: a full tile and a tail, optional values, an erasure, checkpoints, a statement and open
    /// duties, keys of every kind, a draft, counts.
    /// </summary>
    protected static async Task FillAsync(TestFolder folder, (string Key, string Value) masterKey)
    {
        var hub = await Hub.StartAsync([TestSite.Minimal("shop").WithDuties() with { Consent = new ConsentRules { RecordPage = true } }, TestSite.Minimal("blog")], folder, null, masterKey);
        var erased = Choice.NewVisitorId();
        using var keyed = hub.KeyedClient();
        // The first record stays, so that no removed position is at an end of the index of hours.
        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        await Parallel.ForAsync(0, 261, async (i, _) =>
        {
            var body = i < 3 ? Choice.Body(erased, ("lang", i == 0 ? "de" : "en"), ("page", $"/{i}")) : Choice.Body(
                null, ("action", "save"), ("services", new JsonObject { ["shop_stats"] = true }), ("previous", Choice.NewId()), ("page", $"/{i}"));
            await (i % 50 == 10 ? keyed : hub.Client).SendAsync(body).JsonAsync(201);
        });
        await hub.Client.SendAsync(Choice.Body(), "blog").JsonAsync(201);
        await hub.Client.GetStringAsync("/ledger/shop/checkpoint");
        await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", erased)).JsonAsync();
        await hub.Client.GetStringAsync("/ledger/blog/checkpoint");
        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);

        await hub.StateAsync();
        await hub.StateAsync(new Acknowledgement(false, null, null, "a claim"));
        await hub.OweAsync();
        await hub.RecurAsync();
        await keyed.PutAsJsonAsync("/v1/admin/sites/shop/holds/court", new { @class = "consent_records", reason = "a claim", basis = "a law", until = "2999-01-01" });
        await keyed.PutAsJsonAsync("/v1/admin/sites/shop/webhooks/archive", new { url = "https://archive.example/" });
        await hub.CreateConnectorAsync("crm", "shop");
        var keys = hub.Services.GetRequiredService<ApiKeyIssuer>();
        var gone = await keys.CreateAsync(new KeyDraft("gone", Role.Editor, null, TimeProvider.System.GetUtcNow().AddYears(1)), Actor.CommandLine);
        await keys.RevokeAsync(gone.Key.Id, Actor.CommandLine);
        await hub.Services.GetRequiredService<ISiteStore>().SaveDraftAsync("drafted", "{}"u8.ToArray());
        await keyed.GetStringAsync("/v1/sites/shop/stats");
        await hub.Client.GetStringAsync("/health/ready");
        await hub.RestrictAsync();
        await hub.StopAsync();
    }

    protected static async Task<TamperedRun> RunAsync(TestFolder folder, (string Key, string Value)[] settings)
    {
        var run = await Cli.RunAsync(folder, ["verify", "database"], settings: settings);
        return new TamperedRun(run.Code, run.Output + run.Error);
    }
}

/// <param name="Refusal">The database's error if it refused the change; null if it accepted it.</param>
internal sealed record TamperedRun(int Code, string Said, string? Refusal = null);

internal sealed class StoredColumn
{
    public string Table { get; init; } = "";
    public string Name { get; init; } = "";
    public string Type { get; init; } = "";

    /// <summary>Whether the column is part of the primary key.</summary>
    public bool IsKey { get; init; }
}
