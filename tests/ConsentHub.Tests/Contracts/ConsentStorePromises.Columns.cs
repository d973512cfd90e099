using ConsentHub.Consents;
using ConsentHub.Formats;

namespace ConsentHub.Tests.Contracts;

public abstract partial class ConsentStorePromises
{
    [Fact]
    public async Task The_table_of_records_has_exactly_the_columns_of_the_one_list()
    {
        var list = Enumerable.Range(0, RecordColumns.Count).Select(WireNames<RecordColumn>.Of);

        Assert.Equal(list.Order(StringComparer.Ordinal), (await store.RecordColumnsAsync()).Order(StringComparer.Ordinal));
    }
}
