using System.Text;
using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>No file names an erased visitor once the duties of the visitor's withdrawals are acknowledged.</summary>
public sealed class SqliteDutyResidueTests
{
    [Fact]
    public async Task No_byte_of_an_erased_visitor_is_left_after_the_last_acknowledgement()
    {
        var clock = new TestClock();
        await using var store = (SqliteUnderTest)await SqliteUnderTest.OpenAsync(clock);
        var mailings = new RetentionClass { Id = "mailings", Name = TestSite.Text("Mailings", "Post"), Period = "P10D", After = RetentionEvent.Withdrawal, HeldBy = "mailer" };
        var shop = await store.PublishAsync(TestSite.Minimal("shop") with { Retention = [mailings] });
        var site = (await store.Sites.FindAsync("shop", CancellationToken.None))!;
        var latest = LoadedSite.ToNotice(site.Latest, site.Numbers);
        var visitors = Enumerable.Range(0, 300).Select(_ => Draft.NewVisitor()).ToList();
        foreach (var granted in new[] { Draft.Marketing, 0UL })
        {
            await Task.WhenAll(visitors.Select(v => store.Consents.AppendAsync(Draft.Of(shop, v, granted) with { Latest = latest })));
            clock.Advance(TimeSpan.FromDays(1));
        }

        // Some visitors stay, so that the table's pages remain in use.
        var erased = visitors.Where((_, i) => i % 3 != 0).ToList();
        await Task.WhenAll(erased.Select(v => store.Consents.EraseAsync(shop, v, ErasureReason.VisitorRequest)));
        var names = erased.Select(v => v.ToString()).ToHashSet(StringComparer.Ordinal);
        Assert.All(names, name => Assert.Contains(store.Files, file => Has(file.Bytes, name)));

        var (said, sealer) = (new Acknowledgement(true, null, null, null), await store.Trail.SealerAsync());
        foreach (var duty in (await store.Duties.ListAsync(new DutyQuery(shop, null, null, null, 1000), CancellationToken.None)).Where(d => names.Contains(d.Subject!)))
            Assert.IsType<AcknowledgeOutcome.Sealed>(await store.Duties.AcknowledgeAsync(shop, "shop", duty.Id, "mailer", said, Actor.CommandLine, sealer, clock.GetUtcNow()));

        // The wipe follows the commit; the next request waits for it.
        await store.Consents.EraseAsync(shop, Draft.NewVisitor(), ErasureReason.VisitorRequest);
        var files = store.Files.Append(("backup", await File.ReadAllBytesAsync(store.WriteBackup()))).ToList();
        Assert.All(names, name => Assert.DoesNotContain(files, file => Has(file.Item2, name)));
        Assert.Contains(files, file => Has(file.Item2, visitors[0].ToString()));
    }

    private static bool Has(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
