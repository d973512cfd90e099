using ConsentHub.ConsentLog;
using ConsentHub.Duties;

namespace ConsentHub.Tests.Contracts;

/// <summary>Statements as verification reads them.</summary>
public abstract partial class DutyStorePromises
{
    [Fact]
    public async Task A_snapshot_has_each_statement_as_it_was_sealed_in_the_order_of_the_log()
    {
        var first = await DutyAsync(Closed("e1", "account-7", Now));
        var second = await DutyAsync(Closed("e2", "account-8", Now));
        var refused = await SealAsync(second, new Acknowledgement(false, null, null, "a tax audit"));
        await WriteAsync(Draft.Of(shop));
        var done = await SealAsync(first, new Acknowledgement(true, 412, "job 9", null));

        using var snapshot = store.Snapshot();
        var rows = await snapshot.StatementsAsync(shop, CancellationToken.None).ToListAsync();

        Assert.Equal([Stored(refused, second), Stored(done, first)], rows);
        Assert.Equal([0, 2], rows.Select(r => r.Leaf));
        Assert.All(rows, row => Assert.Equal(row.Body, row.Record()!.ToJsonString()));
    }

    private static StoredStatement Stored(DutyStatement statement, Duty duty) => new(statement.LeafIndex, statement.Salt, duty.Id, duty.HeldBy, statement.Body);
}
