namespace ConsentHub.Tests.Verification.Tampering;

/// <summary>What <c>verify database</c> reports if a row of a table was changed, deleted or inserted.</summary>
/// <param name="Table">Name of the table.</param>
/// <param name="Row">Selects the row to change; any row if absent.</param>
/// <param name="Columns">By column: what is reported if its value was changed: a message, <see cref="Unnoticed"/>, or <see cref="Impossible"/> if the table allows no other value.</param>
/// <param name="Deleted">What is reported if the row was deleted.</param>
/// <param name="Added">What is reported if a copy of the row was inserted.</param>
/// <param name="Fresh">The columns in which that copy differs.</param>
internal sealed record TamperRule(string Table, string? Row, IReadOnlyDictionary<string, string> Columns, string Deleted, string Added, IReadOnlyList<string> Fresh)
{
    /// <summary>Nothing is reported; docs/operating.md explains why.</summary>
    public const string Unnoticed = "(unnoticed)";

    /// <summary>The database itself refuses the change.</summary>
    public const string Impossible = "(impossible)";

    /// <summary>The table, if a deleted row goes unnoticed; otherwise each column whose changes go unnoticed.</summary>
    public IEnumerable<string> UnnoticedNames => Deleted == Unnoticed ? [Table] : Columns.Where(c => c.Value == Unnoticed).Select(c => $"{Table}.{c.Key}");

    /// <summary>A table that is not checked at all.</summary>
    public static TamperRule Open(string table, string columns, string fresh) =>
        new(table, null, Names(columns).ToDictionary(c => c, _ => Unnoticed), Unnoticed, Unnoticed, Names(fresh));

    /// <param name="columns">Groups of columns, each with the message that reports a change of any of them.</param>
    public static TamperRule Noticed(string table, string? row, string fresh, string deleted, string added, params (string Columns, string Said)[] columns) =>
        new(table, row, columns.SelectMany(c => Names(c.Columns).Select(name => (name, c.Said))).ToDictionary(c => c.name, c => c.Said), deleted, added, Names(fresh));

    private static string[] Names(string list) => list.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
