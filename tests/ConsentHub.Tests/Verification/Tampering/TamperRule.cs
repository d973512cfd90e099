namespace ConsentHub.Tests.Verification.Tampering;

/// <summary>What <c>verify database</c> says where a row of a table was changed, deleted or put in.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Row">Selects the row to change; absent, any.</param>
/// <param name="Columns">By column: what is said where its value was changed. <see cref="Unnoticed"/>, or <see cref="Impossible"/> where the table can have no other value.</param>
/// <param name="Deleted">What is said where the row is gone.</param>
/// <param name="Added">What is said where a copy of the row was put in.</param>
/// <param name="Fresh">The columns in which such a copy differs.</param>
internal sealed record TamperRule(string Table, string? Row, IReadOnlyDictionary<string, string> Columns, string Deleted, string Added, IReadOnlyList<string> Fresh)
{
    /// <summary>Nothing is said, and docs/operating.md says why.</summary>
    public const string Unnoticed = "(unnoticed)";

    /// <summary>The database itself refuses the change.</summary>
    public const string Impossible = "(impossible)";

    /// <summary>The table, where nobody notices that a row is gone; otherwise each column of which nobody notices a change.</summary>
    public IEnumerable<string> UnnoticedNames => Deleted == Unnoticed ? [Table] : Columns.Where(c => c.Value == Unnoticed).Select(c => $"{Table}.{c.Key}");

    /// <summary>A table of which nothing is checked.</summary>
    public static TamperRule Open(string table, string columns, string fresh) =>
        new(table, null, Names(columns).ToDictionary(c => c, _ => Unnoticed), Unnoticed, Unnoticed, Names(fresh));

    /// <param name="columns">Columns that are noticed by one and the same words.</param>
    public static TamperRule Noticed(string table, string? row, string fresh, string deleted, string added, params (string Columns, string Said)[] columns) =>
        new(table, row, columns.SelectMany(c => Names(c.Columns).Select(name => (name, c.Said))).ToDictionary(c => c.name, c => c.Said), deleted, added, Names(fresh));

    private static string[] Names(string list) => list.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
