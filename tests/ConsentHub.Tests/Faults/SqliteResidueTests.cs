using System.Buffers.Binary;
using ConsentHub.Consents;
using ConsentHub.Promises;
using ConsentHub.Sites.Model;
using ConsentHub.Sqlite.Database;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Tests.Faults;

/// <summary>No file contains what was erased, not even in the copy that SQLite leaves after moving a row.</summary>
public sealed class SqliteResidueTests
{
    private const int PageSize = 4096;

    [Fact]
    public async Task No_byte_of_erased_visitors_is_left_in_the_database_its_log_the_journal_and_a_new_backup()
    {
        await using var store = (SqliteUnderTest)await SqliteUnderTest.OpenAsync(new TestClock());
        var sites = new List<int>();
        foreach (var key in Enumerable.Range(0, 5).Select(i => $"shop-{i}"))
            sites.Add(await store.PublishAsync(TestSite.Minimal(key)));

        var residue = new ErasureResidue(store.Consents, sites);
        await residue.RunAsync(ErasureResidue.Erasures);
        var backup = store.WriteBackup();

        foreach (var (name, bytes) in store.Files.Append(("backup", await File.ReadAllBytesAsync(backup))))
            Assert.True(residue.CountIn(bytes) == 0, $"{name} holds something of an erased visitor {residue.CountIn(bytes)} times.");

        // The search finds existing data, and would find copies in unused bytes too, but there are none.
        var database = await File.ReadAllBytesAsync(backup);
        Assert.All(residue.OfTheLiving.Take(100), visitor => Assert.True(database.AsSpan().IndexOf(visitor) >= 0));
        Assert.Equal(0, UnusedBytesInUse(database));
    }

    [Fact]
    public async Task No_byte_of_the_ids_of_erased_records_is_left_after_their_date()
    {
        var clock = new TestClock();
        await using var store = (SqliteUnderTest)await SqliteUnderTest.OpenAsync(clock);
        var shop = await store.PublishAsync(TestSite.Minimal("shop"));
        var drafts = Enumerable.Range(0, 900).Select(_ => Draft.Of(shop)).ToList();
        await Task.WhenAll(drafts.Select(store.Consents.AppendAsync));
        var ids = new HashSet<Int128>();
        // Some visitors stay, so that the table's pages remain in use.
        foreach (var (draft, i) in drafts.Select((d, i) => (d, i)).Where(d => d.i % 3 != 0))
        {
            if (i == 601)
                clock.Advance(TimeSpan.FromDays(1));
            await store.Consents.EraseAsync(shop, draft.Content.Visitor, ErasureReason.VisitorRequest);
            if (i < 601)
                ids.Add(BinaryPrimitives.ReadInt128BigEndian(draft.Content.Id.ToByteArray(bigEndian: true)));
        }

        Assert.NotEqual(0, store.Files.Sum(file => CountIn(file.Bytes, ids)));
        clock.Advance(AppendRules.ErasedIdsKept - TimeSpan.FromDays(1));
        Assert.Equal(ids.Count, await store.Consents.DeleteExpiredIdsAsync(CancellationToken.None));

        // The wipe follows the commit; the next request waits for it.
        await store.Consents.EraseAsync(shop, Draft.NewVisitor(), ErasureReason.VisitorRequest);
        Assert.All(store.Files.Append(("backup", await File.ReadAllBytesAsync(store.WriteBackup()))), file => Assert.Equal(0, CountIn(file.Item2, ids)));
        Assert.NotEqual(0, await store.CountErasedIdsAsync());
    }

