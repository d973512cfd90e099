using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>After the command that docs/operating.md names, no file of the database contains anything that was erased.</summary>
public sealed class PostgresResidueTests
{
    [Fact]
    public async Task No_byte_of_erased_visitors_is_left_in_the_files_once_the_tables_were_rewritten()
    {
        await using var store = (PostgresUnderTest)await PostgresUnderTest.OpenAsync(new TestClock());
        var residue = new ErasureResidue(store.Consents, [await store.PublishAsync(TestSite.Minimal("shop")), await store.PublishAsync(TestSite.Minimal("blog"))]);
        await residue.RunAsync(ErasureResidue.Erasures);
        await store.ExecuteAsync("CHECKPOINT");
        Assert.NotEqual(0, residue.CountIn(await store.ReadFilesAsync()));

        // Rows that a transaction may still see are kept, and autovacuum opens transactions itself. The page then says
        // to repeat the command.
        byte[] files = [];
        await Eventually.Async(RewriteAsync, count => count == 0);

        Assert.All(residue.OfTheLiving.Take(50), visitor => Assert.True(files.AsSpan().IndexOf(visitor) >= 0));

        async Task<int> RewriteAsync()
        {
            foreach (var sql in new[] { "VACUUM (FULL, ANALYZE) consent, consent_id, erased_id", "VACUUM FULL pg_statistic", "CHECKPOINT" })
                await store.ExecuteAsync(sql);

            return residue.CountIn(files = await store.ReadFilesAsync());
        }
    }
}
