using ConsentHub.CommandLine;
using ConsentHub.Consents;
using ConsentHub.Tests.Analysis;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.CommandLine;

public sealed class StatsRebuildTests
{
    [Fact]
    public async Task After_tampering_a_rebuild_gives_the_counts_of_before()
    {
        var filled = new FilledHub();
        await filled.InitializeAsync();
        await using var hub = filled.Hub;
        Assert.True(Visitor.TryParse(filled.Posted[0].Visitor, out var visitor));
        await hub.Services.GetRequiredService<IConsentStore>().EraseAsync(hub.Site().Number, visitor.Value, ErasureReason.AdminRequest);
        var before = await DumpAsync(hub.Folder.Database);
        var untouched = (await Cli.RunAsync(hub.Folder, ["stats", "rebuild"])).Ended(ExitCodes.Done);
        Assert.Contains("shop: every cell and every hour was right.", untouched.Output, StringComparison.Ordinal);

        await using (var connection = new SqliteConnection($"Data Source={hub.Folder.Database};Pooling=False"))
        {
            await connection.ExecuteAsync("DELETE FROM rollup WHERE dimension = 4 AND removed_decided = 0");
            await connection.ExecuteAsync("UPDATE rollup SET decided = decided + 5, granted = 99 WHERE dimension = 1");
        }

        Assert.NotEqual(before, await DumpAsync(hub.Folder.Database));
        var rebuilt = (await Cli.RunAsync(hub.Folder, ["stats", "rebuild", "shop"])).Ended(ExitCodes.Done);
        Assert.Contains("cells and 0 hours were wrong and have been corrected.", rebuilt.Output, StringComparison.Ordinal);
        Assert.Equal(before, await DumpAsync(hub.Folder.Database));
        (await Cli.RunAsync(hub.Folder, ["stats", "rebuild", "shop", "nowhere"])).Ended(ExitCodes.Usage);
    }

    private static async Task<IReadOnlyList<string>> DumpAsync(string database)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False;Mode=ReadOnly");
        var rows = await connection.QueryAsync("SELECT * FROM rollup ORDER BY site, dimension, quarter, value");
        return [.. rows.Select(r => string.Join('|', ((IDictionary<string, object>)r).Values))];
    }
}
