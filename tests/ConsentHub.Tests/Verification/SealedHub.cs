using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ConsentHub.Keys;
using ConsentHub.Ledger;
using ConsentHub.Settings;
using ConsentHub.SiteLedger;
using ConsentHub.Sites.Model;
using ConsentHub.Sqlite;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Tests.Verification;

/// <summary>A database as a hub left it: three sites, one of them without an entry, removals, and checkpoints of several sizes.</summary>
/// <remarks>Tests use copies of it. The log of <c>shop</c> has two full tiles and a tail; checkpoints cover the beginning of the tail.</remarks>
public sealed class SealedHub : IAsyncLifetime
{
    private const int ShopRecords = 600, BlogRecords = 40;

    private int posted;

    /// <summary>The last checkpoint of <c>shop</c>, which is smaller than its log.</summary>
    internal long Covered { get; private set; }

    internal TestFolder Folder { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Folder = new TestFolder();
        var shop = TestSite.Minimal("shop") with { Consent = new ConsentRules { RecordPage = true } };
        var hub = await Hub.StartAsync([shop, TestSite.Minimal("blog"), TestSite.Minimal("empty")], Folder);
        var visitors = Enumerable.Range(0, 60).Select(_ => Choice.NewVisitorId()).ToList();
        await PostAsync(hub, "shop", visitors, ShopRecords / 2);
        await PostAsync(hub, "blog", visitors, BlogRecords);
        await SignAsync(hub, "shop");
        await EraseAsync(hub, "shop", visitors[7]);
        await EraseAsync(hub, "blog", visitors[7]);
        await PostAsync(hub, "shop", visitors, ShopRecords / 2 - 30);
        await SignAsync(hub, "shop");
        await EraseAsync(hub, "shop", visitors[8]);
        // The response to an erasure has a signed statement, so the hub signs a checkpoint too.
        Covered = await SignAsync(hub, "shop");
        await SignAsync(hub, "blog");
        await PostAsync(hub, "shop", visitors, 30);
        await hub.StopAsync();
    }

    public Task DisposeAsync()
    {
        Folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Copies the data, changes the copy with SQL, and returns what <c>verify database</c> reports.</summary>
    internal async Task<CliRun> VerifyAsync(Action<SqliteConnection>? tamper = null, params string[] words)
    {
        using var copy = Copy();
        if (tamper is not null)
            copy.Change(tamper);

        return await Cli.RunAsync(copy, ["verify", "database", .. words]);
    }

    internal TestFolder Copy()
    {
        var copy = new TestFolder();
        Directory.CreateDirectory(copy.Data);
        foreach (var file in Directory.EnumerateFiles(Folder.Data))
            File.Copy(file, Path.Combine(copy.Data, Path.GetFileName(file)));

        return copy;
    }

    /// <summary>The hub's signing key, as an attacker has it who also has the master key.</summary>
    internal ECDsa StealKey(SqliteConnection connection)
    {
        using var keys = OpenKeys.Of(connection.Query<HubKey>(HubKey.Select).AsList(), new MasterKey(new HubSettings { Data = Folder.Data }, new SqliteProvider(new HubSettings { Data = Folder.Data })));
        var stolen = ECDsa.Create();
        stolen.ImportPkcs8PrivateKey(keys.Newest.ExportPkcs8PrivateKey(), out _);
        return stolen;
    }

    private async Task PostAsync(Hub hub, string site, List<string> visitors, int count)
    {
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, ct) =>
        {
            var (services, action) = i % 3 == 0 ? (new JsonObject { ["shop_stats"] = true, ["shop_ads"] = true }, "save") : (null, "reject_all");
            var body = Choice.Body(
                visitors[i % visitors.Count], ("action", action), ("services", services), ("elapsed", i), ("previous", i % 3 == 0 ? Choice.NewId() : null),
                ("page", site == "shop" ? $"/shelf/{Interlocked.Increment(ref posted)}" : null), ("lang", i % 2 == 0 ? "de" : "en"));
            using var answer = await hub.Client.SendAsync(body, site);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(ct));
        });
    }

    private static async Task<long> SignAsync(Hub hub, string site) =>
        long.Parse((await hub.Client.GetStringAsync($"/ledger/{site}/checkpoint")).Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task EraseAsync(Hub hub, string site, string visitor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/v1/sites/{site}/visitor") { Headers = { { "Visitor-Id", visitor } } };
        using var answer = await hub.Client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode);
    }
}

internal static class TamperingSql
{
    public const string Shop = "(SELECT number FROM site WHERE key = 'shop')";

    /// <summary>Changes the database of a folder directly, without the hub.</summary>
    public static void Change(this TestFolder folder, Action<SqliteConnection> tamper)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = folder.Database, Pooling = false }.ToString());
        connection.Open();
        tamper(connection);
    }

    public static void Change(this TestFolder folder, string sql) => folder.Change(db => db.Change(sql));

    public static void Change(this SqliteConnection connection, string sql, object? parameters = null) =>
        Assert.True(connection.Execute(sql, parameters) > 0, $"Nothing was changed by {sql}");

    /// <summary>Inserts a checkpoint as the hub would.</summary>
    public static void AddCheckpoint(this SqliteConnection connection, Checkpoint checkpoint, ECDsa key)
    {
        var site = connection.QuerySingle<long>($"SELECT {Shop}");
        var sealer = new CheckpointSealer(bytes => key.SignData(bytes, HashAlgorithmName.SHA256));
        var (row, next) = sealer.Next(
            connection.QuerySingle<CheckpointHead>(CheckpointHead.Select, new { site }), checkpoint, SignedNote.Sign(checkpoint.Text, checkpoint.Origin, key).ToString(), DateTimeOffset.UnixEpoch);
        connection.Change(CheckpointRow.Insert, row);
        connection.Change(CheckpointHead.Update, next);
    }

    /// <summary>A record of <c>shop</c> with every optional column, by its row number among such records.</summary>
    public static (long Leaf, string Id) Record(this SqliteConnection connection, int number = 20)
    {
        var (leaf, id) = connection.QuerySingle<(long, byte[])>(
            $"SELECT leaf, id FROM consent WHERE site = {Shop} AND services IS NOT NULL AND page IS NOT NULL AND previous IS NOT NULL ORDER BY leaf LIMIT 1 OFFSET @number", new { number });
        return (leaf, new Guid(id, bigEndian: true).ToString());
    }
}
