using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>What was erased is in no file of the database after the command that docs/operating.md names for it.</summary>
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

        // What a transaction may still see is kept, and autovacuum has some of its own: then the page says to do it again.
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
