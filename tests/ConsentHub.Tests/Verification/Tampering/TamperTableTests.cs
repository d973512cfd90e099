using System.Collections.Concurrent;
using ConsentHub.CommandLine;

namespace ConsentHub.Tests.Verification.Tampering;

/// <summary>
/// A change made in the database is noticed: every column of every table is changed, and a row of each table is deleted
/// and one inserted.
/// </summary>
public abstract class TamperTableTests : IAsyncLifetime
{
    private FilledStore store = null!;

    public async Task InitializeAsync() => store = await CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task Every_change_of_a_column_or_row_is_reported_or_known_to_go_unnoticed()
    {
        var columns = await store.ColumnsAsync();
        Assert.Equal(
            columns.Select(c => $"{c.Table}.{c.Name}").Order(StringComparer.Ordinal),
            columns.Select(c => c.Table).Distinct().SelectMany(RuleOf).Order(StringComparer.Ordinal));
        var clean = await store.VerifyAsync("", null);
        Assert.True(clean.Code == ExitCodes.Done, clean.Said);

        var cases = columns.GroupBy(c => c.Table).SelectMany(table => CasesOf([.. table])).ToList();
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = FilledStore.AtOnce }, async (one, _) =>
        {
            if (await FindErrorAsync(one) is { } fault)
                wrong.Add(fault);
        });

        Assert.True(wrong.IsEmpty, string.Join("\n", wrong.Order(StringComparer.Ordinal)));
    }

    private protected abstract Task<FilledStore> CreateAsync();

    private static IEnumerable<string> RuleOf(string table) =>
        (TamperRules.All.FirstOrDefault(r => r.Table == table)?.Columns.Keys ?? []).Select(name => $"{table}.{name}");

    private IEnumerable<TamperCase> CasesOf(IReadOnlyList<StoredColumn> columns)
    {
        var rule = TamperRules.All.Single(r => r.Table == columns[0].Table);
        var keys = string.Join(", ", columns.Where(c => c.IsKey).Select(c => c.Name));
        foreach (var column in columns)
            yield return new TamperCase(
                rule.Table, column.Name, $"UPDATE {rule.Table} SET {column.Name} = {store.Other(column, column.IsKey || rule.Fresh.Contains(column.Name))} WHERE {One($"{column.Name} IS NULL, ")}",
                rule.Columns[column.Name]);

        yield return new TamperCase(rule.Table, "deleted", $"DELETE FROM {rule.Table} WHERE {One("")}", rule.Deleted);
        var copied = string.Join(", ", columns.Select(c => rule.Fresh.Contains(c.Name) ? store.Other(c, isFresh: true) : c.Name));
        yield return new TamperCase(
            rule.Table, "added", $"INSERT INTO {rule.Table} ({string.Join(", ", columns.Select(c => c.Name))}) SELECT {copied} FROM {rule.Table} WHERE {One("")}", rule.Added);

        // One row, if possible one in which the column has a value.
        string One(string first) => $"({keys}) IN (SELECT {keys} FROM {rule.Table} WHERE {rule.Row ?? "1 = 1"} ORDER BY {first}{keys} LIMIT 1)";
    }

    private async Task<string?> FindErrorAsync(TamperCase one)
    {
        var run = await store.VerifyAsync(one.Table, one.Sql);
        var right = one.Said switch
        {
            TamperRule.Impossible => run.Refusal is not null,
            TamperRule.Unnoticed => run is { Refusal: null, Code: ExitCodes.Done },
            _ => run.Refusal is null && run.Code is ExitCodes.CheckFailed or ExitCodes.NotStarted && run.Said.Contains(one.Said, StringComparison.Ordinal),
        };
        return right ? null : $"{one.Table} {one.What}: expected {one.Said}; exit code {run.Code}\n{run.Refusal}{run.Said}\n";
    }
}

/// <param name="What">The column that is changed, or what happens to a row.</param>
internal sealed record TamperCase(string Table, string What, string Sql, string Said);

public sealed class SqliteTamperTableTests : TamperTableTests
{
    private protected override Task<FilledStore> CreateAsync() => SqliteFilledStore.CreateAsync();
}

public sealed class PostgresTamperTableTests : TamperTableTests
{
    private protected override Task<FilledStore> CreateAsync() => PostgresFilledStore.CreateAsync();
}
