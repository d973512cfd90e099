using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Sites.Model;
using ConsentHub.Stores;
using Npgsql;

namespace ConsentHub.Postgres.Database;

/// <summary>Reads a record's row for verification: detects every value that the program would never have written, even if the ordinary reader accepts it.</summary>
/// <remarks>The column types already guarantee ids of 16 bytes and texts in valid UTF-8 without a NUL.</remarks>
internal static class PostgresExactRow
{
    private const int Services = 7, ApiKey = 18;

    private static readonly string[] Names = [.. PostgresRow.SealedColumns.Split(", ").Select(n => n["c.".Length..])];

    private static readonly (int Column, Func<long, bool> Holds)[] Numbers =
    [
        (3, ExactValues.IsTime), (4, ExactValues.IsTime), (5, v => v >= 1), (11, ExactValues.IsWord<ConsentModel>), (13, ExactValues.IsWord<ConsentAction>),
        (14, ExactValues.IsWord<ConsentSource>), (15, v => v is >= 0 and <= 3),
    ];

    /// <summary>Reads a row selected with <see cref="PostgresRow.SealedColumns"/>.</summary>
    public static StoredConsent Read(NpgsqlDataReader row)
    {
        var odd = OddColumn(row);
        return new StoredConsent(
            row.GetInt64(0), row.GetGuid(1).ToString(), odd is null ? PostgresRow.ReadSealed(row) : null, odd is { } column ? Names[column] : null);
    }

    private static int? OddColumn(NpgsqlDataReader row)
    {
        foreach (var (column, holds) in Numbers)
        {
            if (!holds(row.GetFieldType(column) == typeof(long) ? row.GetInt64(column) : row.GetInt32(column)))
                return column;
        }

        if (!row.IsDBNull(ApiKey) && row.GetInt64(ApiKey) <= 0)
            return ApiKey;

        return row.IsDBNull(Services) || ExactValues.AreServices(row.GetFieldValue<byte[]>(Services)) ? null : Services;
    }
}
