using ConsentHub.Ledger;

namespace ConsentHub.Tests.Ledger;

public class LedgerEntryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1007)]
    [InlineData(1008)]
    [InlineData(20_000)]
    public void A_leaf_is_the_hash_of_salt_and_record_of_any_length(int length)
    {
        byte[] salt = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
        var record = new byte[length];
        Array.Fill(record, (byte)'x');

        Assert.Equal(TreeHash.OfLeaf([.. salt, .. record]), LedgerEntry.HashOf(salt, record));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void A_salt_of_another_length_is_the_callers_mistake(int length) => Assert.Throws<ArgumentException>(() => LedgerEntry.HashOf(new byte[length], "{}"u8));
}