    [Fact]
    public async Task No_byte_of_records_removed_at_the_end_of_their_period_is_left()
    {
        var clock = new TestClock();
        await using var store = (SqliteUnderTest)await SqliteUnderTest.OpenAsync(clock);
        var promise = new RetentionClass { Id = RetentionClass.ConsentRecords, Name = TestSite.Text("Records", "Einträge"), Period = "P30D", After = RetentionEvent.ChoiceEnded };
        var shop = await store.PublishAsync(TestSite.Minimal("shop") with { Retention = [promise] });
        var secrets = new HashSet<Int128>();
        foreach (var i in Enumerable.Range(0, 900))
        {
            // Some visitors choose later, so that their records stay among the removed ones.
            clock.Set(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(i % 3 == 0 ? 10 : 0));
            var draft = Draft.Of(shop);
            await store.Consents.AppendAsync(draft);
            var salt = (await store.Consents.FindSealedAsync(shop, draft.Content.Id, CancellationToken.None))!.Salt;
            if (i % 3 != 0)
                secrets.UnionWith(new[] { draft.Content.Visitor.ToByteArray(), draft.Content.Id.ToByteArray(bigEndian: true), LedgerSalt.ToBytes(salt) }.Select(b => BinaryPrimitives.ReadInt128BigEndian(b)));
        }

        Assert.NotEqual(0, store.Files.Sum(file => CountIn(file.Bytes, secrets)));
        clock.Set(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + Draft.Lifetime + TimeSpan.FromDays(30));
        var rules = Assert.Single(await new RetentionPromises(store.Sites).AllAsync(CancellationToken.None));
        var removed = 0;
        for (var slice = default(RetentionSlice); slice.Next is null || slice.Next <= clock.GetUtcNow(); removed += slice.Removed)
            slice = await store.Retention.RunAsync(rules, clock.GetUtcNow(), CancellationToken.None);
        Assert.Equal(600, removed);
        await store.Retention.EndAsync();

        // The wipe follows the commit; the next request waits for it.
        await store.Consents.EraseAsync(shop, Draft.NewVisitor(), ErasureReason.VisitorRequest);
        Assert.All(store.Files.Append(("backup", await File.ReadAllBytesAsync(store.WriteBackup()))), file => Assert.Equal(0, CountIn(file.Item2, secrets)));
    }

    private static int CountIn(byte[] bytes, HashSet<Int128> ids) =>
        Enumerable.Range(0, Math.Max(0, bytes.Length - 15)).Count(at => ids.Contains(BinaryPrimitives.ReadInt128BigEndian(bytes.AsSpan(at))));

    [Fact]
    public async Task A_database_stays_sound_after_writes_of_every_kind()
    {
        await using var store = (SqliteUnderTest)await SqliteUnderTest.OpenAsync(new TestClock());
        var residue = new ErasureResidue(store.Consents, [await store.PublishAsync(TestSite.Minimal("shop"))]);
        await residue.RunAsync(100);

        using var copy = new SqliteConnection($"Data Source={store.WriteBackup()};Mode=ReadOnly;Pooling=false");
        await copy.OpenAsync();
        await using var check = copy.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", await check.ExecuteScalarAsync());
    }

    /// <summary>Anything but a page of a tree whose numbers are in order is left unchanged, whatever its first bytes are.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(13)]
    public void A_page_of_text_that_looks_like_a_page_of_a_tree_is_not_touched(byte kind)
    {
        var page = Enumerable.Range(0, PageSize).Select(i => (byte)('a' + (i % 26))).ToArray();
        page[0] = kind;
        var before = page.ToArray();

        SqlitePages.Wipe(page, first: false);

        Assert.Equal(before, page);
    }

    /// <summary>Bytes other than zero between the pointers and the rows of each page, by SQLite's description of its file.</summary>
    private static int UnusedBytesInUse(byte[] file)
    {
        var count = 0;
        foreach (var (number, page) in file.Chunk(PageSize).Index())
        {
            var header = number == 0 ? 100 : 0;
            if (page[header] is not (2 or 5 or 10 or 13))
                continue;

            var begin = header + (page[header] < 10 ? 12 : 8) + (2 * ((page[header + 3] << 8) | page[header + 4]));
            var end = (page[header + 5] << 8) | page[header + 6];
            count += page[begin..end].Count(b => b != 0);
        }

        return count;
    }
}
